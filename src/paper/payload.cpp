#include "paper/payload.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "crypto/hash.h"
#include "paper/base32.h"
#include "paper/qr.h"

namespace digue::paper {

namespace {

constexpr std::string_view format_mark = "DIGUE1";
constexpr std::size_t tag_bytes = 5;

std::string tag_of(ByteView payload) {
  const crypto::Sha256 hash = crypto::sha256(payload);
  return to_base32(ByteView(hash).first(tag_bytes));
}

struct Part {
  std::size_t number;
  std::size_t count;
  std::string tag;
  Bytes content;
};

/// One digit, 1 to 9.
std::optional<std::size_t> digit(std::string_view text) {
  if (text.size() != 1 || text[0] < '1' || text[0] > '9') return {};
  return static_cast<std::size_t>(text[0] - '0');
}

Result<Part> parse_part(std::string_view text) {
  text = trim(text);
  const auto wrong = [] { return failure(ErrorCode::invalid_input, "no part of a key sheet"); };
  if (text.size() > max_qr_text) return wrong();
  const std::vector<std::string_view> fields = split(text, ':');
  if (fields.size() != 4 || fields[0] != format_mark) return wrong();
  const std::vector<std::string_view> place = split(fields[1], '/');
  if (place.size() != 2) return wrong();
  const auto number = digit(place[0]);
  const auto count = digit(place[1]);
  if (!number || !count || *number > *count) return wrong();
  Bytes content = TRY(from_base32(fields[3]));
  if (content.empty() || content.size() > max_part_bytes) return wrong();
  return Part{*number, *count, std::string(fields[2]), std::move(content)};
}

}  // namespace

Result<std::vector<std::string>> split_payload(ByteView payload) {
  if (payload.empty() || payload.size() > max_payload_bytes)
    return failure(ErrorCode::invalid_input, fmt::format("{} bytes do not fit on paper", payload.size()));
  const std::size_t count = (payload.size() + max_part_bytes - 1) / max_part_bytes;
  const std::size_t bytes = (payload.size() + count - 1) / count;
  std::vector<std::string> texts;
  for (std::size_t number = 0; number < count; ++number) {
    const ByteView content = payload.subspan(number * bytes, std::min(bytes, payload.size() - number * bytes));
    texts.push_back(fmt::format("{}:{}/{}:{}:{}", format_mark, number + 1, count, tag_of(payload), to_base32(content)));
  }
  return texts;
}

Result<Bytes> join_payload(std::span<const std::string> texts) {
  std::map<std::size_t, Part> parts;
  for (const std::string& text : texts) {
    Part part = TRY(parse_part(text));
    const auto same = parts.find(part.number);
    const bool is_same = same == parts.end() || same->second.content == part.content;
    const bool is_of_set =
        parts.empty() || (parts.begin()->second.tag == part.tag && parts.begin()->second.count == part.count);
    if (!is_same || !is_of_set) return failure(ErrorCode::invalid_input, "a part of another key sheet");
    parts.try_emplace(part.number, std::move(part));
  }
  if (parts.empty()) return failure(ErrorCode::not_found, "no part of a key sheet");
  const Part& first = parts.begin()->second;
  Bytes payload;
  for (std::size_t number = 1; number <= first.count; ++number) {
    const auto part = parts.find(number);
    if (part == parts.end()) return failure(ErrorCode::not_found, fmt::format("part {}/{}", number, first.count));
    payload.insert(payload.end(), part->second.content.begin(), part->second.content.end());
  }
  if (tag_of(payload) != first.tag) return failure(ErrorCode::damaged, "the parts of the key sheet do not fit");
  return payload;
}

}  // namespace digue::paper
