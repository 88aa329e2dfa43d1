#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <random>

#include "machine/disk.h"

namespace digue::machine::fake {

/// A disk in memory that fails on command, and that forgets what was not made durable when its power is cut: the idea
/// of LevelDB's fault_injection_test. Every call of Disk and OutputFile counts as one operation, so that a test can
/// fail at the first, the second… until the run is clean. It starts with the root "/" alone.
class MemoryDisk final : public Disk {
 public:
  MemoryDisk();
  ~MemoryDisk() override;

  /// How many operations were asked for since it was made.
  std::size_t operations() const;
  /// The n-th operation from now (1 is the next one) fails; the ones after it succeed. A write that fails has written
  /// half of its content.
  void fail_at(std::size_t n, ErrorCode code);
  /// As if the process were killed: that operation and all later ones fail with `unavailable`, until resume().
  void stop_at(std::size_t n);
  /// Takes back fail_at() and stop_at().
  void resume();
  /// The sum of all contents that fit; more is `full`.
  void set_capacity(std::uint64_t bytes);
  void set_time(Instant now);

  /// Cuts the power and starts again. What was synced is there. For each name and content that was not, the seed
  /// decides whether it survived: a file may be cut short or end in zeros, each change of a name is there or not,
  /// whatever the others are. Files that were open are lost to their writers.
  void lose_power(std::uint64_t seed);

  /// For damage: the content of a file, changed in place as if it had always been so.
  Result<void> overwrite(const std::string& path, Bytes content);
  Result<Bytes> content(const std::string& path) const;

  Result<std::unique_ptr<OutputFile>> create(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_folder(const std::string& path) override;
  Result<void> sync_folder(const std::string& path) override;
  Result<std::vector<DiskEntry>> list(const std::string& path) override;
  Result<std::uint64_t> size(const std::string& path) override;
  Result<void> read(const std::string& path, std::uint64_t offset, std::span<std::byte> into) override;

 private:
  struct Node;
  class Output;
  using NodePointer = std::shared_ptr<Node>;
  using Names = std::map<std::string, NodePointer>;

  Result<void> count_operation();
  Result<NodePointer> find(const std::string& path) const;
  Result<NodePointer> find_file(const std::string& path) const;
  /// The folder in which that path has its last name.
  Result<NodePointer> parent_of(const std::string& path) const;
  Result<void> append(Node& file, std::size_t power_cycle, ByteView content);
  Result<void> sync(Node& file, std::size_t power_cycle);
  static void lose_power_below(Node& node, std::mt19937_64& random);
  static std::uint64_t used_by(const Node& node);

  mutable std::mutex mutex_;
  NodePointer root_;
  std::size_t operations_ = 0;
  std::size_t fails_at_ = 0;  ///< 0 is never
  std::size_t stops_at_ = 0;
  ErrorCode failure_ = ErrorCode::unavailable;
  std::uint64_t capacity_ = UINT64_MAX;
  std::uint64_t used_ = 0;
  std::size_t power_cycle_ = 0;
  Instant now_{};
};

}  // namespace digue::machine::fake
