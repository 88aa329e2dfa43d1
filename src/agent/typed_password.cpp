#include "agent/typed_password.h"

#include <algorithm>

namespace digue::agent {

namespace {

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

bool is_whole_key(std::string_view letters) {
  return letters.size() == paper::key_letters &&
         letters.find_first_not_of(paper::key_alphabet) == std::string_view::npos;
}

/// Whether somebody typed six lines, and did not merely choose a password that looks odd.
bool are_of_lines(const std::vector<paper::LineFault>& faults) {
  return std::ranges::none_of(faults, [](const paper::LineFault& fault) {
    return fault.kind == paper::LineFault::Kind::line_count || fault.kind == paper::LineFault::Kind::no_word;
  });
}

}  // namespace

TypedPassword understand_password(std::string_view typed, const paper::CheckWords& words) {
  TypedPassword understood;
  const std::string_view first_line = typed.substr(0, typed.find_first_of("\r\n"));
  understood.meant.push_back(secret(first_line));
  auto key = paper::read_typed_key(typed, words);
  if (key) {
    understood.meant.push_back(*std::move(key));
    understood.has_check_words = true;
    return understood;
  }
  if (are_of_lines(key.error())) understood.faults = std::move(key.error());
  Bytes letters;
  {
    const std::string read = paper::key_letters_of(typed);
    if (is_whole_key(read) && read != first_line) {
      const ByteView bytes = bytes_of(read);
      letters.assign(bytes.begin(), bytes.end());
    }
  }
  if (!letters.empty()) understood.meant.emplace_back(std::move(letters));
  return understood;
}

}  // namespace digue::agent
