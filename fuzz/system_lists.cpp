#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "machine/linux/mountinfo.h"
#include "machine/linux/passwd.h"

/// The texts of the system that are parsed line by line: mounts and accounts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace digue::machine::linux;
  const std::string_view text = digue::text_of(std::as_bytes(std::span(data, size)));
  const auto mounts = parse_mountinfo(text);
  if (mounts) {
    for (const MountLine& mount : *mounts) {
      if (!mount.path.starts_with('/')) __builtin_trap();
    }
  }
  const auto entries = parse_passwd(text);
  if (entries) {
    for (const PasswdEntry& entry : *entries) static_cast<void>(is_person(entry, parse_lowest_user_id(text)));
  }
  static_cast<void>(sources_tell_everybody(text));
  return 0;
}
