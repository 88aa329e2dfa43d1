#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "machine/fake/file_tree.h"

namespace digue::machine::fake {

/// A file, folder or anything else. Its names and those who have it open share it, as with an inode.
struct MemoryEntry {
  EntryMetadata metadata;
  Bytes content;
  std::map<std::string, std::shared_ptr<MemoryEntry>> children;  ///< a std::map sorts by bytes
};
using EntryPointer = std::shared_ptr<MemoryEntry>;

/// What a MemoryFileTree and all that it opened share.
struct MemoryFiles {
  using Path = std::vector<std::string>;

  MemoryFiles();

  /// Before anything else in each method, without the lock: the hook may use the test's own hand.
  Result<void> step(std::string_view method, const std::string& name);

  // The rest needs the lock.
  EntryPointer make(EntryType type);
  /// `not_found` if missing, `invalid_input` if it is something else than a folder. No link is followed.
  Result<EntryPointer> folder(const EntryPointer& from, const Path& path);
  Result<EntryPointer> child(const EntryPointer& folder, const std::string& name);
  Result<void> insert(const EntryPointer& folder, const std::string& name, const EntryPointer& entry);
  void take_out(const EntryPointer& folder, const std::string& name);
  /// A change of content, or of the rest.
  void touch(MemoryEntry& entry);
  void touch_status(MemoryEntry& entry);

  std::mutex mutex;
  EntryPointer root;
  MemoryFileTree::OnStep hook;
  std::atomic<std::uint64_t> steps = 0;
  std::uint64_t failing_step = 0;
  ErrorCode failure_code = ErrorCode::unavailable;
  MemoryFileTree::Lasting failure_lasting = MemoryFileTree::Lasting::once;

 private:
  FileTime next_time();

  std::uint64_t last_inode_ = 0;
  std::int64_t changes_ = 0;
};

std::unique_ptr<SourceFile> open_memory_file(MemoryFiles& files, EntryPointer entry);
std::unique_ptr<SourceFolder> open_memory_folder(MemoryFiles& files, EntryPointer entry);
std::unique_ptr<TargetTree> open_memory_target(MemoryFiles& files, EntryPointer entry);

/// Copies what there is from `offset`, and says how much.
std::size_t read_content(const MemoryEntry& entry, std::uint64_t offset, std::span<std::byte> into);

}  // namespace digue::machine::fake
