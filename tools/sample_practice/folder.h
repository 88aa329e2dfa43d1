#pragma once

#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/instant.h"
#include "base/result.h"

namespace digue::sample {

/// The folder that holds the sample. Paths are relative to it, UTF-8, with slashes.
///
/// What is written here is made again at will: nothing is flushed to the disk.
/// Errors: `already_exists`, `not_found`, and `denied` for whatever the system refuses, with the path as the detail.
class Folder {
 public:
  /// A new folder; `already_exists` when something lies in it.
  static Result<Folder> make(const std::filesystem::path& root);
  /// `not_found` when there is none.
  static Result<Folder> open(const std::filesystem::path& root);

  /// A file as it was last changed at `modified`; the folders on its way are made.
  Result<void> write(const std::string& path, ByteView content, Instant modified);
  Result<void> append(const std::string& path, ByteView content, Instant modified);
  Result<void> rename(const std::string& from, const std::string& to);
  Result<void> remove(const std::string& path);

  /// For a file that somebody else writes: SQLite.
  std::string path_of(const std::string& path) const { return (root_ / path).string(); }
  Result<void> make_parents_of(const std::string& path);
  /// Says that it was written, and when.
  Result<void> stamp(const std::string& path, Instant modified);

  Result<std::uint64_t> size_of(const std::string& path) const;
  /// The files below a folder, sorted; none when there is no such folder.
  Result<std::vector<std::string>> list(const std::string& path) const;

  /// What was written so far through this object.
  std::uint64_t written() const { return written_; }

  /// Gives every folder that was touched the same time, last of all: each file that comes or goes changes its folder's.
  Result<void> stamp_folders(Instant modified);

 private:
  explicit Folder(std::filesystem::path root) : root_(std::move(root)) {}
  void touch_parents_of(const std::string& path);

  std::filesystem::path root_;
  std::set<std::filesystem::path> known_;
  std::set<std::filesystem::path> touched_;
  std::uint64_t written_ = 0;
};

}  // namespace digue::sample
