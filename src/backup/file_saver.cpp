#include "backup/file_saver.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace digue::backup {

using repository::BlobId;
using repository::BlobType;
using repository::Node;

namespace {

/// What one job of small files reads at most, and a large file's piece as a rule: it grows when no chunk ends in it.
constexpr std::size_t piece_bytes = std::size_t{4} * 1024 * 1024;
constexpr std::size_t max_files_together = 64;

/// Fills `into`, fewer bytes only at the end of the file. Holes are not read.
Result<std::size_t> fill(machine::SourceFile& file, std::uint64_t offset, std::span<std::byte> into) {
  std::size_t filled = 0;
  while (filled < into.size()) {
    const auto extent = TRY(file.extent(offset + filled, offset + into.size()));
    if (extent.length == 0) break;
    const std::span<std::byte> part = into.subspan(filled, static_cast<std::size_t>(extent.length));
    if (extent.is_hole) {
      std::ranges::fill(part, std::byte{0});
      filled += part.size();
      continue;
    }
    const std::size_t count = TRY(file.read(offset + filled, part));
    filled += count;
    if (count < part.size()) break;
  }
  return filled;
}

/// `scanned` bytes at the front are known to hold no cut.
std::vector<ByteView> cut(ByteView bytes, const repository::Chunker& chunker, bool is_last, std::size_t scanned = 0) {
  std::vector<ByteView> chunks;
  while (const auto length = chunker.next_cut(bytes, is_last, std::exchange(scanned, 0))) {
    chunks.push_back(bytes.first(*length));
    bytes = bytes.subspan(*length);
  }
  return chunks;
}

Added added_by(std::span<const ByteView> contents, std::span<const repository::SavedBlob> saved) {
  Added added;
  for (std::size_t i = 0; i < saved.size(); ++i) {
    if (saved[i].is_new) added += {1, contents[i].size(), saved[i].stored_bytes};
  }
  return added;
}

const Node* pointer_to(const std::optional<Node>& node) { return node ? &*node : nullptr; }

struct OpenedFile {
  std::unique_ptr<machine::SourceFile> file;
  Node node;
};

/// The node is that of the open file itself, whatever its name stands for by now.
Result<OpenedFile> open_found(const FoundFile& found, ArchiveRun& run, NodeMaker& nodes) {
  auto file = TRY(found.folder->open_file(found.name));
  machine::EntryMetadata metadata = TRY(file->metadata());
  for (const std::string& attribute : metadata.unread_attributes) {
    run.report(found.path, {ErrorCode::denied, "an attribute cannot be read: " + attribute});
  }
  return OpenedFile{std::move(file), nodes.make(found.node_name, std::move(metadata))};
}

}  // namespace

/// A large file in the middle of being saved. Its pieces come back in any order.
struct FileSaver::LargeFile {
  LargeFile(FoundFile what, std::unique_ptr<machine::SourceFile> opened, Node as)
      : found(std::move(what)), file(std::move(opened)), node(std::move(as)) {}

  FoundFile found;
  std::unique_ptr<machine::SourceFile> file;
  Node node;
  std::atomic<std::size_t> missing = 1;  ///< pieces under way, and one for the reader
  std::mutex mutex;                      ///< of what follows
  std::deque<std::vector<BlobId>> parts;
  Added added;
  std::optional<Error> error;
};

void FileSaver::save(FoundFile file) {
  if (file.size >= piece_bytes) return save_large(file);
  if (waiting_bytes_ + file.size >= piece_bytes || waiting_.size() >= max_files_together) flush();
  waiting_bytes_ += file.size;
  waiting_.push_back(std::move(file));
}

void FileSaver::flush() {
  if (waiting_.empty()) return;
  waiting_bytes_ = 0;
  run_.workers().submit(
      [this, files = std::exchange(waiting_, {})](Workers::Seat seat) { save_together(files, seat); });
}

void FileSaver::save_together(const std::vector<FoundFile>& files, Workers::Seat seat) {
  ArchiveTools& tools = run_.tools(seat);
  tools.content.resize(piece_bytes);
  struct Read {
    const FoundFile& found;
    Node node;
    std::size_t chunks;
  };
  std::vector<Read> read;
  std::vector<ByteView> contents;
  std::vector<std::shared_ptr<LargeFile>> grown;
  std::span<std::byte> room = tools.content;
  for (const FoundFile& found : files) {
    if (run_.is_stopped()) return;
    auto opened = open_found(found, run_, tools.nodes);
    const auto count = opened ? opened->file->read(0, room) : std::unexpected(opened.error());
    if (!count) {
      run_.leave_out(found.path, count.error(), found.slot, seat);
      continue;
    }
    if (*count == room.size() && *count > 0) {
      grown.push_back(std::make_shared<LargeFile>(found, std::move(opened->file), std::move(opened->node)));
      continue;
    }
    const auto chunks = cut(room.first(*count), run_.chunker(), true);
    contents.insert(contents.end(), chunks.begin(), chunks.end());
    opened->node.size = *count;
    read.push_back({found, std::move(opened->node), chunks.size()});
    room = room.subspan(*count);
    run_.count_bytes(*count);
  }
  const auto saved = run_.writer().save(BlobType::data, contents, tools.blobs);
  if (!saved) return run_.stop(saved.error());
  std::size_t next = 0;
  for (Read& file : read) {
    const auto blobs = std::span(*saved).subspan(next, file.chunks);
    const Added added = added_by(std::span(contents).subspan(next, file.chunks), blobs);
    for (const repository::SavedBlob& blob : blobs) file.node.content->push_back(blob.id);
    run_.bring(file.found.slot, std::move(file.node), file.found.path, pointer_to(file.found.previous), added, seat);
    next += file.chunks;
  }
  for (const auto& large : grown) read_pieces(large, seat, false);
}

