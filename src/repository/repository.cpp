#include "repository/repository.h"

#include <mutex>

#include "crypto/hash.h"
#include "repository/index_file.h"
#include "repository/unpacked.h"

namespace digue::repository {

namespace {

const store::FileName config_name = {store::FileType::config, {}};

/// The level whose results are as long as those of restic's default, within two percent (docs/benchmarks.md).
constexpr int compression_level = 2;

std::size_t max_bytes_of(store::FileType type) {
  switch (type) {
    case store::FileType::index: return max_index_bytes;
    case store::FileType::snapshot: return max_snapshot_bytes;
    default: return max_lock_bytes;
  }
}

Result<crypto::Sealer> sealer_with(const crypto::Secret& master_key) { return crypto::Sealer::with(master_key); }

}  // namespace

Repository::Repository(store::Store& store, crypto::Secret master_key, Config config)
    : store_(store), master_key_(std::move(master_key)), config_(std::move(config)) {}

Result<std::unique_ptr<Repository>> Repository::with_key(store::Store& store, crypto::Secret master_key) {
  crypto::Sealer sealer = TRY(sealer_with(master_key));
  auto sealed = store.load(config_name, max_config_bytes);
  // Not what the person asked is wrong, but what stands there.
  if (!sealed && sealed.error().code == ErrorCode::invalid_input) sealed.error().code = ErrorCode::damaged;
  if (!sealed) return std::unexpected(std::move(sealed).error());
  const Bytes plain = TRY(sealer.open(*sealed));
  Config config = TRY(parse_config(text_of(plain)));
  return std::unique_ptr<Repository>(new Repository(store, std::move(master_key), std::move(config)));
}

Result<std::unique_ptr<Repository>> Repository::create(store::Store& store, crypto::Secret master_key,
                                                       const Config& config) {
  crypto::Sealer sealer = TRY(sealer_with(master_key));
  TRY(store.save(config_name, sealer.seal(bytes_of(to_json(config)))));
  return std::unique_ptr<Repository>(new Repository(store, std::move(master_key), config));
}

BlobTools Repository::make_tools() const {
  // The key was good enough to open or seal the config.
  return {.sealer = sealer_with(master_key_).value(), .compressor = Compressor(compression_level)};
}

Result<Bytes> Repository::load_unpacked(const store::FileName& name, BlobTools& tools) {
  const std::size_t max_bytes = max_bytes_of(name.type);
  const Bytes sealed = TRY(store_.load(name, max_unpacked_file_bytes(max_bytes)));
  if (store::FileId(crypto::sha256(sealed)) != name.id) {
    return failure(ErrorCode::damaged, store::describe(name) + " is not what its name says");
  }
  return open_unpacked(sealed, tools.sealer, tools.decompressor, max_bytes);
}

Result<store::FileId> Repository::save_unpacked(store::FileType type, std::string_view json, BlobTools& tools) {
  const Bytes sealed = TRY(seal_unpacked(bytes_of(json), config_.version, tools.sealer, tools.compressor));
  const store::FileId id(crypto::sha256(sealed));
  TRY(store_.save({type, id}, sealed));
  return id;
}

Result<std::vector<Quarantined>> Repository::load_index(BlobTools& tools) {
  std::vector<Quarantined> quarantined;
  for (const store::ListedFile& file : TRY(store_.list(store::FileType::index))) {
    const store::FileName name = {store::FileType::index, file.id};
    const Result<Bytes> plain = load_unpacked(name, tools);
    // Somebody may have replaced it by a better one since it was listed.
    if (!plain && plain.error().code == ErrorCode::not_found) continue;
    if (!plain && plain.error().code == ErrorCode::unavailable) return std::unexpected(plain.error());
    const Result<void> read =
        !plain ? std::unexpected(plain.error()) : read_index(*plain, [&](const IndexedPack& pack) {
          note_pack(pack.id, pack.blobs);
          return Result<void>();
        });
    if (!read) quarantined.push_back({name, read.error()});
  }
  return quarantined;
}

void Repository::note_pack(const PackId& pack, std::span<const PackedBlob> blobs) {
  const std::unique_lock lock(index_mutex_);
  index_.add(pack, blobs);
}

bool Repository::has_blob(BlobType type, const BlobId& id) const {
  const std::shared_lock lock(index_mutex_);
  return index_.contains(type, id);
}

std::vector<BlobLocation> Repository::find_blob(BlobType type, const BlobId& id) const {
  const std::shared_lock lock(index_mutex_);
  return index_.find_all(type, id);
}

Result<ByteView> Repository::load_blob(BlobType type, const BlobId& id, BlobTools& tools) {
  Error error{ErrorCode::not_found, "no index knows the blob " + id.short_hex()};
  for (const BlobLocation& location : find_blob(type, id)) {
    Result<ByteView> plain = load_from(location, tools);
    if (plain) return plain;
    error = std::move(plain).error();
    if (error.code == ErrorCode::not_found) error.code = ErrorCode::damaged;  // its pack is gone
  }
  return std::unexpected(std::move(error));
}

Result<ByteView> Repository::load_from(const BlobLocation& location, BlobTools& tools) {
  const store::FileName pack = {store::FileType::pack, file_id(location.pack)};
  if (tools.sealed.size() < location.blob.length) tools.sealed.resize(location.blob.length);
  const std::span<std::byte> sealed(tools.sealed.data(), location.blob.length);
  TRY(store_.read_part(pack, location.blob.offset, sealed));
  const ByteView plain = TRY(open_sealed(location.blob, sealed, tools));
  if (BlobId(crypto::sha256(plain)) != location.blob.id) {
    return failure(ErrorCode::damaged, "a blob in " + store::describe(pack) + " is another one than its index says");
  }
  return plain;
}

}  // namespace digue::repository
