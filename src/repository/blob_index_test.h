#pragma once

#include <cstring>

#include "repository/blob_index.h"

namespace digue::repository {

template <typename AnyId>
AnyId id_number(std::uint64_t number) {
  typename AnyId::Raw raw{};
  // Spread over the table as a hash would be.
  const std::uint64_t spread = number * 0x9E3779B97F4A7C15;
  std::memcpy(raw.data(), &spread, sizeof spread);
  std::memcpy(raw.data() + 16, &number, sizeof number);
  return AnyId(raw);
}

inline PackedBlob blob_number(std::uint64_t number, BlobType type = BlobType::data) {
  return {type, id_number<BlobId>(number), static_cast<std::uint32_t>(number), 100, 0};
}

}  // namespace digue::repository
