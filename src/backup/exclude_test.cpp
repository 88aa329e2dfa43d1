#include "backup/exclude.h"

#include <doctest/doctest.h>

#include "backup/exclude_file.h"
#include "machine/fake/file_tree.h"

namespace digue::backup {
namespace {

using machine::EntryMetadata;
using machine::EntryType;

Excludes excludes_of(const ExcludeOptions& options) { return Excludes::make(options).value(); }

std::vector<std::string> patterns_in(std::string_view text) {
  const Variables variables = [](const std::string& name) { return name == "HOME" ? "/home/camille" : std::string(); };
  return parse_exclude_file(bytes_of(text), variables).value();
}

using Lines = std::vector<std::string>;

TEST_CASE("a file of patterns has one a line, without comments and the blanks around") {
  CHECK(patterns_in("# nothing\n\n  *.tmp \t\r\n\xc2\xa0!a b\xe2\x80\x83\n #no\nend") == Lines{"*.tmp", "!a b", "end"});
  CHECK(patterns_in("") == Lines{});
  CHECK(patterns_in("\xef\xbb\xbf*.tmp") == Lines{"*.tmp"});
  CHECK(patterns_in(std::string_view("\xff\xfe\xe9\0\n\0\x3e\xd8\xb7\xdd", 10)) == Lines{"é", "🦷"});
  CHECK(patterns_in(std::string_view("\xfe\xff\0a\xd8\x3d", 6)) == Lines{"a\xef\xbf\xbd"});
}

TEST_CASE("a file of patterns names variables") {
  CHECK(patterns_in("$HOME/x\n${HOME}y\n$$a\na$\n$NONE/b\n$/c") ==
        Lines{"/home/camille/x", "/home/camilley", "$a", "a$", "/b", "$/c"});
  CHECK(patterns_in("a${b") == Lines{"ab"});
  CHECK(patterns_in("a${}b") == Lines{"ab"});
  CHECK(patterns_in("a$1b") == Lines{"ab"});
}

TEST_CASE("a line without an end is refused before it is a pattern") {
  CHECK_FALSE(parse_exclude_file(bytes_of(std::string(70'000, 'a')), {}).has_value());
}

TEST_CASE("a name is left out by either list of patterns") {
  const Excludes excludes = excludes_of({.patterns = {"*.tmp"}, .caseless_patterns = {"/srv/THUMBS.db"}});
  CHECK(excludes.leaves_out_name(excludes.at("/srv"), "a.tmp"));
  CHECK(excludes.leaves_out_name(excludes.at("/srv"), "Thumbs.DB"));
  CHECK_FALSE(excludes.leaves_out_name(excludes.at("/srv"), "a.TMP"));
  CHECK_FALSE(excludes.leaves_out_name(excludes.at("/srv/x"), "Thumbs.DB"));
  CHECK_FALSE(excludes.leaves_out_name(excludes.root(), "srv"));
}

TEST_CASE("files over the limit are left out, folders never") {
  const Excludes excludes = excludes_of({.larger_than = 10});
  EntryMetadata file;
  file.type = EntryType::file;
  file.size = 10;
  CHECK_FALSE(excludes.leaves_out(file, 0, 0));
  file.size = 11;
  CHECK(excludes.leaves_out(file, 0, 0));
  CHECK_FALSE(excludes_of({}).leaves_out(file, 0, 0));
  file.type = EntryType::folder;
  CHECK_FALSE(excludes.leaves_out(file, 0, 0));
}

TEST_CASE("on one file system, a mount point is saved and what is mounted there is not") {
  const Excludes excludes = excludes_of({.one_file_system = true});
  EntryMetadata entry;
  entry.device_id = 2;
  entry.type = EntryType::folder;
  CHECK_FALSE(excludes.leaves_out(entry, 1, 1));
  CHECK(excludes.leaves_out(entry, 1, 2));
  CHECK_FALSE(excludes.leaves_out(entry, 2, 2));
  entry.type = EntryType::file;
  CHECK(excludes.leaves_out(entry, 1, 1));
  CHECK(excludes.leaves_out(entry, 1, 2));
  CHECK_FALSE(excludes_of({}).leaves_out(entry, 1, 1));
}

TEST_CASE("a tag hides all of its folder but itself") {
  machine::fake::MemoryFileTree tree;
  tree.put_file("/d/CACHEDIR.TAG", "Signature: 8a477f597d28d172789f06886806bc55\n# a cache");
  tree.put_file("/d/.nobackup", "");
  tree.put_file("/d/x", "");
  const Excludes excludes = excludes_of({.tags = {Tag::of_caches(), Tag::parse(".nobackup").value()}});
  const auto folder = tree.open_source("/d").value();
  std::vector<Error> doubts;
  const auto both = excludes.tags_in(*folder, folder->names().value(), doubts);
  CHECK(both.size() == 2);
  CHECK(Excludes::hides(both, "CACHEDIR.TAG"));  // by the other one
  tree.drop("/d/.nobackup");
  const auto one = excludes.tags_in(*folder, folder->names().value(), doubts);
  CHECK(one == Lines{"CACHEDIR.TAG"});
  CHECK_FALSE(Excludes::hides(one, "CACHEDIR.TAG"));
  CHECK(Excludes::hides(one, "x"));
  CHECK_FALSE(Excludes::hides({}, "x"));
  CHECK(doubts.empty());
}

TEST_CASE("a tag with another header is a file like any other, and one that cannot be read is named") {
  const std::vector<std::string> wrong = {"", "Signature: 8a47", "signature: 8a477f597d28d172789f06886806bc55"};
  for (const std::string& content : wrong) {
    machine::fake::MemoryFileTree tree;
    tree.put_file("/d/CACHEDIR.TAG", content);
    const auto folder = tree.open_source("/d").value();
    std::vector<Error> doubts;
    CHECK(excludes_of({.tags = {Tag::of_caches()}}).tags_in(*folder, {"CACHEDIR.TAG"}, doubts).empty());
    CHECK(doubts.empty());
  }
  machine::fake::MemoryFileTree tree;
  tree.put_link("/d/CACHEDIR.TAG", "/dev/zero");
  const auto folder = tree.open_source("/d").value();
  std::vector<Error> doubts;
  CHECK(excludes_of({.tags = {Tag::of_caches()}}).tags_in(*folder, {"CACHEDIR.TAG"}, doubts).empty());
  CHECK(doubts.size() == 1);
}

TEST_CASE("one folder is known by what it is, and a file that took its number is not it") {
  const Excludes excludes = excludes_of({.folder = FolderIdentity{.device_id = 1, .inode = 7}});
  EntryMetadata entry;
  entry.type = EntryType::folder;
  entry.device_id = 1;
  entry.inode = 7;
  CHECK(excludes.leaves_out(entry, 1, 1));
  entry.device_id = 2;
  CHECK_FALSE(excludes.leaves_out(entry, 1, 1));
  entry.device_id = 1;
  entry.type = EntryType::file;
  CHECK_FALSE(excludes.leaves_out(entry, 1, 1));
}

TEST_CASE("a tag is written as its name and the beginning of its content") {
  CHECK(Tag::parse(".nobackup").value() == Tag{".nobackup", ""});
  CHECK(Tag::parse("a:b:c").value() == Tag{"a", "b:c"});
  CHECK_FALSE(Tag::parse("").has_value());
  CHECK_FALSE(Tag::parse(":x").has_value());
  CHECK_FALSE(Tag::parse("a/b").has_value());
}

TEST_CASE("a size has a unit of 1024") {
  CHECK(parse_size("0").value() == 0);
  CHECK(parse_size("12b").value() == 12);
  CHECK(parse_size("3k").value() == 3072);
  CHECK(parse_size("2M").value() == 2'097'152);
  CHECK(parse_size("1g").value() == 1'073'741'824);
  CHECK(parse_size("1T").value() == 1'099'511'627'776);
  for (const std::string_view text : {"", "k", "-1", "1.5M", "1MB", "99999999999999999999", "9999999999T", "+1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_size(text).has_value());
  }
}

}  // namespace
}  // namespace digue::backup
