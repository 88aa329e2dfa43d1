#include "backup/pack_proof.h"

#include <algorithm>
#include <utility>

#include "backup/pack_list.h"
#include "crypto/hash.h"
#include "repository/pack_header.h"

namespace digue::backup {

namespace {

using repository::BlobId;
using repository::PackedBlob;
using Problems = std::vector<std::string>;

/// What is read at a time, and how much plaintext is hashed at a time: little enough to be still near the processor
/// when it is hashed, and a pack of zeros, which are thousands of times as long as their frames, does not fill the
/// memory.
constexpr std::size_t part_bytes = std::size_t{2} * 1024 * 1024;
constexpr std::size_t batch_bytes = std::size_t{4} * 1024 * 1024;

bool is_of_the_place(const Error& error) {
  return error.code == ErrorCode::unavailable || error.code == ErrorCode::cancelled || error.code == ErrorCode::denied;
}

void compare_header(const Result<std::vector<PackedBlob>>& header, std::span<const PackedBlob> indexed,
                    Problems& problems) {
  if (!header) {
    problems.push_back(header.error().detail);
  } else if (!std::ranges::equal(*header, indexed)) {
    problems.push_back("its header and the index do not agree");
  }
}

/// Opens blob after blob, and hashes them some at a time, and the part of the pack in which they lie beside them.
class BlobProof {
 public:
  BlobProof(ProofTools& tools, crypto::Sha256Stream& pack_hash, ByteView part, Problems& problems)
      : tools_(tools), pack_hash_(pack_hash), part_(part), problems_(problems) {}

  void add(const PackedBlob& blob, ByteView sealed) {
    const std::size_t length = blob.plain_length();
    if (used_ > 0 && used_ + length > std::max(batch_bytes, tools_.plain.size())) prove();
    // Grows only while no view into it is waiting.
    if (used_ == 0 && tools_.plain.size() < std::max(batch_bytes, length)) {
      tools_.plain.resize(std::max(batch_bytes, length));
    }
    const std::span<std::byte> plain(tools_.plain.data() + used_, length);
    if (const auto opened = repository::open_sealed(blob, sealed, plain, tools_.blobs); !opened) {
      problems_.push_back("blob " + blob.id.short_hex() + ": " + opened.error().detail);
      return;
    }
    used_ += length;
    add({plain, blob.id, "blob " + blob.id.short_hex() + " is another one"});
  }

  void prove() {
    std::vector<crypto::Sha256> hashes(contents_.size());
    crypto::sha256_each(contents_, hashes, pack_hash_, std::exchange(part_, {}));
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if (hashes[i] != claims_[i].id.raw()) problems_.push_back(claims_[i].otherwise);
    }
    contents_.clear();
    claims_.clear();
    used_ = 0;
    // A single huge blob does not keep its room.
    if (tools_.plain.size() > 2 * batch_bytes) tools_.plain = Bytes();
  }

 private:
  struct Claim {
    BlobId id;
    std::string otherwise;
  };
  struct Hashed {
    ByteView content;
    BlobId id;
    std::string otherwise;
  };

  void add(Hashed hashed) {
    contents_.push_back(hashed.content);
    claims_.push_back({hashed.id, std::move(hashed.otherwise)});
  }

  ProofTools& tools_;
  crypto::Sha256Stream& pack_hash_;
  ByteView part_;  ///< that is not in the pack's hash yet
  Problems& problems_;
  std::vector<ByteView> contents_;
  std::vector<Claim> claims_;
  std::size_t used_ = 0;
};

/// Reads a pack from its start to its end, once: its own hash goes along, and each blob is opened on the way.
class PackProof {
 public:
  PackProof(store::Store& store, const repository::PackId& pack, std::uint64_t pack_bytes, ProofTools& tools)
      : store_(store), pack_(pack), pack_bytes_(pack_bytes), tools_(tools) {}

  Result<Problems> prove(std::span<const PackedBlob> indexed) {
    compare_header(repository::read_pack_header(store_, pack_, pack_bytes_, tools_.blobs.sealer), indexed, problems_);
    while (!indexed.empty()) indexed = TRY(prove_some(indexed));
    TRY(pass_to(pack_bytes_));
    if (hash_.finish() != pack_.raw()) problems_.emplace_back("its content is not what its name says");
    return std::move(problems_);
  }

 private:
  /// Proves the blobs at the front that fit into one part, and returns the others.
  Result<std::span<const PackedBlob>> prove_some(std::span<const PackedBlob> blobs) {
    const PackedBlob& first = blobs.front();
    if (first.offset < at_ || end_of(first) > pack_bytes_) {
      problems_.push_back("blob " + first.id.short_hex() + " does not lie where the index says");
      return blobs.subspan(1);
    }
    TRY(pass_to(first.offset));
    std::size_t count = 1;
    std::uint64_t end = end_of(first);
    while (count < blobs.size() && blobs[count].offset == end && end_of(blobs[count]) <= pack_bytes_ &&
           end_of(blobs[count]) - at_ <= part_bytes) {
      end = end_of(blobs[count++]);
    }
    const std::uint64_t start = at_;
    const ByteView part = TRY(next(end));
    BlobProof proof(tools_, hash_, part, problems_);
    for (const PackedBlob& blob : blobs.first(count)) {
      proof.add(blob, part.subspan(static_cast<std::size_t>(blob.offset - start), blob.length));
    }
    proof.prove();
    return blobs.subspan(count);
  }

  /// What no blob claims counts for the hash alone.
  Result<void> pass_to(std::uint64_t end) {
    while (at_ < end) hash_.add(TRY(next(std::min(end, at_ + part_bytes))));
    return {};
  }

  /// What it returns lives until the next one.
  Result<ByteView> next(std::uint64_t end) {
    const auto length = static_cast<std::size_t>(end - at_);
    // A single huge blob does not keep its room.
    if (tools_.sealed.size() > 2 * part_bytes) tools_.sealed = Bytes();
    if (tools_.sealed.size() < length) tools_.sealed.resize(std::max(length, part_bytes));
    const std::span<std::byte> part(tools_.sealed.data(), length);
    TRY(store_.read_part(file_of(pack_), at_, part));
    at_ = end;
    return part;
  }

  static std::uint64_t end_of(const PackedBlob& blob) { return std::uint64_t{blob.offset} + blob.length; }

  store::Store& store_;
  const repository::PackId& pack_;
  std::uint64_t pack_bytes_;
  ProofTools& tools_;
  Problems problems_;
  crypto::Sha256Stream hash_;
  std::uint64_t at_ = 0;
};

}  // namespace

Result<std::vector<std::string>> prove_pack(repository::Repository& repository, const repository::PackId& pack,
                                            std::uint64_t pack_bytes, std::span<const PackedBlob> indexed,
                                            ProofTools& tools) {
  const auto prove = [&] { return PackProof(repository.store(), pack, pack_bytes, tools).prove(indexed); };
  Result<Problems> proven = prove();
  // What went wrong on the way, or in this computer's memory, is not a fault of the pack.
  if (!proven || !proven->empty()) proven = prove();
  if (!proven && !is_of_the_place(proven.error())) return Problems{proven.error().detail};
  return proven;
}

}  // namespace digue::backup
