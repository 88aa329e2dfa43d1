#include "backup/compare_trees.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "machine/fake/file_tree.h"

namespace digue::backup {
namespace {

using machine::EntryType;
using machine::fake::MemoryFileTree;

using Counts = std::map<Difference, std::uint64_t>;

/// Two folders with the same of everything, until a test changes one.
struct Twins {
  MemoryFileTree files;
  CompareOptions options;

  Twins() {
    for (const std::string side : {"/a", "/b"}) {
      files.put_file(side + "/cabinet/agenda.db", "agenda");
      files.put_file(side + "/cabinet/radios/1.dcm", std::string(3'000'000, 'x'));
      files.put_hard_link(side + "/cabinet/agenda.db", side + "/cabinet/copie.db");
      files.put_link(side + "/cabinet/lien", "agenda.db");
      files.put_special(side + "/cabinet/fifo", EntryType::fifo);
      files.put_special(side + "/cabinet/sda", EntryType::block_device);
      for (const char* name : {"", "/agenda.db", "/radios", "/radios/1.dcm", "/lien", "/fifo", "/sda"}) {
        auto& metadata = files.metadata(side + "/cabinet" + name);
        metadata.modified_at = {1'700'000'000, 5};
        metadata.attributes = {{"user.a", Bytes(2)}, {"user.b", Bytes(3)}};
        metadata.changed_at = {1'000, 0};
      }
    }
    options.began = {2'000, 0};
  }

  machine::EntryMetadata& copy(const std::string& name) { return files.metadata("/b/cabinet" + name); }

  Comparison compare() {
    const auto original = files.open_source("/a").value();
    const auto copied = files.open_source("/b").value();
    return compare_trees(*original, "cabinet", *copied, "cabinet", options).value();
  }
};

TEST_CASE("a copy that is the same in everything differs in nothing, and all of it was looked at") {
  Twins twins;
  const Comparison comparison = twins.compare();
  CHECK(comparison.is_same());
  CHECK(comparison.files == 3);
  CHECK(comparison.folders == 2);
  CHECK(comparison.others == 3);
  CHECK(comparison.bytes == 3'000'000 + 2 * 6);
}

TEST_CASE("each thing that a restore promises is a difference of its own kind, wherever it stands") {
  Twins twins;
  Counts expected;
  SUBCASE("the last byte") {
    twins.files.content("/b/cabinet/radios/1.dcm").back() = std::byte{0};
    expected = {{Difference::content, 1}};
  }
  SUBCASE("a byte more") {
    twins.files.content("/b/cabinet/radios/1.dcm").push_back(std::byte{0});
    expected = {{Difference::content, 1}};
  }
  SUBCASE("zeros in place of content") {
    auto& content = twins.files.content("/b/cabinet/radios/1.dcm");
    std::fill(content.begin(), content.end(), std::byte{0});
    expected = {{Difference::content, 1}};
  }
  SUBCASE("permissions, also of a folder and of the outermost one") {
    twins.copy("/radios").permissions = 0755;
    twins.copy("").permissions = 0755;
    expected = {{Difference::permissions, 2}};
  }
  SUBCASE("setuid") {
    twins.copy("/radios/1.dcm").permissions |= 04000;
    expected = {{Difference::permissions, 1}};
  }
  SUBCASE("user and group") {
    twins.copy("/radios/1.dcm").user_id = 7;
    twins.copy("/lien").group_id = 7;
    expected = {{Difference::owner, 2}};
  }
  SUBCASE("a nanosecond") {
    twins.copy("/fifo").modified_at.nanoseconds = 6;
    expected = {{Difference::modified_at, 1}};
  }
  SUBCASE("where a link leads") {
    twins.copy("/lien").link_target = "agenda.dc";
    expected = {{Difference::link_target, 1}};
  }
  SUBCASE("an attribute's value") {
    twins.copy("/radios").attributes[1].value.push_back(std::byte{1});
    expected = {{Difference::attributes, 1}};
  }
  SUBCASE("which device") {
    twins.copy("/sda").device = 7;
    expected = {{Difference::device, 1}};
  }
  SUBCASE("a file that is gone, and one too many") {
    twins.files.drop("/b/cabinet/fifo");
    twins.files.put_file("/b/cabinet/neu", "");
    twins.copy("").modified_at = {1'700'000'000, 5};
    expected = {{Difference::missing, 1}, {Difference::added, 1}};
  }
  SUBCASE("something else of the same name") {
    twins.files.put_folder("/b/cabinet/fifo");
    twins.copy("").modified_at = {1'700'000'000, 5};
    expected = {{Difference::type, 1}};
  }
  SUBCASE("one file became two") {
    const machine::EntryMetadata same = twins.copy("/agenda.db");
    twins.files.put_file("/b/cabinet/copie.db", "agenda");
    auto& copy = twins.copy("/copie.db");
    copy.modified_at = same.modified_at;
    copy.attributes = same.attributes;
    twins.copy("").modified_at = {1'700'000'000, 5};
    expected = {{Difference::hard_links, 1}};
  }
  CHECK(twins.compare().differences == expected);
}

TEST_CASE("two files that became one are told") {
  Twins twins;
  for (const std::string side : {"/a", "/b"}) twins.files.put_file(side + "/cabinet/autre.db", "agenda");
  twins.files.put_hard_link("/b/cabinet/agenda.db", "/b/cabinet/autre.db");
  CHECK(twins.compare().differences.at(Difference::hard_links) == 1);
}

TEST_CASE("times of access and of change, inodes and the order of attributes are the file system's own") {
  Twins twins;
  twins.copy("/agenda.db").accessed_at = {5, 0};
  twins.copy("/agenda.db").changed_at = {5, 0};
  std::swap(twins.copy("/radios").attributes[0], twins.copy("/radios").attributes[1]);
  CHECK(twins.compare().is_same());
}

TEST_CASE("what was changed after the copy began is told apart, and is a difference all the same") {
  Twins twins;
  twins.files.content("/a/cabinet/radios/1.dcm").back() = std::byte{0};
  CHECK(twins.compare().changed_meanwhile == 0);
  twins.files.metadata("/a/cabinet/radios/1.dcm").changed_at = {2'001, 0};
  const Comparison comparison = twins.compare();
  CHECK(comparison.changed_meanwhile == 1);
  CHECK(comparison.differences == Counts{{Difference::content, 1}});
}

TEST_CASE("sockets and what is skipped are expected to be missing, and are too many where they are not") {
  Twins twins;
  twins.files.put_special("/a/cabinet/prise", EntryType::socket);
  twins.files.put_file("/a/cabinet/etat", "");
  const std::uint64_t skipped = twins.files.metadata("/a/cabinet/etat").inode;
  twins.options.skips = [&](const machine::EntryMetadata& metadata) { return metadata.inode == skipped; };
  twins.files.metadata("/a/cabinet").modified_at = {1'700'000'000, 5};
  CHECK(twins.compare().is_same());
  twins.files.put_file("/b/cabinet/etat", "");
  twins.copy("").modified_at = {1'700'000'000, 5};
  CHECK(twins.compare().differences == Counts{{Difference::added, 1}});
}

TEST_CASE("whatever cannot be read, nothing is said to be the same") {
  Twins twins;
  const std::uint64_t before = twins.files.steps();
  CHECK(twins.compare().is_same());
  const std::uint64_t steps = twins.files.steps() - before;
  for (std::uint64_t step = 3; step <= steps; ++step) {  // the first two open what is compared
    Twins broken;
    broken.files.fail_at(broken.files.steps() + step, ErrorCode::unavailable, MemoryFileTree::Lasting::once);
    const Comparison comparison = broken.compare();
    CAPTURE(step);
    // Where no hole can be asked for, the bytes are read.
    const bool is_whole = comparison.is_same() && comparison.bytes == 3'000'000 + 2 * 6;
    CHECK((is_whole || comparison.differences.contains(Difference::unreadable)));
  }
}

TEST_CASE("the first paths of each kind are kept, and all are counted") {
  Twins twins;
  for (int i = 0; i < 50; ++i) twins.files.put_file("/b/cabinet/radios/neu" + std::to_string(i), "");
  const Comparison comparison = twins.compare();
  CHECK(comparison.differences.at(Difference::added) == 50);
  CHECK(std::ranges::count(comparison.first, Difference::added, &FoundDifference::kind) ==
        std::int64_t{max_named_differences});
}

TEST_CASE("whoever watches can end it") {
  Twins twins;
  twins.options.goes_on = [](std::uint64_t) -> Result<void> { return failure(ErrorCode::cancelled, "enough"); };
  const auto original = twins.files.open_source("/a").value();
  CHECK(compare_trees(*original, "cabinet", *original, "cabinet", twins.options).error().code == ErrorCode::cancelled);
}

}  // namespace
}  // namespace digue::backup