void FileSaver::save_large(const FoundFile& found) {
  const Workers::Seat seat = run_.owner_seat();
  auto opened = open_found(found, run_, run_.tools(seat).nodes);
  if (!opened) return run_.leave_out(found.path, opened.error(), found.slot, seat);
  const auto large = std::make_shared<LargeFile>(found, std::move(opened->file), std::move(opened->node));
  read_pieces(large, seat, true);
}

/// Reads and cuts the file to its end. The owner shares the pieces out; a worker saves them itself.
void FileSaver::read_pieces(const std::shared_ptr<LargeFile>& large, Workers::Seat seat, bool shares_out) {
  std::uint64_t offset = 0;
  std::size_t scanned = 0;
  for (Piece piece{take_buffer(), 0, {}}; !run_.is_stopped();) {
    const std::span<std::byte> room = std::span(piece.bytes).subspan(piece.filled);
    const auto count = fill(*large->file, offset, room);
    if (!count) {
      large->error = count.error();
      break;
    }
    offset += *count;
    piece.filled += *count;
    const bool is_last = *count < room.size();
    const ByteView content(piece.bytes.data(), piece.filled);
    piece.chunks = cut(content, run_.chunker(), is_last, scanned);
    std::size_t used = 0;
    for (const ByteView chunk : piece.chunks) used += chunk.size();
    scanned = piece.filled - used;
    if (used == 0 && !is_last) {
      piece.bytes.resize(run_.chunker().limits().max_bytes);
      continue;
    }
    // The end of the piece, in which no chunk ended, begins the next one.
    Piece next{take_buffer(), scanned, {}};
    if (next.bytes.size() <= scanned) next.bytes.resize(scanned * 2);
    std::memcpy(next.bytes.data(), content.data() + used, scanned);
    piece.filled = used;
    large->node.size = offset;
    hand_over(large, std::move(piece), seat, shares_out);
    piece = std::move(next);
    if (is_last) break;
  }
  settle(*large, seat);
}

void FileSaver::hand_over(const std::shared_ptr<LargeFile>& large, Piece piece, Workers::Seat seat, bool shares_out) {
  ++large->missing;
  std::size_t number = 0;
  {
    const std::lock_guard lock(large->mutex);
    number = large->parts.size();
    large->parts.emplace_back();
  }
  if (!shares_out) return save_piece(*large, number, std::move(piece), seat);
  run_.workers().submit([this, large, number, piece = std::move(piece)](Workers::Seat worker) mutable {
    save_piece(*large, number, std::move(piece), worker);
  });
}

void FileSaver::save_piece(LargeFile& large, std::size_t number, Piece piece, Workers::Seat seat) {
  if (!run_.is_stopped()) {
    const auto saved = run_.writer().save(BlobType::data, piece.chunks, run_.tools(seat).blobs);
    if (!saved) return run_.stop(saved.error());
    run_.count_bytes(piece.filled);
    const std::lock_guard lock(large.mutex);
    for (const repository::SavedBlob& blob : *saved) large.parts[number].push_back(blob.id);
    large.added += added_by(piece.chunks, *saved);
  }
  give_back(std::move(piece.bytes));
  settle(large, seat);
}

void FileSaver::settle(LargeFile& large, Workers::Seat seat) {
  if (--large.missing > 0 || run_.is_stopped()) return;
  const FoundFile& found = large.found;
  if (large.error) return run_.leave_out(found.path, *large.error, found.slot, seat);
  for (const std::vector<BlobId>& part : large.parts) {
    large.node.content->insert(large.node.content->end(), part.begin(), part.end());
  }
  run_.bring(found.slot, std::move(large.node), found.path, pointer_to(found.previous), large.added, seat);
}

Bytes FileSaver::take_buffer() {
  const std::lock_guard lock(mutex_);
  if (buffers_.empty()) return Bytes(piece_bytes);
  Bytes buffer = std::move(buffers_.back());
  buffers_.pop_back();
  return buffer;
}

void FileSaver::give_back(Bytes buffer) {
  if (buffer.size() > piece_bytes) return;
  const std::lock_guard lock(mutex_);
  buffers_.push_back(std::move(buffer));
}

}  // namespace digue::backup
