#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "crypto/hash.h"
#include "database/connection.h"
#include "json/value.h"

namespace digue::journal {

/// One line of the journal, as it stands in the chain.
struct Entry {
  std::int64_t number = 0;  ///< 1, 2, 3…
  Instant at;
  std::string kind;         ///< as in "checked", "confirmed"
  json::Value body;         ///< an object; a person's words stand in it as {"personal": token}
  crypto::Sha256 previous;  ///< the hash of the entry before; zeros for the first
  crypto::Sha256 hash;
};

/// An act to be written down. `personal` are members of the body that hold words of or about a person (a name, a
/// reason): they go into the erasable side table, and the chain holds only their salted hash.
struct Act {
  Instant at;
  std::string kind;
  json::Object body;
  std::vector<std::pair<std::string, std::string>> personal = {};
};

/// What verification found wrong with one place of the chain.
struct Fault {
  enum class Kind {
    changed,      ///< the entry does not have the hash that it carries
    removed,      ///< the number is missing
    reordered,    ///< the entry does not follow the one before it
    truncated,    ///< the head knows entries that are gone
    head_forged,  ///< the head does not carry the seal of this journal's key
    personal,     ///< a person's words are not those that the chain's hash stands for
  };
  Kind kind = Kind::changed;
  std::int64_t number = 0;  ///< which entry
};

std::string_view name_of(Fault::Kind kind);

struct Verification {
  std::int64_t entries = 0;
  std::vector<Fault> faults;     ///< in the order of the entries; empty: nothing was touched
  bool was_interrupted = false;  ///< the head is one entry behind: the program or the power died between the two writes
  std::vector<std::int64_t> backwards = {};  ///< entries that are earlier than the one before: the clock jumped back
};

/// The append-only, hash-chained record of what happened, was confirmed and was proven (docs/formats/journal.md).
///
/// An entry is durable when append returns; then the head, sealed with a key of this journal, is moved to it in a
/// second write. Two processes may append to the same journal. Belongs to one thread.
class Journal {
 public:
  /// Opens or makes the journal at that path (a SQLite file). `key` seals its head: 32 bytes that are kept elsewhere.
  /// An older schema is upgraded.
  /// Errors: `damaged` (not a journal, or broken pages: nothing is changed), `unsupported` (made by a newer program),
  /// `denied`, `full`, `locked`, `not_found` (the folder).
  static Result<Journal> open(const std::string& path, crypto::Secret key);

  /// Writes one act down. Errors as open; the act is not in the journal then.
  Result<Entry> append(const Act& act);

  /// Entries from the newest to the oldest, until `visit` answers false. `damaged` at an entry that cannot be read.
  Result<void> newest_first(const std::function<bool(const Entry&)>& visit);
  Result<void> oldest_first(const std::function<bool(const Entry&)>& visit);

  /// The words that stand in an entry's body under that name; empty if they were erased or never there.
  Result<std::string> personal(const Entry& entry, std::string_view name);

  /// Erases these words wherever they stand in the side table, also from the file's free pages. The chain stays whole.
  /// Returns how many were erased.
  Result<int> erase_personal(const std::string& words);

  Result<Verification> verify();
};

}  // namespace digue::journal
