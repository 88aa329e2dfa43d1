#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <string>

#include "machine/snapshots.h"

namespace digue::test {

/// What every machine::Snapshots must do, tried on two folders of two file systems that the test may write to.
class SnapshotContract {
 public:
  using Write = std::function<void(const std::string& path, const std::string& content)>;

  SnapshotContract(machine::Snapshots& snapshots, std::string folder, std::string elsewhere, Write write)
      : snapshots_(snapshots), folder_(std::move(folder)), elsewhere_(std::move(elsewhere)), write_(std::move(write)) {}

  void check() {
    a_snapshot_shows_what_was();
    another_file_system_is_not_in_it();
    nothing_in_it_can_be_changed();
    there_is_one_at_a_time();
    what_is_missing_is_not_found();
  }

 private:
  static machine::Deadline soon() { return machine::Deadline::in(std::chrono::minutes(2)); }

  static std::string read(machine::FileTree& files, const std::string& folder, const std::string& name) {
    const auto file = files.open_source(folder).value()->open_file(name).value();
    Bytes content(1000);
    content.resize(file->read(0, content).value());
    return std::string(text_of(content));
  }

  void a_snapshot_shows_what_was() {
    write_(folder_ + "/agenda", "lundi");
    const auto snapshot = snapshots_.make({folder_}, soon()).value();
    write_(folder_ + "/agenda", "mardi");
    write_(folder_ + "/new", "new");
    CHECK(read(snapshot->files(), folder_, "agenda") == "lundi");
    CHECK_FALSE(snapshot->files().open_source(folder_).value()->status("new"));
  }

  void another_file_system_is_not_in_it() {
    write_(elsewhere_ + "/radios", "1");
    {
      const auto snapshot = snapshots_.make({folder_}, soon()).value();
      CHECK(snapshot->files().open_source(elsewhere_).error().code == ErrorCode::not_found);
    }
    const auto both = snapshots_.make({folder_, elsewhere_}, soon()).value();
    CHECK(read(both->files(), elsewhere_, "radios") == "1");
  }

  void nothing_in_it_can_be_changed() {
    const auto snapshot = snapshots_.make({folder_}, soon()).value();
    CHECK_FALSE(snapshot->files().open_target(folder_));
  }

  void there_is_one_at_a_time() {
    {
      const auto first = snapshots_.make({folder_}, soon()).value();
      CHECK(snapshots_.make({folder_}, soon()).error().code == ErrorCode::locked);
    }
    CHECK(snapshots_.make({folder_}, soon()));
  }

  void what_is_missing_is_not_found() {
    CHECK(snapshots_.make({"/no such file system/folder"}, soon()).error().code == ErrorCode::not_found);
  }

  machine::Snapshots& snapshots_;
  std::string folder_;
  std::string elsewhere_;
  Write write_;
};

}  // namespace digue::test
