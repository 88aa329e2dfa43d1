#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "backup/archive_run.h"

namespace digue::backup {

/// A file that the walker found new or changed.
struct FoundFile {
  std::shared_ptr<machine::SourceFolder> folder;
  std::string name;
  std::string node_name;  ///< in the snapshot
  std::string path;       ///< for messages
  Slot slot;
  std::optional<repository::Node> previous;
  std::uint64_t size = 0;  ///< as its folder said; it may be another one by now
};

/// Reads files and saves their content. Small files are read by the workers, several at a time; a large one is read and
/// cut by the owner, and its pieces are hashed, compressed and sealed by all workers at once. What is in memory is
/// bounded by the workers' queue, whatever the size of a file. Belongs to the owner of the workers.
class FileSaver {
 public:
  explicit FileSaver(ArchiveRun& run) : run_(run) {}

  void save(FoundFile file);
  /// Hands over what still waits for company.
  void flush();

 private:
  /// Some chunks of a large file, and the bytes that they point into.
  struct Piece {
    Bytes bytes;
    std::size_t filled = 0;
    std::vector<ByteView> chunks;
  };
  struct LargeFile;

  void save_together(const std::vector<FoundFile>& files, Workers::Seat seat);
  void save_large(const FoundFile& found);
  void read_pieces(const std::shared_ptr<LargeFile>& large, Workers::Seat seat, bool shares_out);
  void hand_over(const std::shared_ptr<LargeFile>& large, Piece piece, Workers::Seat seat, bool shares_out);
  void save_piece(LargeFile& large, std::size_t number, Piece piece, Workers::Seat seat);
  void settle(LargeFile& large, Workers::Seat seat);
  Bytes take_buffer();
  void give_back(Bytes buffer);

  ArchiveRun& run_;
  std::vector<FoundFile> waiting_;
  std::uint64_t waiting_bytes_ = 0;
  std::mutex mutex_;  ///< of the buffers
  std::vector<Bytes> buffers_;
};

}  // namespace digue::backup
