#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "json/value.h"
#include "tell/problem.h"

namespace digue::tell {

/// What was said of one problem. It stays for a day after the problem has gone: one that comes and goes is still one.
struct Told {
  Instant since;
  std::optional<Instant> gone;
  std::vector<Instant> on_screen;  ///< when, the oldest first; at most as many as are counted
  bool by_mail = false;

  bool operator==(const Told&) const = default;
};

/// What the desktops of this computer are to show: always the newest alone.
struct Notice {
  std::uint64_t id = 0;
  Instant at;
  std::vector<Trouble> troubles;  ///< each once, in their order; empty: all that was told is mended

  bool is_repair() const { return troubles.empty(); }
  bool operator==(const Notice&) const = default;
};

/// How sending goes on one way out.
struct Sending {
  std::optional<Instant> tried;  ///< last
  int failures = 0;              ///< since it last went well
  std::string failure;           ///< the name of an error code, while there are some

  bool operator==(const Sending&) const = default;
};

struct Memory {
  std::string series;  ///< random: ids of notices are counted anew where this is another
  std::uint64_t last_id = 0;
  std::map<Problem, Told> problems;
  std::optional<Notice> notice;
  bool owes_repair = false;  ///< on the screen: a problem was shown, and no repair since
  std::optional<Instant> repair_shown;
  bool owes_repair_mail = false;
  std::optional<Instant> trouble_mail;
  std::optional<Instant> weekly_mail;  ///< or since when mails are wanted
  Sending mail;
  Sending ping;

  bool operator==(const Memory&) const = default;
};

/// docs/formats/told.md.
json::Value to_json(const Memory& memory);
/// `invalid_input` unless to_json could have written it; kinds of trouble that are not known are passed over.
Result<Memory> memory_from(const json::Value& value);

}  // namespace digue::tell
