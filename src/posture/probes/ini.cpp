#include "posture/probes/ini.h"

#include "base/text.h"

namespace digue::posture {

namespace {

/// Cuts the last "[$…]" off and returns its letters; "" if there is none.
std::string_view cut_options(std::string_view& text) {
  const std::size_t begin = text.rfind("[$");
  if (begin == std::string_view::npos || !text.ends_with(']')) return {};
  const std::string_view options = text.substr(begin + 2, text.size() - begin - 3);
  text = text.substr(0, begin);
  return options;
}

}  // namespace

const IniEntry* Ini::find(std::string_view group, std::string_view key) const {
  const auto found = entries_.find({std::string(group), std::string(key)});
  return found == entries_.end() ? nullptr : &found->second;
}

bool Ini::is_immutable(std::string_view group) const {
  const auto found = groups_.find(group);
  return is_immutable_ || (found != groups_.end() && found->second);
}

Ini parse_ini(std::string_view text) {
  Ini ini;
  std::string group;
  for (const std::string_view raw : lines_of(text)) {
    std::string_view line = trim(raw);
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with('[')) {
      const bool is_immutable = cut_options(line).contains('i');
      if (line.empty()) {
        ini.is_immutable_ = ini.is_immutable_ || is_immutable;
      } else if (line.ends_with(']')) {
        group = line.substr(1, line.size() - 2);
        ini.groups_[group] = ini.groups_[group] || is_immutable;
      }
      continue;
    }
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    std::string_view key = trim(line.substr(0, equals));
    const std::string_view options = cut_options(key);
    if (key.empty() || key.ends_with(']')) continue;
    IniEntry& entry = ini.entries_[{group, std::string(trim(key))}];
    if (entry.is_immutable) continue;
    entry = {std::string(trim(line.substr(equals + 1))), options.contains('i'), options.contains('d'),
             options.contains('e')};
  }
  for (auto& [place, entry] : ini.entries_) entry.is_immutable |= ini.is_immutable(place.first);
  return ini;
}

}  // namespace digue::posture
