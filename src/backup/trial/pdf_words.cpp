#include "backup/trial/pdf_words.h"

#include "base/text.h"

namespace digue::backup {

namespace {

constexpr int max_depth = 100;
constexpr std::size_t max_entries = 1'000;

/// 7.2.2, tables 1 and 2.
bool is_space(char c) { return std::string_view("\0\t\n\f\r ", 6).contains(c); }
bool is_delimiter(char c) { return std::string_view("()<>[]{}/%").contains(c); }
bool is_regular(char c) { return !is_space(c) && !is_delimiter(c); }

std::optional<std::uint64_t> whole_number(std::string_view word) {
  const auto number = parse_integer(word);
  if (!number || *number < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*number);
}

}  // namespace

std::string_view PdfDictionary::name(std::string_view key) const {
  const auto found = values_.find(key);
  if (found == values_.end() || !found->second.starts_with('/')) return {};
  return std::string_view(found->second).substr(1);
}

std::optional<std::uint64_t> PdfDictionary::number(std::string_view key) const {
  const auto found = values_.find(key);
  return found == values_.end() ? std::nullopt : whole_number(found->second);
}

void PdfWords::skip_space() {
  while (!is_at_end()) {
    if (text_[at_] == '%') {
      while (!is_at_end() && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
    } else if (is_space(text_[at_])) {
      ++at_;
    } else {
      return;
    }
  }
}

bool PdfWords::take(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

std::optional<std::uint64_t> PdfWords::number() {
  skip_space();
  const std::size_t begin = at_;
  while (!is_at_end() && is_digit(text_[at_])) ++at_;
  return at_ == begin ? std::nullopt : whole_number(text_.substr(begin, at_ - begin));
}

std::optional<std::uint64_t> PdfWords::take_object_head() {
  const auto object = number();
  const auto generation = number();
  skip_space();
  return object && generation && take("obj") ? object : std::nullopt;
}

Result<PdfDictionary> PdfWords::dictionary() {
  skip_space();
  if (!take("<<")) return failure(ErrorCode::damaged, "no dictionary");
  PdfDictionary dictionary;
  for (;;) {
    skip_space();
    if (take(">>")) return dictionary;
    const std::string_view key = name();
    if (key.empty() || dictionary.values_.size() == max_entries) break;
    skip_space();
    const std::size_t begin = at_;
    const std::string_view word = take("/") ? (--at_, name()) : std::string_view();
    at_ = begin;
    const auto value = word.empty() ? number() : std::nullopt;
    at_ = begin;
    std::string& known = dictionary.values_[std::string(key)];
    if (!word.empty()) known = "/" + std::string(word);
    if (value) known = std::to_string(*value);
    if (!skip_value()) break;
  }
  return failure(ErrorCode::damaged, "a dictionary does not end");
}

std::string_view PdfWords::name() {
  if (!take("/")) return {};
  const std::size_t begin = at_;
  while (!is_at_end() && is_regular(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

bool PdfWords::skip_value() {
  int depth = 0;
  // The value goes on to the next key or to the end of the dictionary: "12 0 R" are three words.
  for (std::size_t begin = at_; !is_at_end(); skip_space()) {
    const std::string_view rest = text_.substr(at_);
    if (depth == 0 && (rest.starts_with(">>") || (rest.front() == '/' && at_ != begin))) return true;
    if (rest.front() == '(') {
      if (!skip_text()) return false;
    } else if (!skip_open_or_close(depth)) {
      return false;
    }
  }
  return false;
}

bool PdfWords::skip_text() {
  int depth = 0;
  for (; !is_at_end(); ++at_) {
    if (text_[at_] == '\\') {
      ++at_;
    } else if (text_[at_] == '(') {
      ++depth;
    } else if (text_[at_] == ')' && --depth == 0) {
      ++at_;
      return true;
    }
  }
  return false;
}

bool PdfWords::skip_open_or_close(int& depth) {
  if (take("<<") || take("[")) return ++depth <= max_depth;
  if (take(">>") || take("]")) return --depth >= 0;
  if (take("<")) {
    while (!is_at_end() && text_[at_] != '>') ++at_;
    return take(">");
  }
  if (take("/")) {
    while (!is_at_end() && is_regular(text_[at_])) ++at_;
    return true;
  }
  if (!is_regular(text_[at_])) return false;
  while (!is_at_end() && is_regular(text_[at_])) ++at_;
  return true;
}

}  // namespace digue::backup
