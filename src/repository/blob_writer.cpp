#include "repository/blob_writer.h"

#include <algorithm>

#include "crypto/random.h"
#include "repository/index_file.h"
#include "repository/seal_blob.h"

namespace digue::repository {

namespace {

constexpr std::size_t max_index_blobs = 50'000;

}  // namespace

BlobWriter::BlobWriter(Repository& repository, const WriterOptions& options)
    : repository_(repository),
      options_(options),
      open_packs_(std::clamp<std::size_t>(repository.store().max_uploads() / blob_types, 1, max_open_packs)) {}

Result<std::vector<SavedBlob>> BlobWriter::save(BlobType type, std::span<const ByteView> contents, BlobTools& tools) {
  std::vector<crypto::Sha256> hashes(contents.size());
  crypto::sha256_each(contents, hashes);
  std::vector<SavedBlob> saved;
  saved.reserve(contents.size());
  for (std::size_t i = 0; i < contents.size(); ++i) {
    const BlobId id(hashes[i]);
    saved.push_back(claim(type, id) ? TRY(save_new(type, id, contents[i], tools)) : SavedBlob{id});
  }
  return saved;
}

/// Whether the caller is the one who saves this blob.
bool BlobWriter::claim(BlobType type, const BlobId& id) {
  if (repository_.has_blob(type, id)) return false;
  const std::lock_guard lock(mutex_);
  // Between the two questions its pack may have been finished, and it left the set.
  return !repository_.has_blob(type, id) && in_open_packs_.emplace(type, id).second;
}

Result<SavedBlob> BlobWriter::save_new(BlobType type, const BlobId& id, ByteView plain, BlobTools& tools) {
  PackedBlob blob{type, id};
  const ByteView sealed = TRY(seal_blob(blob, plain, repository_.config(), tools));
  if (options_.verifies) TRY(verify_sealed(blob, sealed, plain, tools));
  TRY(place(blob, sealed, tools));
  const std::uint64_t stored_bytes = sealed.size();
  tools.release_large_buffers();
  return SavedBlob{id, true, stored_bytes};
}

Result<void> BlobWriter::place(const PackedBlob& blob, ByteView sealed, BlobTools& tools) {
  const std::size_t chosen = std::to_integer<std::size_t>(crypto::random_bytes(1).front()) % open_packs_;
  OpenPack& open = open_[static_cast<std::size_t>(blob.type)][chosen];
  std::unique_ptr<Packer> full;
  {
    const std::lock_guard lock(open.mutex);
    if (!open.packer) open.packer = std::make_unique<Packer>(TRY(repository_.store().begin_pack()));
    TRY(open.packer->add(blob, sealed));
    if (open.packer->is_full(options_.pack_size)) full = std::move(open.packer);
  }
  // Waiting for the disk holds nobody else up.
  return full ? finish(std::move(full), tools) : Result<void>();
}

Result<void> BlobWriter::finish(std::unique_ptr<Packer> packer, BlobTools& tools) {
  FinishedPack pack = TRY(packer->finish(tools.sealer));
  adopt(std::move(pack));
  return write_due_index(tools);
}

void BlobWriter::adopt(FinishedPack pack) {
  const std::lock_guard lock(mutex_);
  repository_.note_pack(pack.id, pack.blobs);
  for (const PackedBlob& blob : pack.blobs) in_open_packs_.erase({blob.type, blob.id});
  blobs_not_indexed_ += pack.blobs.size();
  not_indexed_.push_back(std::move(pack));
}

Result<void> BlobWriter::write_due_index(BlobTools& tools) {
  std::unique_lock lock(mutex_);
  if (blobs_not_indexed_ < max_index_blobs) return {};
  lock.unlock();
  return write_index(tools);
}

Result<void> BlobWriter::write_index(BlobTools& tools) {
  std::vector<FinishedPack> packs;
  {
    const std::lock_guard lock(mutex_);
    packs.swap(not_indexed_);
    blobs_not_indexed_ = 0;
  }
  if (packs.empty()) return {};
  IndexWriter index;
  for (const FinishedPack& pack : packs) index.add(pack.id, pack.blobs);
  TRY(repository_.save_unpacked(store::FileType::index, index.finish(), tools));
  return {};
}

Result<void> BlobWriter::flush(BlobTools& tools) {
  for (auto& of_type : open_) {
    for (OpenPack& open : of_type) {
      if (open.packer) TRY(finish(std::move(open.packer), tools));
    }
  }
  return write_index(tools);
}

}  // namespace digue::repository
