#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::backup {

/// What a dictionary says at its top (ISO 32000-1, 7.3.7). Values that are neither names nor whole numbers are there,
/// and that is all.
class PdfDictionary {
 public:
  bool has(std::string_view key) const { return values_.contains(key); }
  /// Without its slash; empty if it is none.
  std::string_view name(std::string_view key) const;
  std::optional<std::uint64_t> number(std::string_view key) const;

 private:
  friend class PdfWords;

  std::map<std::string, std::string, std::less<>> values_;  ///< the first word of each
};

/// Takes the words of a PDF from a text that may be forged (7.2, 7.3). What it does not know ends it; nothing is read
/// beyond the text.
class PdfWords {
 public:
  explicit PdfWords(std::string_view text) : text_(text) {}

  /// How much was taken.
  std::size_t used() const { return at_; }

  /// White space and comments.
  void skip_space();
  /// Whether the next characters are these; then they are taken.
  bool take(std::string_view word);
  /// A whole number that is not negative, with the space before it.
  std::optional<std::uint64_t> number();
  /// "12 0 obj": the object's number.
  std::optional<std::uint64_t> take_object_head();
  /// `damaged` if there is none, or if it does not end in this text.
  Result<PdfDictionary> dictionary();

 private:
  bool is_at_end() const { return at_ >= text_.size(); }
  std::string_view name();
  /// Passes over one value, however it is nested.
  bool skip_value();
  bool skip_text();
  bool skip_open_or_close(int& depth);

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace digue::backup
