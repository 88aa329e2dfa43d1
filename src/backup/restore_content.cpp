#include <algorithm>

#include "backup/restore_run.h"
#include "crypto/hash.h"

namespace digue::backup {

using repository::BlobId;
using repository::BlobType;

namespace {

/// Plaintext that is opened before it is hashed and written.
constexpr std::size_t group_bytes = std::size_t{4} * 1024 * 1024;

/// The longest pieces that restic and we make fit. What only a stranger's repository needs is given back.
constexpr std::size_t kept_bytes = std::size_t{16} * 1024 * 1024;

bool is_zeros(ByteView bytes) {
  return std::ranges::all_of(bytes, [](std::byte byte) { return byte == std::byte{0}; });
}

/// No other file will do better.
bool ends_everything(ErrorCode code) { return code == ErrorCode::full; }

}  // namespace

void RestoreRun::read_content() {
  for (PlannedRead& read : plan_.take_reads()) {
    if (is_stopped()) break;
    workers_.submit([this, read = std::move(read)](Workers::Seat seat) { restore_read(read, seat); });
  }
  workers_.wait();
}

void RestoreRun::restore_read(const PlannedRead& read, Workers::Seat seat) {
  if (is_stopped()) return;
  const Result<ByteView> sealed = load(read, tools_[seat]);
  for (std::span<const PlannedBlob> left = read.blobs; !left.empty();) {
    std::size_t count = 0;
    for (std::uint64_t bytes = 0; count < left.size(); ++count) {
      bytes += left[count].blob.plain_length();
      if (count > 0 && bytes > group_bytes) break;
    }
    restore_group(left.first(count), read.offset, sealed, tools_[seat]);
    left = left.subspan(count);
  }
}

/// Into room that is kept: fresh memory costs the system more than the read itself.
Result<ByteView> RestoreRun::load(const PlannedRead& read, Tools& tools) {
  const store::FileName pack = {store::FileType::pack, file_id(read.pack)};
  const auto length = static_cast<std::size_t>(read.length);
  if (tools.sealed.size() > kept_bytes) tools.sealed = Bytes();
  if (tools.sealed.size() < length) tools.sealed.resize(length);
  const std::span<std::byte> sealed(tools.sealed.data(), length);
  TRY(repository_.store().read_part(pack, read.offset, sealed));
  return sealed;
}

/// Some blobs together: their hashes are computed side by side. `sealed` begins at `start` of their pack.
void RestoreRun::restore_group(std::span<const PlannedBlob> blobs, std::uint64_t start, const Result<ByteView>& sealed,
                               Tools& tools) {
  std::size_t bytes = 0;
  for (const PlannedBlob& planned : blobs) bytes += planned.blob.plain_length();
  if (tools.content.size() < bytes || bytes <= group_bytes) tools.content.resize(std::max(bytes, group_bytes));
  std::vector<ByteView> plain(blobs.size());
  std::span<std::byte> room = tools.content;
  for (std::size_t i = 0; i < blobs.size() && sealed; ++i) {
    const repository::PackedBlob& blob = blobs[i].blob;
    const ByteView part = sealed->subspan(static_cast<std::size_t>(blob.offset - start), blob.length);
    const std::span<std::byte> own = room.first(blob.plain_length());
    if (repository::open_sealed(blob, part, own, tools.blobs)) plain[i] = own;
    room = room.subspan(own.size());
  }
  std::vector<crypto::Sha256> hashes(blobs.size());
  crypto::sha256_each(plain, hashes);
  for (std::size_t i = 0; i < blobs.size(); ++i) {
    if (plain[i].data() != nullptr && BlobId(hashes[i]) == blobs[i].blob.id) {
      restore_blob(blobs[i], plain[i]);
    } else {
      restore_from_elsewhere(blobs[i], tools);
    }
  }
}

/// The place where it was looked for first does not have it whole. Another pack may, and if none does, every place was
/// asked.
void RestoreRun::restore_from_elsewhere(const PlannedBlob& planned, Tools& tools) {
  const auto plain = repository_.load_blob(BlobType::data, planned.blob.id, tools.blobs);
  if (plain) return restore_blob(planned, *plain);
  if (plain.error().code == ErrorCode::unavailable) return stop(plain.error());
  for (const Destination& destination : planned.destinations) file_failed(*destination.file, plain.error());
}

void RestoreRun::restore_blob(const PlannedBlob& planned, ByteView plain) {
  for (const Destination& destination : planned.destinations) {
    PlannedFile& file = *destination.file;
    if (const Result<void> written = write(file, destination.offset, plain); !written) {
      if (ends_everything(written.error().code)) return stop(written.error());
      file_failed(file, written.error());
      continue;
    }
    {
      const std::lock_guard lock(mutex_);
      outcome_.bytes_restored += plain.size();
      observer_.bytes_done(plain.size());
    }
    if (--file.missing == 0 && !file.is_broken) file_done(file);
  }
}

Result<void> RestoreRun::write(PlannedFile& file, std::uint64_t offset, ByteView plain) {
  // The file has its size already, and what was never written to it is a hole.
  if (options_.sparse && is_zeros(plain)) return {};
  const auto open = TRY(target_.open_file(file.path()));
  TRY(open->write(offset, plain));
  if (file.metadata) {
    report_refused(file.path(), open->set_metadata(file.metadata->of_file()));
    file.is_finished = true;
  }
  return {};
}

void RestoreRun::file_failed(PlannedFile& file, const Error& error) {
  --file.missing;
  if (!file.is_broken.exchange(true)) report(file.path(), error);
}

void RestoreRun::file_done(const PlannedFile& file) {
  const std::lock_guard lock(mutex_);
  ++outcome_.restored;
  observer_.file_done(text_of_path(file.path()));
}

void RestoreRun::verify_files() {
  for (const PlannedFile& file : plan_.files()) {
    if (is_stopped()) break;
    if (file.is_broken) continue;
    workers_.submit([this, &file](Workers::Seat seat) {
      if (is_stopped()) return;
      if (const Result<void> verified = verify(file, tools_[seat]); !verified) {
        is_second_look_ = false;
        report(file.path(), verified.error());
      }
    });
  }
  workers_.wait();
}

Result<void> RestoreRun::verify(const PlannedFile& file, Tools& tools) {
  const auto reader = TRY(target_.open_to_read(file.path()));
  std::uint64_t offset = 0;
  for (const BlobId& id : file.content) {
    const auto found = repository_.find_blob(BlobType::data, id);
    if (found.empty()) return failure(ErrorCode::bug, "a blob was found before");
    tools.content.resize(found.front().blob.plain_length());
    const std::size_t count = TRY(reader->read(offset, tools.content));
    if (count != tools.content.size() || BlobId(crypto::sha256(tools.content)) != id) {
      return failure(ErrorCode::damaged, "what was restored is not what was saved: the disk does not keep it");
    }
    offset += count;
  }
  if (TRY(reader->metadata()).size != file.size) return failure(ErrorCode::damaged, "the file has another length");
  return {};
}

}  // namespace digue::backup
