#include "machine/fake/scrub_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digue::machine::fake {

namespace {

constexpr std::size_t shortest_name = 3;

/// Folders that are the same on everybody's computer. "home" is none, but its stand-ins are already ours.
constexpr std::array system_folders = {"bin",  "boot", "dev",  "etc", "lib", "lib64", "org",
                                       "proc", "run",  "sbin", "sys", "usr", "var",   "home"};

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_path_end(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == ',' || c == ';' || c == ':' || c == ')';
}

/// Whether a path belongs to the system, or to a home whose owner already has a stand-in.
bool is_common_path(std::string_view path) {
  const std::string_view first = path.substr(1, path.find('/', 1) - 1);
  if (std::ranges::find(system_folders, first) == system_folders.end()) return false;
  if (first == "home") return path == "/home" || path.starts_with("/home/user-");
  return !path.starts_with("/run/media/") && !path.starts_with("/run/user/");
}

/// The length of a run of hexadecimal groups between separators that starts here, as in a UUID or a hardware address.
std::size_t identifier_length(std::string_view text, char separator, std::size_t fewest_groups) {
  std::size_t groups = 0;
  std::size_t at = 0;
  for (;;) {
    const std::size_t begin = at;
    while (at < text.size() && is_hex(text[at])) ++at;
    if (at - begin < 2) break;
    ++groups;
    if (at == text.size() || text[at] != separator) return groups >= fewest_groups ? at : 0;
    ++at;
  }
  return 0;
}

/// The length of the name of a network card that was made of its hardware address (systemd.net-naming-scheme), 0 if
/// none starts here.
std::size_t card_name_length(std::string_view text) {
  constexpr std::size_t length = 15;
  if (text.size() < length || (!text.starts_with("wlx") && !text.starts_with("enx"))) return 0;
  return std::ranges::all_of(text.substr(3, length - 3), is_hex) ? length : 0;
}

std::string without_identifiers(std::string_view text) {
  std::string result;
  bool is_word_start = true;
  while (!text.empty()) {
    const std::size_t length =
        is_word_start ? std::max(identifier_length(text, '-', 5), identifier_length(text, ':', 6)) : 0;
    if (length > 0) {
      result += "identifier";
      text.remove_prefix(length);
      continue;
    }
    if (const std::size_t card = card_name_length(text); card > 0) {
      result.append(text.substr(0, 3)).append(card - 3, '0');
      text.remove_prefix(card);
      continue;
    }
    is_word_start = !is_hex(text.front()) && text.front() != '-' && text.front() != ':';
    result += text.front();
    text.remove_prefix(1);
  }
  return result;
}

}  // namespace

void ScrubText::add(const Account& account) {
  const std::string stand_in = fmt::format("user-{}", accounts_.size() + 1);
  accounts_.push_back(account);
  add_word(account.name, stand_in);
  add_word(account.real_name, stand_in);
  std::string parts = account.real_name;
  std::ranges::replace(parts, ',', ' ');
  std::ranges::replace(parts, '-', ' ');
  for (const std::string_view part : split(parts, ' ')) add_word(part, stand_in);
  const std::size_t last = account.home.find_last_of("/\\");
  if (last != std::string::npos) add_word(std::string_view(account.home).substr(last + 1), stand_in);
  // A SID tells the computer or the domain that gave it; its last number only counts accounts.
  if (account.id.starts_with("S-1-")) {
    const std::size_t end = account.id.rfind('-');
    add_word(std::string_view(account.id).substr(0, end), "S-1-5-21-1-1-1");
  }
}

void ScrubText::add_word(std::string_view name, std::string stand_in) {
  if (name.size() < shortest_name) return;
  const auto place = std::ranges::find_if(words_, [&](const Word& word) { return word.name.size() <= name.size(); });
  words_.insert(place, {lower_ascii(name), std::move(stand_in)});
}

Account ScrubText::stand_in_for(const Account& account) {
  const auto found = std::ranges::find(accounts_, account);
  const std::string name = fmt::format("user-{}", found - accounts_.begin() + 1);
  const bool is_windows = account.home.find('\\') != std::string::npos;
  return {text(account.id), name, "", is_windows ? R"(C:\Users\)" + name : "/home/" + name};
}

/// The words of accounts in whatever case they are written.
std::string ScrubText::without_words(std::string_view text) const {
  std::string result;
  const std::string lower = lower_ascii(text);
  for (std::size_t at = 0; at < text.size();) {
    const auto word = std::ranges::find_if(
        words_, [&](const Word& known) { return lower.compare(at, known.name.size(), known.name) == 0; });
    if (word == words_.end()) {
      result += text[at++];
    } else {
      result += word->stand_in;
      at += word->name.size();
    }
  }
  return result;
}

std::string ScrubText::path(std::string_view path) {
  const auto found = paths_.find(path);
  if (found != paths_.end()) return found->second;
  return paths_.emplace(std::string(path), fmt::format("/path-{}", paths_.size() + 1)).first->second;
}

std::string ScrubText::without_paths(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const bool starts_path = text[at] == '/' && at + 1 < text.size() && !is_path_end(text[at + 1]) &&
                             text[at + 1] != '/' &&
                             (at == 0 || is_path_end(text[at - 1]) || text[at - 1] == '=' || text[at - 1] == '/');
    if (!starts_path) {
      result += text[at++];
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_path_end(text[end])) ++end;
    const std::string_view found = text.substr(at, end - at);
    result += is_common_path(found) || found.starts_with("/path-") ? std::string(found) : path(found);
    at = end;
  }
  return result;
}

std::string ScrubText::text(std::string_view text) { return without_identifiers(without_paths(without_words(text))); }

}  // namespace digue::machine::fake
