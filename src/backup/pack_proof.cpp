#include "backup/pack_proof.h"

#include <algorithm>

#include "backup/pack_list.h"
#include "crypto/hash.h"
#include "repository/pack_header.h"

namespace digue::backup {

namespace {

using repository::BlobId;
using repository::PackedBlob;
using Problems = std::vector<std::string>;

/// So much plaintext is hashed at a time. A pack of photos is proven in one go, its own hash beside those of its blobs;
/// one of zeros, which are thousands of times as long as their frames, does not fill the memory.
constexpr std::size_t batch_bytes = 20 * 1024 * 1024;
constexpr std::size_t part_bytes = 8 * 1024 * 1024;

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

/// Opens blob after blob, and hashes them some at a time.
class BlobProof {
 public:
  BlobProof(ProofTools& tools, Problems& problems) : tools_(tools), problems_(problems) {}

  /// What is hashed beside the first blobs.
  void add_whole(ByteView pack, const BlobId& id) { add({pack, id, "its content is not what its name says"}); }

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
    crypto::sha256_each(contents_, hashes);
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
  Problems& problems_;
  std::vector<ByteView> contents_;
  std::vector<Claim> claims_;
  std::size_t used_ = 0;
};

Problems prove_whole(ByteView content, const repository::PackId& pack, std::span<const PackedBlob> indexed,
                     ProofTools& tools) {
  Problems problems;
  compare_header(repository::read_pack_header(content, tools.blobs.sealer), indexed, problems);
  BlobProof proof(tools, problems);
  proof.add_whole(content, BlobId(pack.raw()));
  for (const PackedBlob& blob : indexed) {
    if (std::uint64_t{blob.offset} + blob.length > content.size()) {
      problems.push_back("blob " + blob.id.short_hex() + " lies behind its end");
    } else {
      proof.add(blob, content.subspan(blob.offset, blob.length));
    }
  }
  proof.prove();
  return problems;
}

Result<void> hash_in_parts(store::Store& store, const repository::PackId& pack, std::uint64_t pack_bytes,
                           Problems& problems) {
  crypto::Sha256Stream hash;
  for (std::uint64_t offset = 0; offset < pack_bytes; offset += part_bytes) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(part_bytes, pack_bytes - offset));
    hash.add(TRY(store.load_part(file_of(pack), offset, length)));
  }
  if (hash.finish() != pack.raw()) problems.emplace_back("its content is not what its name says");
  return {};
}

/// For packs that are too large for the memory.
Result<Problems> prove_in_parts(repository::Repository& repository, const repository::PackId& pack,
                                std::uint64_t pack_bytes, std::span<const PackedBlob> indexed, ProofTools& tools) {
  Problems problems;
  TRY(hash_in_parts(repository.store(), pack, pack_bytes, problems));
  compare_header(repository::read_pack_header(repository.store(), pack, pack_bytes, tools.blobs.sealer), indexed,
                 problems);
  BlobProof proof(tools, problems);
  for (const PackedBlob& blob : indexed) {
    proof.add(blob, TRY(repository.store().load_part(file_of(pack), blob.offset, blob.length)));
  }
  proof.prove();
  return problems;
}

Result<Problems> prove_once(repository::Repository& repository, const repository::PackId& pack,
                            std::uint64_t pack_bytes, std::span<const PackedBlob> indexed, ProofTools& tools) {
  if (pack_bytes > max_whole_pack_bytes) return prove_in_parts(repository, pack, pack_bytes, indexed, tools);
  const Bytes content = TRY(repository.store().load(file_of(pack), max_whole_pack_bytes));
  return prove_whole(content, pack, indexed, tools);
}

}  // namespace

Result<std::vector<std::string>> prove_pack(repository::Repository& repository, const repository::PackId& pack,
                                            std::uint64_t pack_bytes, std::span<const PackedBlob> indexed,
                                            ProofTools& tools) {
  Result<Problems> proven = prove_once(repository, pack, pack_bytes, indexed, tools);
  // What went wrong on the way, or in this computer's memory, is not a fault of the pack.
  if (!proven || !proven->empty()) proven = prove_once(repository, pack, pack_bytes, indexed, tools);
  if (!proven && !is_of_the_place(proven.error())) return Problems{proven.error().detail};
  return proven;
}

}  // namespace digue::backup
