#include "store/rest/listing.h"

#include <algorithm>

#include "base/text.h"
#include "json/parse.h"

namespace digue::store {

namespace {

constexpr json::Limits item_limits{.bytes = 4096, .depth = 4, .values = 64};

std::unexpected<Error> no_list() { return failure(ErrorCode::invalid_input, "the server's list is none"); }

/// Takes the items of a JSON array apart without reading them, so that a list of a million files needs no tree of JSON
/// values in memory. What an item is, json::parse decides.
class Items {
 public:
  explicit Items(std::string_view array) : rest_(trim(array)) {}

  /// The text of the next item; nothing at the end of the array.
  Result<std::optional<std::string_view>> next() {
    if (is_first_ && !take('[')) return no_list();
    const bool is_first = std::exchange(is_first_, false);
    if (is_first && trim(rest_) == "]") return std::nullopt;
    if (is_over_) return std::nullopt;
    const std::size_t length = TRY(item_length());
    const std::string_view item = rest_.substr(0, length);
    is_over_ = rest_[length] == ']';
    rest_.remove_prefix(length + 1);
    if (is_over_ && !rest_.empty()) return no_list();
    return item;
  }

 private:
  bool take(char wanted) {
    if (!rest_.starts_with(wanted)) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Up to the comma or the bracket that ends the item.
  Result<std::size_t> item_length() const {
    std::size_t depth = 0;
    for (std::size_t i = 0; i < rest_.size(); ++i) {
      const char c = rest_[i];
      if (depth == 0 && (c == ',' || c == ']')) return i;
      if (c == '"') i = end_of_text(i);
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') {
        if (depth == 0) return no_list();
        --depth;
      }
    }
    return no_list();
  }

  /// Where the quotation mark is that ends the text which begins at `start`; the end of everything if there is none.
  std::size_t end_of_text(std::size_t start) const {
    std::size_t i = start + 1;
    while (i < rest_.size() && rest_[i] != '"') i += rest_[i] == '\\' ? 2U : 1U;
    return i;
  }

  std::string_view rest_;
  bool is_first_ = true;
  bool is_over_ = false;
};

}  // namespace

Result<std::vector<ListedFile>> parse_listing(std::string_view text) {
  std::vector<ListedFile> listed;
  Items items(text);
  while (const auto item = TRY(items.next())) {
    const json::Value file = TRY(json::parse(*item, item_limits));
    const auto id = FileId::from_hex(TRY(file.text("name")));
    const std::int64_t size = TRY(file.integer("size"));
    if (!id) continue;
    if (size < 0) return no_list();
    listed.push_back({*id, static_cast<std::uint64_t>(size), std::nullopt});
  }
  std::ranges::sort(listed, {}, &ListedFile::id);
  const auto doubles = std::ranges::unique(listed, {}, &ListedFile::id);
  listed.erase(doubles.begin(), doubles.end());
  return listed;
}

Result<std::vector<FileId>> parse_names(std::string_view text) {
  std::vector<FileId> ids;
  Items items(text);
  while (const auto item = TRY(items.next())) {
    const json::Value name = TRY(json::parse(*item, item_limits));
    if (name.as_text() == nullptr) return no_list();
    if (const auto id = FileId::from_hex(*name.as_text())) ids.push_back(*id);
  }
  std::ranges::sort(ids);
  const auto doubles = std::ranges::unique(ids);
  ids.erase(doubles.begin(), doubles.end());
  return ids;
}

}  // namespace digue::store
