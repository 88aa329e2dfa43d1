#include "machine/linux/file_tree.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "machine/linux/attributes.h"
#include "machine/posix/descriptor.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

using test::TemporaryFolder;
using Part = RefusedPart::Part;
using Path = TargetTree::Path;

bool is_root() { return ::geteuid() == 0; }

/// Whether `act` says yes with the rights of somebody who has none.
template <typename Act>
bool holds_without_rights(Act act) {
  if (!is_root()) return act();
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const bool is_nobody = ::setgroups(0, nullptr) == 0 && ::setgid(65534) == 0 && ::setuid(65534) == 0;
    ::_exit(is_nobody && act() ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return status == 0;
}

std::unique_ptr<TargetTree> target_of(LinuxFileTree& tree, const TemporaryFolder& place) {
  return tree.open_target(place.path()).value();
}

Bytes bytes(std::string_view text) {
  const ByteView view = bytes_of(text);
  return Bytes(view.begin(), view.end());
}

/// acl(5) as the kernel takes it: version 2, then owner, one named user, group, mask, others (16 bits tag, 16 bits
/// permissions, 32 bits id).
Bytes an_acl() {
  Bytes acl = bytes(std::string_view("\2\0\0\0", 4));
  const auto add = [&](unsigned tag, unsigned permissions, std::uint32_t id) {
    for (const std::uint32_t byte :
         {tag, 0U, permissions, 0U, id & 255U, (id >> 8U) & 255U, (id >> 16U) & 255U, id >> 24U}) {
      acl.push_back(static_cast<std::byte>(byte));
    }
  };
  constexpr std::uint32_t nobody_named = 0xffffffff;
  add(0x01, 6, nobody_named);
  add(0x02, 4, 65534);
  add(0x04, 0, nobody_named);
  add(0x10, 4, nobody_named);
  add(0x20, 0, nobody_named);
  return acl;
}

TEST_CASE("attributes, ACLs and setuid come back together, in the order of the system") {
  const TemporaryFolder place;
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  place.write("file", "content");
  EntryMetadata wanted = *target->entry({"file"}).value();
  wanted.permissions = 06640;  // the group's part is the mask of the ACL
  wanted.attributes = {{"user.zebra", bytes("stripes")},
                       {"user.empty", {}},
                       {"user.long", Bytes(3000, std::byte{7})},
                       {"system.posix_acl_access", an_acl()}};
  std::vector<RefusedPart> refused;
  SUBCASE("by its name") { refused = target->set_metadata({"file"}, wanted).value(); }
  SUBCASE("while it is open") { refused = target->open_file({"file"}).value()->set_metadata(wanted).value(); }
  for (const RefusedPart& part : refused) MESSAGE(part.error.detail);
  CHECK(refused.empty());
  EntryMetadata found = *target->entry({"file"}).value();
  CHECK(found.permissions == 06640);
  CHECK(found.attributes.size() == 4);
  for (const ExtendedAttribute& attribute : wanted.attributes) {
    CHECK(std::count(found.attributes.begin(), found.attributes.end(), attribute) == 1);
  }
  std::string order(1000, '\0');
  order.resize(static_cast<std::size_t>(::listxattr(place.path_of("file").c_str(), order.data(), order.size())));
  std::string names;
  for (const ExtendedAttribute& attribute : found.attributes) names += attribute.name + '\0';
  CHECK(names == order);
  CHECK(target->open_to_read({"file"}).value()->metadata().value().attributes == found.attributes);
}

TEST_CASE("both ways to an attribute tell the same") {
  const TemporaryFolder place;
  place.write("file", "");
  const posix::Descriptor folder(::open(place.path().c_str(), O_RDONLY | O_DIRECTORY));
  REQUIRE(::setxattr(place.path_of("file").c_str(), "user.a", "x", 1, 0) == 0);
  EntryMetadata by_path;
  read_attributes_at(false, folder.number(), "file", by_path);
  CHECK(by_path.attributes == std::vector<ExtendedAttribute>{{"user.a", bytes("x")}});
  EntryMetadata by_folder;
  read_attributes_at(has_attributes_at(), folder.number(), "file", by_folder);
  CHECK(by_folder.attributes == by_path.attributes);
}

TEST_CASE("attributes that the backup does not know are taken away") {
  const TemporaryFolder place;
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  place.write("file", "");
  const EntryMetadata bare = *target->entry({"file"}).value();
  REQUIRE(::setxattr(place.path_of("file").c_str(), "user.stray", "x", 1, 0) == 0);
  CHECK(target->entry({"file"}).value()->attributes.size() == 1);
  SUBCASE("by its name") { CHECK(target->set_metadata({"file"}, bare).value().empty()); }
  SUBCASE("while it is open") { CHECK(target->open_file({"file"}).value()->set_metadata(bare).value().empty()); }
  CHECK(target->entry({"file"}).value()->attributes.empty());
}

TEST_CASE("a file that cannot be given to its owner does not lend his rights, and the rest is restored") {
  const TemporaryFolder place;
  REQUIRE(::chmod(place.path().c_str(), 0777) == 0);
  CHECK(holds_without_rights([&] {
    LinuxFileTree tree;
    const auto target = target_of(tree, place);
    if (!target->open_file({"file"})) return false;
    EntryMetadata wanted = *target->entry({"file"}).value();
    wanted.user_id = 0;
    wanted.permissions = 06751;
    wanted.modified_at = {1'000'000'000, 5};
    const auto refused = target->set_metadata({"file"}, wanted).value();
    const EntryMetadata found = *target->entry({"file"}).value();
    return refused.size() == 1 && refused[0].part == Part::owner && refused[0].error.code == ErrorCode::denied &&
           found.permissions == 0751 && found.modified_at == wanted.modified_at && found.user_id == ::geteuid();
  }));
}

TEST_CASE("the administrator gives files away, setuid and all, also to nobody's number") {
  if (!is_root()) return;  // the test above says what others can do
  const TemporaryFolder place;
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  EntryMetadata link;
  link.type = EntryType::link;
  link.link_target = "/etc/passwd";
  REQUIRE(target->make_special({"link"}, link));
  place.write("file", "");
  for (const std::string name : {"file", "link"}) {
    EntryMetadata wanted = *target->entry({name}).value();
    wanted.user_id = wanted.group_id = 4'000'000;
    wanted.permissions = name == "link" ? 0777 : 06755;
    CHECK(target->set_metadata({name}, wanted).value().empty());
    const EntryMetadata found = *target->entry({name}).value();
    CHECK(found.user_id == 4'000'000);
    CHECK(found.user.empty());
    CHECK(found.group.empty());
    CHECK(found.permissions == wanted.permissions);
  }
  struct stat passwd{};
  REQUIRE(::stat("/etc/passwd", &passwd) == 0);
  CHECK(passwd.st_uid == 0);
}

TEST_CASE("devices are made by the administrator alone, sockets by nobody") {
  const TemporaryFolder place;
  REQUIRE(::chmod(place.path().c_str(), 0777) == 0);
  EntryMetadata device;
  device.type = EntryType::char_device;
  device.device = makedev(1, 3);
  CHECK(holds_without_rights([&] {
    LinuxFileTree tree;
    return target_of(tree, place)->make_special({"mine"}, device).error().code == ErrorCode::denied;
  }));
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  if (is_root()) {
    REQUIRE(target->make_special({"null"}, device));
    CHECK(target->entry({"null"}).value()->type == EntryType::char_device);
    CHECK(target->entry({"null"}).value()->device == makedev(1, 3));
    CHECK(target->open_file({"null"}).error().code == ErrorCode::invalid_input);
  }
  EntryMetadata socket;
  socket.type = EntryType::socket;
  CHECK(target->make_special({"socket"}, socket).error().code == ErrorCode::unsupported);
}

TEST_CASE("a socket is seen, and never opened") {
  const TemporaryFolder place;
  const posix::Descriptor listener(::socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{AF_UNIX, {}};
  place.path_of("socket").copy(address.sun_path, sizeof address.sun_path - 1);
  REQUIRE(::bind(listener.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  LinuxFileTree tree;
  const auto folder = tree.open_source(place.path()).value();
  CHECK(folder->entry("socket").value().type == EntryType::socket);
  CHECK(folder->open_file("socket").error().code == ErrorCode::invalid_input);
  CHECK(target_of(tree, place)->open_file({"socket"}).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a folder that becomes a link in the middle of a restore leads nowhere else") {
  const TemporaryFolder place;
  const TemporaryFolder outside;
  outside.write("victim", "untouched");
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  REQUIRE(target->make_folder({"d"}));
  REQUIRE(target->open_file({"d", "first"}));
  REQUIRE(::rename(place.path_of("d").c_str(), place.path_of("moved").c_str()) == 0);
  REQUIRE(::symlink(outside.path().c_str(), place.path_of("d").c_str()) == 0);
  // This tree still holds the real folder; one that was opened later sees the link and refuses it.
  CHECK(target->open_file({"d", "victim"}));
  CHECK(target->remove({"d", "victim"}));
  const auto later = target_of(tree, place);
  CHECK(later->open_file({"d", "victim"}).error().code == ErrorCode::invalid_input);
  CHECK(later->remove({"d", "victim"}).error().code == ErrorCode::invalid_input);
  CHECK(later->make_hard_link({"d", "victim"}, {"stolen"}).error().code == ErrorCode::invalid_input);
  CHECK(later->set_metadata({"d"}, *later->entry({"moved"}).value()).error().code == ErrorCode::invalid_input);
  CHECK(outside.names() == std::set<std::string>{"victim"});
  CHECK(std::ifstream(outside.path_of("victim")).get() == 'u');
  REQUIRE(later->remove({"d"}));
  CHECK(outside.names() == std::set<std::string>{"victim"});
}

TEST_CASE("a tree with links to elsewhere goes without what they point to") {
  const TemporaryFolder place;
  const TemporaryFolder outside;
  outside.write("victim", "untouched");
  std::filesystem::create_directories(place.path() + "/d/e");
  std::filesystem::create_directory_symlink(outside.path(), place.path() + "/d/e/link");
  LinuxFileTree tree;
  CHECK(target_of(tree, place)->remove({"d"}));
  CHECK(outside.names() == std::set<std::string>{"victim"});
}

TEST_CASE("a folder that loses its permissions is denied, and what is elsewhere goes on") {
  const TemporaryFolder place;
  REQUIRE(::chmod(place.path().c_str(), 0777) == 0);
  CHECK(holds_without_rights([&] {
    LinuxFileTree tree;
    const auto target = target_of(tree, place);
    if (!target->make_folder({"d"}) || !target->open_file({"d", "first"})) return false;
    const auto folder = tree.open_source(place.path()).value()->open_folder("d").value();
    ::chmod(place.path_of("d").c_str(), 0);
    const auto root = tree.open_source(place.path()).value();
    return target->open_file({"d", "second"}).error().code == ErrorCode::denied &&
           folder->entry("first").error().code == ErrorCode::denied &&
           root->open_folder("d").error().code == ErrorCode::denied && root->entry("d") && target->open_file({"other"});
  }));
}

TEST_CASE("a file that must not be read is described without the attributes that it hides") {
  const TemporaryFolder place;
  place.write("file", "secret");
  REQUIRE(::setxattr(place.path_of("file").c_str(), "user.hidden", "x", 1, 0) == 0);
  REQUIRE(::chmod(place.path().c_str(), 0755) == 0);
  REQUIRE(::chmod(place.path_of("file").c_str(), 0) == 0);
  CHECK(holds_without_rights([&] {
    LinuxFileTree tree;
    const auto folder = tree.open_source(place.path()).value();
    const EntryMetadata found = folder->entry("file").value();
    return found.size == 6 && found.unread_attributes == std::vector<std::string>{"user.hidden"} &&
           found.attributes.empty() && folder->open_file("file").error().code == ErrorCode::denied;
  }));
}

TEST_CASE("files of others are read without the right to hide it from their access time") {
  const TemporaryFolder place;
  place.write("file", "public");
  REQUIRE(::chmod(place.path().c_str(), 0755) == 0);
  CHECK(holds_without_rights([&] {
    LinuxFileTree tree;
    const auto folder = tree.open_source(place.path()).value();
    Bytes content(10);
    return folder->open_file("file").value()->read(0, content).value() == 6;
  }));
}

TEST_CASE("reading leaves the access time alone") {
  const TemporaryFolder place;
  const std::string path = place.write("file", "content");
  const timespec times[] = {{1000, 0}, {2'000'000'000, 0}};
  REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times, 0) == 0);
  LinuxFileTree tree;
  const auto folder = tree.open_source(place.path()).value();
  Bytes content(10);
  CHECK(folder->open_file("file").value()->read(0, content).value() == 7);
  CHECK(folder->entry("file").value().accessed_at == FileTime{1000, 0});
}

TEST_CASE("a folder of many files is listed whole and in order") {
  const TemporaryFolder place;
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  const std::string long_part(200, 'x');
  std::vector<std::string> names;
  for (int number = 10'000; number < 12'000; ++number) {
    names.push_back(std::to_string(number) + long_part);
    REQUIRE(target->open_file({names.back()}));
  }
  CHECK(tree.open_source(place.path()).value()->names().value() == names);
}

TEST_CASE("more folders than the cache holds are reached all the same") {
  const TemporaryFolder place;
  LinuxFileTree tree;
  const auto target = target_of(tree, place);
  for (int number = 0; number < 600; ++number) {
    REQUIRE(target->make_folder({std::to_string(number)}));
    REQUIRE(target->open_file({std::to_string(number), "file"}));
  }
  for (int number = 0; number < 600; number += 7) CHECK(target->entry({std::to_string(number), "file"}).value());
}

}  // namespace
}  // namespace digue::machine::linux
