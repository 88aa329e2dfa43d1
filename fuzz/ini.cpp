#include "posture/probes/ini.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <span>

#include "base/bytes.h"
#include "base/text.h"

namespace {

using namespace digue;

/// No entry reaches over its line, and what a group or a file forbids, its entries forbid too.
void check(const posture::Ini& ini, std::string_view group, std::string_view key) {
  const posture::IniEntry* entry = ini.find(group, key);
  if (entry == nullptr) return;
  if (entry->value != trim(entry->value) || entry->value.contains('\n')) std::abort();
  if (ini.is_immutable(group) && !entry->is_immutable) std::abort();
}

}  // namespace

/// Any bytes as a settings file: every line's entry can be asked for, and adding the file to itself changes nothing.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(text_of(std::as_bytes(std::span(data, std::min<std::size_t>(size, 4096)))));
  const posture::Ini once = posture::parse_ini(text);
  const posture::Ini twice = posture::parse_ini(text + "\n[" + std::string(64, 'x') + "]\nlast=1\n");
  std::set<std::string> groups = {"", "Daemon"};
  for (const std::string_view line : lines_of(text)) {
    const std::string_view trimmed = trim(line);
    if (trimmed.starts_with('[') && groups.size() < 20) groups.emplace(trim(trimmed.substr(1, trimmed.find(']') - 1)));
    const std::string_view key = trim(trimmed.substr(0, trimmed.find('=')));
    for (const std::string& group : groups) {
      check(once, group, key);
      const posture::IniEntry* first = once.find(group, key);
      const posture::IniEntry* second = twice.find(group, key);
      if ((first == nullptr) != (second == nullptr) || (first != nullptr && *first != *second)) std::abort();
    }
  }
  return 0;
}
