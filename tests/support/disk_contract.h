#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "machine/disk.h"

namespace digue::test {

/// What every machine::Disk must do, tried in an empty folder of it.
class DiskContract {
 public:
  DiskContract(machine::Disk& disk, std::string folder) : disk_(disk), folder_(std::move(folder)) {}

  void check() {
    what_is_written_is_read();
    a_name_is_given_once();
    renaming_never_replaces();
    reads_are_bounded_by_the_file();
    folders_are_listed();
    what_is_missing_is_not_found();
    a_folder_is_no_file();
    threads_do_not_disturb_one_another();
  }

 private:
  std::string at(const std::string& name) const { return folder_ + "/" + name; }

  void write(const std::string& name, std::string_view content) {
    const auto file = disk_.create(at(name)).value();
    REQUIRE(file->write(bytes_of(content)).has_value());
    REQUIRE(file->sync().has_value());
  }

  std::string read(const std::string& name) {
    Bytes content(disk_.size(at(name)).value());
    REQUIRE(disk_.read(at(name), 0, content).has_value());
    return std::string(text_of(content));
  }

  template <typename T>
  static ErrorCode code_of(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error().code;
  }

  void what_is_written_is_read() {
    const auto file = disk_.create(at("parts")).value();
    CHECK(file->write(bytes_of("one, ")).has_value());
    CHECK(file->write({}).has_value());
    CHECK(file->write(bytes_of("two")).has_value());
    CHECK(file->sync().has_value());
    CHECK(disk_.sync_folder(folder_).has_value());
    CHECK(read("parts") == "one, two");
    write("empty", "");
    CHECK(read("empty").empty());
  }

  void a_name_is_given_once() {
    CHECK(code_of(disk_.create(at("parts"))) == ErrorCode::already_exists);
    CHECK(read("parts") == "one, two");
    CHECK(disk_.make_folder(at("folder")).has_value());
    CHECK(code_of(disk_.make_folder(at("folder"))) == ErrorCode::already_exists);
    CHECK(code_of(disk_.make_folder(at("parts"))) == ErrorCode::already_exists);
    CHECK(code_of(disk_.create(at("folder"))) == ErrorCode::already_exists);
  }

  void renaming_never_replaces() {
    write("temporary", "new");
    CHECK(code_of(disk_.rename(at("temporary"), at("parts"))) == ErrorCode::already_exists);
    CHECK(read("parts") == "one, two");
    CHECK(read("temporary") == "new");
    CHECK(disk_.rename(at("temporary"), at("folder/last")).has_value());
    CHECK(read("folder/last") == "new");
    CHECK(code_of(disk_.size(at("temporary"))) == ErrorCode::not_found);
  }

  void reads_are_bounded_by_the_file() {
    Bytes part(3);
    CHECK(disk_.read(at("parts"), 5, part).has_value());
    CHECK(text_of(part) == "two");
    CHECK(code_of(disk_.read(at("parts"), 6, part)) == ErrorCode::damaged);
    CHECK(code_of(disk_.read(at("parts"), UINT64_MAX, part)) == ErrorCode::damaged);
    CHECK(disk_.read(at("parts"), 8, {}).has_value());
    CHECK(code_of(disk_.read(at("parts"), 9, {})) == ErrorCode::damaged);
  }

  void folders_are_listed() {
    auto entries = disk_.list(folder_).value();
    std::ranges::sort(entries, {}, &machine::DiskEntry::name);
    REQUIRE(entries.size() == 3);
    CHECK(entries[0].name == "empty");
    CHECK(entries[1].name == "folder");
    CHECK(entries[1].is_folder);
    CHECK(entries[1].size == 0);
    CHECK(entries[2].name == "parts");
    CHECK_FALSE(entries[2].is_folder);
    CHECK(entries[2].size == 8);
    CHECK(entries[2].modified_at.has_value());
  }

  void what_is_missing_is_not_found() {
    CHECK(disk_.remove(at("empty")).has_value());
    CHECK(code_of(disk_.remove(at("empty"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.size(at("none"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.read(at("none"), 0, {})) == ErrorCode::not_found);
    CHECK(code_of(disk_.list(at("none"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.sync_folder(at("none"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.rename(at("none"), at("other"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.create(at("none/file"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.make_folder(at("none/folder"))) == ErrorCode::not_found);
    CHECK(code_of(disk_.create(at("parts/file"))) == ErrorCode::not_found);
  }

  void a_folder_is_no_file() {
    CHECK(code_of(disk_.size(at("folder"))) == ErrorCode::invalid_input);
    CHECK(code_of(disk_.read(at("folder"), 0, {})) == ErrorCode::invalid_input);
    CHECK_FALSE(disk_.remove(at("folder")).has_value());
    CHECK(disk_.list(at("folder")).value().size() == 1);
  }

  void threads_do_not_disturb_one_another() {
    constexpr int threads = 4;
    constexpr int files_of_each = 25;
    {
      std::vector<std::jthread> running;
      for (int thread = 0; thread < threads; ++thread) {
        running.emplace_back([this, thread] {
          for (int i = 0; i < files_of_each; ++i) {
            const std::string name = at("folder/" + std::to_string(thread) + "-" + std::to_string(i));
            const auto file = disk_.create(name);
            if (file && (*file)->write(bytes_of("x")) && disk_.rename(name, name + "-done")) disk_.list(at("folder"));
          }
        });
      }
    }
    CHECK(disk_.list(at("folder")).value().size() == threads * files_of_each + 1);
  }

  machine::Disk& disk_;
  std::string folder_;
};

}  // namespace digue::test
