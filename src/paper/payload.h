#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"

/// Bytes over several QR codes, and back (docs/formats/paper-key.md).
namespace digue::paper {

inline constexpr std::size_t max_payload_parts = 9;
inline constexpr std::size_t max_part_bytes = 580;
inline constexpr std::size_t max_payload_bytes = max_payload_parts * max_part_bytes;

/// Texts for as many QR codes as it takes. `invalid_input` for nothing and for more than max_payload_bytes.
Result<std::vector<std::string>> split_payload(ByteView payload);

/// The bytes again, from the texts in any order; one that was scanned twice does no harm. `invalid_input` for a text
/// that is no part or belongs to another set, `not_found` if one is missing (the detail says which), `damaged` if all
/// are there and they are not what was printed.
Result<Bytes> join_payload(std::span<const std::string> texts);

}  // namespace digue::paper
