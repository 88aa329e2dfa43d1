#include "repository/packer.h"

#include "repository/pack_header.h"

namespace digue::repository {

namespace {

constexpr std::size_t buffer_bytes = 256 * 1024;

}  // namespace

Packer::Packer(std::unique_ptr<store::Upload> upload) : upload_(std::move(upload)) { buffer_.reserve(buffer_bytes); }

Result<void> Packer::add(PackedBlob blob, ByteView sealed) {
  blob.offset = static_cast<std::uint32_t>(size_);
  blob.length = static_cast<std::uint32_t>(sealed.size());
  TRY(write(sealed));
  blobs_.push_back(blob);
  return {};
}

bool Packer::is_full(std::uint64_t wanted_size) const {
  return size_ >= wanted_size || !has_room_in_header(blobs_.size() + 1);
}

Result<FinishedPack> Packer::finish(crypto::Sealer& sealer) {
  TRY(write(TRY(seal_pack_tail(blobs_, sealer))));
  TRY(write_out());
  const PackId id(hash_.finish());
  TRY(upload_->finish(file_id(id)));
  return FinishedPack{id, size_, std::move(blobs_)};
}

Result<void> Packer::write(ByteView content) {
  if (buffer_.size() + content.size() > buffer_bytes) TRY(write_out());
  size_ += content.size();
  if (content.size() < buffer_bytes) {
    buffer_.insert(buffer_.end(), content.begin(), content.end());
    return {};
  }
  hash_.add(content);
  return upload_->write(content);
}

Result<void> Packer::write_out() {
  hash_.add(buffer_);
  TRY(upload_->write(buffer_));
  buffer_.clear();
  return {};
}

}  // namespace digue::repository
