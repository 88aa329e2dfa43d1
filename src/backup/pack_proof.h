#pragma once

#include "repository/repository.h"

namespace digue::backup {

/// What one seat needs to prove packs. The room is kept from one pack to the next.
struct ProofTools {
  repository::BlobTools blobs;
  Bytes sealed;
  Bytes plain;
};

/// Reads a pack and compares it with its name, its header with the index, and every blob with its id. `indexed`: in the
/// order in which they lie. Says what is wrong with it; nothing if it is whole. An error is one of the place:
/// `unavailable`, `cancelled`, `denied`.
Result<std::vector<std::string>> prove_pack(repository::Repository& repository, const repository::PackId& pack,
                                            std::uint64_t pack_bytes, std::span<const repository::PackedBlob> indexed,
                                            ProofTools& tools);

}  // namespace digue::backup
