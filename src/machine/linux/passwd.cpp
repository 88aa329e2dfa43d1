#include "machine/linux/passwd.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/text.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_entries = 100'000;
constexpr uid_t nobody = 65'534;
constexpr uid_t usual_lowest_user_id = 1'000;

std::optional<uid_t> parse_user_id(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto number = parse_integer(text);
  if (!number || *number >= std::numeric_limits<uid_t>::max()) return std::nullopt;
  return static_cast<uid_t>(*number);
}

/// The first of the comma-separated parts of the comment field is the person's name.
std::string real_name_in(std::string_view comment) { return printable(comment.substr(0, comment.find(','))); }

Result<PasswdEntry> parse_entry(std::string_view line) {
  const std::vector<std::string_view> fields = split(line, ':');
  if (fields.size() != 7) return failure(ErrorCode::damaged, "an account without its seven fields");
  const auto user = parse_user_id(fields[2]);
  const std::string_view name = fields[0];
  if (!user || name.empty() || !is_utf8(name)) return failure(ErrorCode::damaged, "an account without name or number");
  const std::string_view home = fields[5].starts_with('/') ? fields[5] : std::string_view();
  return PasswdEntry{*user,
                     {std::to_string(*user), std::string(name), real_name_in(fields[4]), std::string(home)},
                     std::string(fields[6])};
}

/// The words of a configuration line, without its comment.
std::vector<std::string_view> words_of(std::string_view line) {
  line = line.substr(0, line.find('#'));
  std::vector<std::string_view> words;
  while (!(line = trim(line)).empty()) {
    const std::size_t end = line.find_first_of(" \t");
    words.push_back(line.substr(0, end));
    line.remove_prefix(words.back().size());
  }
  return words;
}

}  // namespace

Result<std::vector<PasswdEntry>> parse_passwd(std::string_view text) {
  if (text.size() > max_passwd_bytes || text.find('\0') != std::string_view::npos) {
    return failure(ErrorCode::damaged, "no list of accounts");
  }
  std::vector<PasswdEntry> entries;
  for (const std::string_view line : lines_of(text)) {
    if (entries.size() == max_entries) return failure(ErrorCode::damaged, "too many accounts");
    entries.push_back(TRY(parse_entry(line)));
  }
  return entries;
}

uid_t parse_lowest_user_id(std::string_view login_defs) {
  uid_t lowest = usual_lowest_user_id;
  for (const std::string_view line : lines_of(login_defs)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.size() == 2 && words[0] == "UID_MIN") lowest = parse_user_id(words[1]).value_or(lowest);
  }
  return lowest;
}

bool sources_tell_everybody(std::string_view nsswitch_conf) {
  constexpr std::array<std::string_view, 5> open_sources = {"files", "systemd", "compat", "db", "altfiles"};
  for (const std::string_view line : lines_of(nsswitch_conf)) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words[0] != "passwd:") continue;
    return std::ranges::all_of(words.begin() + 1, words.end(), [&](std::string_view word) {
      return word.starts_with('[') || std::ranges::find(open_sources, word) != open_sources.end();
    });
  }
  return true;  // nsswitch.conf(5): without a line it is "files"
}

bool is_person(const PasswdEntry& entry, uid_t lowest_user_id) {
  if (entry.user < lowest_user_id || entry.user == nobody) return false;
  const std::string_view shell = std::string_view(entry.shell).substr(entry.shell.rfind('/') + 1);
  return shell != "nologin" && shell != "false";
}

}  // namespace digue::machine::linux
