#include "machine/fake/computer.h"

#include <doctest/doctest.h>

namespace digue::machine::fake {
namespace {

const Deadline soon = Deadline::in(std::chrono::seconds(5));

TEST_CASE("links are followed through the folders above") {
  Computer computer({.files = {{"/etc/os-release", {.link_to = "../usr/lib/./os-release"}},
                               {"/usr/lib/os-release", {.content = "x"}},
                               {"/a", {.link_to = "b"}},
                               {"/b", {.link_to = "/a"}}}});
  CHECK(computer.files().read("/etc/os-release", 1, soon).value().size() == 1);
  CHECK(computer.files().link_target("/etc/os-release", soon).value() == "../usr/lib/./os-release");
  CHECK(computer.files().read("/a", 1, soon).error().code == ErrorCode::invalid_input);
  CHECK(link_destination("/a/b", "../../../c") == "/c");
  CHECK(link_destination("/a/b", "..") == "/");
}

TEST_CASE("a file that is not there is in no folder, and what is there may be unreadable") {
  Computer computer({.files = {{"/d/gone", {.error = ErrorCode::not_found}},
                               {"/d/shut", {.read_error = ErrorCode::denied}},
                               {"/d/pipe", {.kind = FileKind::other}},
                               {"/empty", {.kind = FileKind::folder}}}});
  CHECK(computer.files().list("/d", 9, soon).value() == std::vector<std::string>{"pipe", "shut"});
  CHECK(computer.files().list("/d", 1, soon).error().code == ErrorCode::invalid_input);
  CHECK(computer.files().list("/empty", 9, soon).value().empty());
  CHECK(computer.files().list("/nothing", 9, soon).error().code == ErrorCode::not_found);
  CHECK(computer.files().info("/d/shut", soon).value().kind == FileKind::file);
  CHECK(computer.files().read("/d/shut", 9, soon).error().code == ErrorCode::denied);
  CHECK(computer.files().read("/d/pipe", 9, soon).error().code == ErrorCode::invalid_input);
  CHECK(computer.files().info("/d", soon).value().kind == FileKind::folder);
}

TEST_CASE("a person's files lie over the system's") {
  Computer computer({.files = {{"/d/a", {.content = "system"}}, {"/d/b", {}}},
                     .files_of = {{"1000", {{"/d/a", {.content = "own"}}, {"/d/b", {.error = ErrorCode::not_found}}}}},
                     .files_of_errors = {{"1001", ErrorCode::denied}}});
  Files& own = *computer.files_of({.id = "1000"}).value();
  CHECK(own.read("/d/a", 9, soon).value().size() == 3);
  CHECK(own.list("/d", 9, soon).value() == std::vector<std::string>{"a"});
  CHECK(computer.files_of({.id = "1001"}).error().code == ErrorCode::denied);
}

TEST_CASE("who may not open a key may not open what lies in it") {
  Computer computer({.registry = {{"hkey_users\\a", {.error = ErrorCode::denied}},
                                  {"hkey_users\\a\\open", {.values = {{"v", "1"}}}},
                                  {"hkey_users\\b\\c", {}},
                                  {"hkey_users\\d", {.error = ErrorCode::not_found}}}});
  Registry& registry = computer.registry();
  CHECK(registry.value("HKEY_USERS\\A\\Control Panel", "v").error().code == ErrorCode::denied);
  CHECK(registry.has_key("HKEY_USERS\\A\\Control Panel").error().code == ErrorCode::denied);
  CHECK(registry.value("HKEY_USERS\\A\\Open", "V").value() == RegistryValue("1"));
  CHECK(registry.has_key("HKEY_USERS\\B").value());
  CHECK_FALSE(registry.has_key("HKEY_USERS\\D").value());
  CHECK_FALSE(registry.has_key("HKEY_USERS\\E").value());
  CHECK(registry.value("HKEY_USERS\\B\\C", "v").error().code == ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::machine::fake
