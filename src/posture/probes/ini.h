#pragma once

#include <map>
#include <string>
#include <string_view>

namespace digue::posture {

/// The longest settings file that is read.
constexpr std::size_t max_ini_bytes = 1024 * 1024;

/// One line "key=value" of a settings file, with what KDE may write behind the key in brackets.
struct IniEntry {
  std::string value;          ///< without the spaces around it; escapes are left as they are
  bool is_immutable = false;  ///< [$i], here, at the group or at the file: files read later do not count
  bool is_deleted = false;    ///< [$d]: back to the default, whatever earlier files say
  bool is_expanded = false;   ///< [$e]: the value holds variables, which are not expanded here

  bool operator==(const IniEntry&) const = default;
};

/// A settings file of the freedesktop and KDE kind.
class Ini {
 public:
  /// nullptr if there is none. A group inside another is written "outer][inner", as in the file.
  const IniEntry* find(std::string_view group, std::string_view key) const;

  /// Whether the file, or that group, forbids that files read later add to it.
  bool is_immutable(std::string_view group) const;

 private:
  friend Ini parse_ini(std::string_view text);

  std::map<std::pair<std::string, std::string>, IniEntry> entries_;
  std::map<std::string, bool, std::less<>> groups_;  ///< whether each is immutable
  bool is_immutable_ = false;
};

/// Lines that are neither a group, an entry nor a comment are passed over, as KDE does. Translations ("Name[fr]=") too.
Ini parse_ini(std::string_view text);

}  // namespace digue::posture
