#include <unistd.h>

#include "machine/fake/file_tree.h"
#include "machine/linux/file_tree.h"
#include "machine/linux/writer_tree.h"
#include "support/temporary_folder.h"

// What every FileTree promises, asked of the real one and of the one in memory.

namespace digue::machine {
namespace {

struct RealWorld {
  test::TemporaryFolder place;
  linux::LinuxFileTree tree;
  std::string path() const { return place.path() + "/target"; }
};

struct WorldInMemory {
  fake::MemoryFileTree tree;
  std::string path() const { return "/home/target"; }
};

/// A writer of its own restores, with the rights of this program.
struct WrittenWorld {
  struct Tree {
    linux::LinuxFileTree real;
    linux::LinuxPersonTargets targets{{MACHINE_READER, "internal-writer"}};

    Result<std::unique_ptr<TargetTree>> open_target(const std::string& folder) {
      return targets.open({::geteuid(), "", {::getegid()}}, folder);
    }
    Result<std::unique_ptr<SourceFolder>> open_source(const std::string& folder) { return real.open_source(folder); }
    Result<std::string> absolute(const std::string& path) { return real.absolute(path); }
  };

  test::TemporaryFolder place;
  Tree tree;
  std::string path() const { return place.path() + "/target"; }
};

#define ANY_WORLD RealWorld, WorldInMemory, WrittenWorld

using Path = TargetTree::Path;

const EntryMetadata a_link = [] {
  EntryMetadata link;
  link.type = EntryType::link;
  link.permissions = 0777;
  link.link_target = "not/there";
  return link;
}();

const EntryMetadata a_fifo = [] {
  EntryMetadata fifo;
  fifo.type = EntryType::fifo;
  return fifo;
}();

template <typename World>
std::unique_ptr<TargetTree> target_of(World& world) {
  return world.tree.open_target(world.path()).value();
}

void write_file(TargetTree& target, const Path& path, std::string_view content) {
  REQUIRE(target.open_file(path).value()->write(0, bytes_of(content)));
}

std::string content_of(SourceFile& file) {
  Bytes content(100'000);
  content.resize(file.read(0, content).value());
  return std::string(text_of(content));
}

TEST_CASE_TEMPLATE("what was restored is read back by its names", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  REQUIRE(target->make_folder({"d"}));
  write_file(*target, {"d", "file"}, "content");
  REQUIRE(target->make_special({"d", "link"}, a_link));
  REQUIRE(target->make_special({"d", "fifo"}, a_fifo));
  const auto root = world.tree.open_source(world.path()).value();
  CHECK(root->names().value() == std::vector<std::string>{"d"});
  const auto folder = root->open_folder("d").value();
  CHECK(folder->names().value() == std::vector<std::string>{"fifo", "file", "link"});
  CHECK(target->names({"d"}).value() == folder->names().value());
  const EntryMetadata file = folder->entry("file").value();
  CHECK(file.type == EntryType::file);
  CHECK(file.size == 7);
  CHECK(file.links == 1);
  CHECK(file.permissions == 0600);
  CHECK_FALSE(file.user.empty());
  CHECK(target->entry({"d", "file"}).value() == file);
  CHECK(folder->entry("link").value().link_target == "not/there");
  CHECK(folder->status("link").value().link_target.empty());
  CHECK(folder->entry("fifo").value().type == EntryType::fifo);
  CHECK(root->entry("d").value().type == EntryType::folder);
  const auto opened = folder->open_file("file").value();
  CHECK(content_of(*opened) == "content");
  CHECK(opened->metadata().value().inode == file.inode);
  CHECK(content_of(*target->open_to_read({"d", "file"}).value()) == "content");
  CHECK(target->sync());
}

TEST_CASE_TEMPLATE("names are sorted by their bytes, and need not be UTF-8", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  const std::vector<std::string> sorted = {"\n", " ", "-", "B", "a", "a.b", "ab", "caf\xc3\xa9", "\xfe\xff"};
  for (auto name = sorted.rbegin(); name != sorted.rend(); ++name) write_file(*target, {*name}, *name);
  CHECK(target->names({}).value() == sorted);
  const auto root = world.tree.open_source(world.path()).value();
  CHECK(root->names().value() == sorted);
  CHECK(root->names().value() == sorted);
  for (const std::string& name : sorted) CHECK(content_of(*root->open_file(name).value()) == name);
}

TEST_CASE_TEMPLATE("what is missing, or of another type, is said", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  REQUIRE(target->make_folder({"folder"}));
  write_file(*target, {"file"}, "");
  REQUIRE(target->make_special({"link"}, a_link));
  REQUIRE(target->make_special({"fifo"}, a_fifo));
  const auto root = world.tree.open_source(world.path()).value();
  CHECK(root->entry("nothing").error().code == ErrorCode::not_found);
  CHECK(root->open_file("nothing").error().code == ErrorCode::not_found);
  CHECK(root->open_folder("nothing").error().code == ErrorCode::not_found);
  CHECK(world.tree.open_source(world.path() + "/nothing").error().code == ErrorCode::not_found);
  CHECK(world.tree.open_source(world.path() + "/file").error().code == ErrorCode::invalid_input);
  for (const std::string name : {"folder", "link", "fifo"}) {
    CAPTURE(name);
    CHECK(root->open_file(name).error().code == ErrorCode::invalid_input);
    CHECK(target->open_file({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->open_to_read({name}).error().code == ErrorCode::invalid_input);
  }
  for (const std::string name : {"file", "link", "fifo"}) {
    CAPTURE(name);
    CHECK(root->open_folder(name).error().code == ErrorCode::invalid_input);
    CHECK(target->make_folder({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->make_folder({name, "below"}).error().code == ErrorCode::invalid_input);
    CHECK(target->open_file({name, "below"}).error().code == ErrorCode::invalid_input);
    CHECK(target->names({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->make_special({name}, a_link).error().code == ErrorCode::already_exists);
    CHECK(target->make_hard_link({"file"}, {name}).error().code == ErrorCode::already_exists);
  }
  CHECK(target->make_folder({"folder"}));
  CHECK_FALSE(target->entry({"nothing"}).value());
  CHECK_FALSE(target->entry({"nothing", "below"}).value());
  CHECK(target->remove({"nothing"}).error().code == ErrorCode::not_found);
  CHECK(target->make_folder({"nothing", "below"}).error().code == ErrorCode::not_found);
}

TEST_CASE_TEMPLATE("a name that could lead elsewhere is refused everywhere", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  const auto root = world.tree.open_source(world.path()).value();
  write_file(*target, {"file"}, "");
  for (const std::string& name : {std::string(), std::string("."), std::string(".."), std::string("a/b"),
                                  std::string("/etc"), std::string("a\0b", 3)}) {
    CAPTURE(name);
    CHECK(root->entry(name).error().code == ErrorCode::invalid_input);
    CHECK(root->status(name).error().code == ErrorCode::invalid_input);
    CHECK(root->open_file(name).error().code == ErrorCode::invalid_input);
    CHECK(root->open_folder(name).error().code == ErrorCode::invalid_input);
    CHECK(target->entry({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->make_folder({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->open_file({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->open_file({name, "file"}).error().code == ErrorCode::invalid_input);
    CHECK(target->open_to_read({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->make_special({name}, a_link).error().code == ErrorCode::invalid_input);
    CHECK(target->make_hard_link({"file"}, {name}).error().code == ErrorCode::invalid_input);
    CHECK(target->make_hard_link({name}, {"new"}).error().code == ErrorCode::invalid_input);
    CHECK(target->remove({name}).error().code == ErrorCode::invalid_input);
    CHECK(target->rename({"file"}, name).error().code == ErrorCode::invalid_input);
    CHECK(target->rename({name}, "new").error().code == ErrorCode::invalid_input);
    CHECK(target->set_metadata({name}, a_link).error().code == ErrorCode::invalid_input);
  }
  CHECK(target->make_folder({}).error().code == ErrorCode::invalid_input);
  CHECK(target->remove({}).error().code == ErrorCode::invalid_input);
  CHECK(target->names({}).value() == std::vector<std::string>{"file"});
}

TEST_CASE_TEMPLATE("a file is written in any order, with holes, and cut", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  const auto file = target->open_file({"file"}).value();
  REQUIRE(file->write(8192, bytes_of("end")));
  REQUIRE(file->write(0, bytes_of("begin")));
  REQUIRE(file->set_size(16384));
  CHECK(target->entry({"file"}).value()->size == 16384);
  const auto source = target->open_to_read({"file"}).value();
  CHECK(source->extent(0, 16384).value() == Extent{0, 4096, false});
  CHECK(source->extent(100, 16384).value() == Extent{100, 3996, false});
  CHECK(source->extent(4096, 16384).value() == Extent{4096, 4096, true});
  CHECK(source->extent(4096, 5000).value() == Extent{4096, 904, true});
  CHECK(source->extent(8192, 16384).value() == Extent{8192, 4096, false});
  CHECK(source->extent(12288, 20000).value() == Extent{12288, 4096, true});
  CHECK(source->extent(16384, 20000).value().length == 0);
  Bytes part(8);
  CHECK(source->read(8190, part).value() == 8);
  CHECK(text_of(part) == std::string_view("\0\0end\0\0\0", 8));
  CHECK(file->read(16380, part).value() == 4);
  CHECK(file->read(99999, part).value() == 0);
  REQUIRE(file->set_size(3));
  CHECK(content_of(*source) == "beg");
}

TEST_CASE_TEMPLATE("a file with a second name is read but never written", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  REQUIRE(target->make_folder({"d"}));
  write_file(*target, {"file"}, "content");
  REQUIRE(target->make_hard_link({"file"}, {"d", "second"}));
  CHECK(target->entry({"file"}).value()->links == 2);
  CHECK(target->entry({"file"}).value()->inode == target->entry({"d", "second"}).value()->inode);
  CHECK(content_of(*target->open_to_read({"d", "second"}).value()) == "content");
  CHECK(target->open_file({"file"}).error().code == ErrorCode::invalid_input);
  REQUIRE(target->remove({"d", "second"}));
  CHECK(target->open_file({"file"}));
  CHECK(target->entry({"file"}).value()->links == 1);
}

TEST_CASE_TEMPLATE("a folder goes with all that is in it, and its name is free again", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  for (int round = 0; round < 2; ++round) {
    REQUIRE(target->make_folder({"d"}));
    REQUIRE(target->make_folder({"d", "e"}));
    write_file(*target, {"d", "e", "file"}, "content");
    REQUIRE(target->make_special({"d", "link"}, a_link));
    REQUIRE(target->remove({"d"}));
    CHECK(target->names({}).value().empty());
    CHECK_FALSE(target->entry({"d", "e"}).value());
  }
}

TEST_CASE_TEMPLATE("a new name never takes another's place", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  REQUIRE(target->make_folder({"d"}));
  write_file(*target, {"d", "file"}, "content");
  write_file(*target, {"taken"}, "other");
  CHECK(target->rename({"d"}, "taken").error().code == ErrorCode::already_exists);
  REQUIRE(target->rename({"d"}, "e"));
  CHECK(target->open_file({"d", "file"}).error().code == ErrorCode::not_found);
  CHECK(content_of(*target->open_to_read({"e", "file"}).value()) == "content");
  CHECK(content_of(*target->open_to_read({"taken"}).value()) == "other");
}

TEST_CASE_TEMPLATE("metadata come back as they were, to the nanosecond, also before 1970", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  write_file(*target, {"file"}, "content");
  REQUIRE(target->make_folder({"folder"}));
  REQUIRE(target->make_special({"link"}, a_link));
  REQUIRE(target->make_special({"fifo"}, a_fifo));
  for (const std::string name : {"file", "folder", "link", "fifo"}) {
    CAPTURE(name);
    EntryMetadata wanted = *target->entry({name}).value();
    wanted.permissions = wanted.type == EntryType::link ? 0777 : 01751;
    wanted.modified_at = {-86'400, 999'999'999};
    wanted.accessed_at = {1'700'000'000, 1};
    CHECK(target->set_metadata({name}, wanted).value().empty());
    EntryMetadata found = *target->entry({name}).value();
    found.changed_at = wanted.changed_at;
    CHECK(found == wanted);
  }
  EntryMetadata folder = *target->entry({"folder"}).value();
  CHECK(target->set_metadata({"file"}, folder).error().code == ErrorCode::invalid_input);
  folder.permissions = 0750;
  CHECK(target->set_metadata({}, folder).value().empty());
  CHECK(target->entry({}).value()->permissions == 0750);
}

TEST_CASE_TEMPLATE("a file gets its metadata while it is open, whatever has its name by then", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  const auto file = target->open_file({"file"}).value();
  REQUIRE(file->write(0, bytes_of("content")));
  EntryMetadata wanted = *target->entry({"file"}).value();
  wanted.permissions = 01751;
  wanted.modified_at = {-86'400, 999'999'999};
  wanted.accessed_at = {1'700'000'000, 1};
  REQUIRE(target->rename({"file"}, "moved"));
  write_file(*target, {"file"}, "another");
  const EntryMetadata another = *target->entry({"file"}).value();
  CHECK(file->set_metadata(wanted).value().empty());
  EntryMetadata found = *target->entry({"moved"}).value();
  found.changed_at = wanted.changed_at;
  CHECK(found == wanted);
  CHECK(*target->entry({"file"}).value() == another);
  wanted.type = EntryType::folder;
  CHECK(file->set_metadata(wanted).error().code == ErrorCode::invalid_input);
}

TEST_CASE_TEMPLATE("2,000 folders deep is no different", World, ANY_WORLD) {
  World world;
  const auto target = target_of(world);
  Path path;
  for (int level = 0; level < 2000; ++level) {
    path.push_back("a folder");
    REQUIRE(target->make_folder(path));
  }
  path.push_back("file");
  write_file(*target, path, "deep");
  std::vector<std::unique_ptr<SourceFolder>> open;
  open.push_back(world.tree.open_source(world.path()).value());
  while (open.size() <= 2000) open.push_back(open.back()->open_folder("a folder").value());
  CHECK(open.back()->entry("file").value().size == 4);
  CHECK(content_of(*open.back()->open_file("file").value()) == "deep");
  CHECK(target->remove({"a folder"}));
  CHECK(target->names({}).value().empty());
}

TEST_CASE_TEMPLATE("a path becomes absolute by its text", World, ANY_WORLD) {
  World world;
  CHECK(world.tree.absolute("/a/./b/../c//").value() == "/a/c");
  const std::string here = world.tree.absolute(".").value();
  CHECK(here.starts_with('/'));
  CHECK(world.tree.absolute("a/../b").value() == (here == "/" ? "" : here) + "/b");
  CHECK(world.tree.absolute("").error().code == ErrorCode::invalid_input);
}

}  // namespace
}  // namespace digue::machine
