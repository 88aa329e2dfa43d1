#pragma once

#include <functional>
#include <memory>
#include <string>

#include "machine/file_tree.h"

namespace digue::machine::fake {

struct MemoryFiles;

/// Files in memory, with all that a POSIX system knows of them; whoever asks is their administrator. Every zero block
/// of 4 KiB is a hole. A test changes them between two steps, or from within one (on_step): so a file changes while it
/// is read, a link is swapped, a disk gets full, at a moment of the test's choice.
///
/// A step is one call of an interface. Any thread may call it; what it opened must not outlive it.
class MemoryFileTree final : public FileTree {
 public:
  MemoryFileTree();
  ~MemoryFileTree() override;

  Result<std::string> absolute(const std::string& path) override;
  Result<std::unique_ptr<SourceFolder>> open_source(const std::string& folder) override;
  Result<std::unique_ptr<TargetTree>> open_target(const std::string& folder) override;

  /// The test's own hand; paths are absolute, and missing folders are made. What stands there is replaced.
  void put_file(const std::string& path, std::string_view content);
  void put_folder(const std::string& path);
  void put_link(const std::string& path, const std::string& target);
  /// A device, FIFO or socket.
  void put_special(const std::string& path, EntryType type);
  /// A second name.
  void put_hard_link(const std::string& existing, const std::string& path);
  void drop(const std::string& path);
  /// What stands there, to look at and to change; nothing counts as a step. It must be there.
  EntryMetadata& metadata(const std::string& path);
  Bytes& content(const std::string& path);

  /// Called before each step with the name of the method and the entry it is about. What it returns as an error is the
  /// step's result, and nothing else happens.
  using OnStep = std::function<Result<void>(std::string_view method, const std::string& name)>;
  void on_step(OnStep hook);
  /// The step with this number, the first being 1, fails once, as do all after it if `for_good`.
  enum class Lasting { once, for_good };
  void fail_at(std::uint64_t step, ErrorCode code, Lasting lasting);
  std::uint64_t steps() const;

 private:
  std::unique_ptr<MemoryFiles> files_;
};

}  // namespace digue::machine::fake
