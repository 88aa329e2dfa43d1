#include "posture/probes/gvariant.h"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.h"

namespace digue::posture {

namespace {

std::unexpected<Error> damaged() { return failure(ErrorCode::damaged, "an answer of another type"); }

/// The quoted text at the start, which is cut off.
std::optional<std::string> cut_quoted(std::string_view& text) {
  if (text.empty() || (text.front() != '\'' && text.front() != '"')) return std::nullopt;
  std::string value;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == text.front()) {
      text = trim(text.substr(at + 1));
      return value;
    }
    if (text[at] == '\\') ++at;
    if (at < text.size()) value += text[at];
  }
  return std::nullopt;
}

}  // namespace

Result<std::int64_t> parse_gvariant_uint32(std::string_view text) {
  text = trim(text);
  constexpr std::string_view type = "uint32 ";
  if (!text.starts_with(type)) return damaged();
  text.remove_prefix(type.size());
  if (!std::ranges::all_of(text, is_digit)) return damaged();
  const auto number = parse_integer(text);
  if (!number || *number > std::numeric_limits<std::uint32_t>::max()) return damaged();
  return *number;
}

Result<bool> parse_gvariant_bool(std::string_view text) {
  text = trim(text);
  if (text == "true") return true;
  if (text == "false") return false;
  return damaged();
}

Result<std::vector<std::string>> parse_gvariant_texts(std::string_view text) {
  text = trim(text);
  if (text == "@as []") return std::vector<std::string>();
  if (!text.starts_with('[') || !text.ends_with(']') || text.size() < 2) return damaged();
  text = trim(text.substr(1, text.size() - 2));
  std::vector<std::string> texts;
  for (;;) {
    auto value = cut_quoted(text);
    if (!value) return damaged();
    texts.push_back(std::move(*value));
    if (text.empty()) return texts;
    if (!text.starts_with(',')) return damaged();
    text = trim(text.substr(1));
  }
}

}  // namespace digue::posture
