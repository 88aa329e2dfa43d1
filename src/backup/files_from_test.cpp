#include "backup/files_from.h"

#include <doctest/doctest.h>

#include "machine/fake/file_tree.h"

namespace digue::backup {
namespace {

using Paths = std::vector<std::string>;
using std::string_view_literals::operator""sv;

Paths fitting(machine::fake::MemoryFileTree& files, const std::string& pattern) {
  return paths_that_fit(files, pattern).value();
}

TEST_CASE("patterns stand one a line, without comments, empty lines and blanks around them") {
  CHECK(patterns_in(bytes_of("# les dossiers\n\n  /home/cabinet \r\n\xc2\xa0/srv/*.db\n #non\n")) ==
        Paths{"/home/cabinet", "/srv/*.db"});
  CHECK(patterns_in(bytes_of("\xff\xfe/\0a\0\n\0"sv)) == Paths{"/a"});
  CHECK(patterns_in({}).empty());
}

TEST_CASE("verbatim paths keep their blanks and their number signs") {
  CHECK(verbatim_paths_in(bytes_of(" a \n\n#b\r\n*")) == Paths{" a ", "#b", "*"});
}

TEST_CASE("raw paths each end with a zero byte, and a list that was cut is refused") {
  CHECK(raw_paths_in(bytes_of("a\nb\0\xff\0"sv)).value() == Paths{"a\nb", "\xff"});
  CHECK(raw_paths_in({}).value().empty());
  CHECK(raw_paths_in(bytes_of("a\0b"sv)).error().code == ErrorCode::invalid_input);
  CHECK(raw_paths_in(bytes_of("a\0\0b\0"sv)).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a pattern stands for what fits it name by name") {
  machine::fake::MemoryFileTree files;
  for (const char* path : {"/home/b/agenda.db", "/home/a/agenda.db", "/home/a/.cache.db", "/home/a/notes"}) {
    files.put_file(path, "x");
  }
  files.put_link("/home/c", "a");
  CHECK(fitting(files, "/home/*/agenda.db") == Paths{"/home/a/agenda.db", "/home/b/agenda.db"});
  CHECK(fitting(files, "/home/a/*.db") == Paths{"/home/a/.cache.db", "/home/a/agenda.db"});
  CHECK(fitting(files, "/home/?") == Paths{"/home/a", "/home/b", "/home/c"});
  CHECK(fitting(files, "/home/a/notes") == Paths{"/home/a/notes"});
  CHECK(fitting(files, "/h[a-o]me/a") == Paths{"/home/a"});
}

TEST_CASE("a pattern that nothing fits stands for nothing, and a malformed one is refused") {
  machine::fake::MemoryFileTree files;
  files.put_file("/home/a/notes", "x");
  CHECK(fitting(files, "/home/b").empty());
  CHECK(fitting(files, "/home/a/notes/*").empty());
  CHECK(fitting(files, "/srv/*/x").empty());
  CHECK(paths_that_fit(files, "/home/[").error().code == ErrorCode::invalid_input);
}

}  // namespace
}  // namespace digue::backup
