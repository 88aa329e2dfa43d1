#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "crypto/hash.h"
#include "database/connection.h"
#include "json/value.h"

namespace digue::journal {

inline constexpr std::size_t max_kind_bytes = 1'000;
inline constexpr std::size_t max_body_bytes = 64 * 1024;  ///< as one line of JSON
inline constexpr std::size_t max_words_bytes = 2'000;     ///< of each personal member

/// The kind of the only entries that the journal writes by itself: an append found that the head was not sealed with
/// this key, or that the last entry was not the one which the head seals. The journal stays usable, and verify reports
/// `head_forged` at this entry forever. Body: {"found": the last entry's number, "sealed": the number in the head, if
/// its seal was right}.
inline constexpr std::string_view seal_broken = "seal_broken";

/// A gap or a cut of more entries than this is reported by its first ones.
inline constexpr std::int64_t max_named_in_a_gap = 1'000;

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
///
/// `invalid_input`: an empty kind, a kind or words that are not UTF-8, anything over the limits above, a body that
/// json::parse would refuse, a member twice (also once in the body and once in `personal`), the kind seal_broken.
/// Text in the body that is not UTF-8 is written as json::to_line writes it.
struct Act {
  Instant at;
  std::string kind;
  json::Object body;
  std::vector<std::pair<std::string, std::string>> personal = {};
};

/// What verification found wrong with one place of the chain.
struct Fault {
  enum class Kind {
    changed,      ///< the entry does not have the hash that it carries, or not the one that the chain knows
    removed,      ///< the number is missing
    reordered,    ///< the same as changed, and it does not follow the one before it: another entry stands in its place
    truncated,    ///< the head knows entries that are gone
    head_forged,  ///< the head is missing or does not carry the seal of this journal's key, or entries stand after it
                  ///< that it never knew; the end of the chain is not proven then. Also each entry `seal_broken`.
    personal,     ///< a person's words are not those that the chain's hash stands for (words that are gone: erased)
  };
  Kind kind = Kind::changed;
  std::int64_t number = 0;  ///< which entry
};

std::string_view name_of(Fault::Kind kind);

struct Verification {
  std::int64_t entries = 0;
  std::vector<Fault> faults;  ///< in the order of the entries; empty: nothing was touched
  /// The head is one entry behind, and a holder of the key claimed that entry: the program or the power died between
  /// the two writes.
  bool was_interrupted = false;
  /// Entries up to this number prove nothing: one of their faults stands there, or the end is not sealed (then it is
  /// the largest number). What stands above was written by a holder of the key, after whatever happened. A fault
  /// `personal` does not count here: the chain is whole.
  std::int64_t doubtful_to = 0;
  std::vector<std::int64_t> backwards = {};  ///< entries that are earlier than the one before: the clock jumped back
};

/// The append-only, hash-chained record of what happened, was confirmed and was proven (docs/formats/journal.md).
///
/// An entry is durable when append returns; the head, sealed with a key of this journal, is moved to it in a second
/// write. A head that stayed one behind is moved by the next append, of whichever process. Two processes may append to
/// the same journal. Belongs to one thread.
class Journal {
 public:
  /// Opens the journal at that path (a SQLite file). `key` seals its head: 32 bytes that are kept elsewhere. An older
  /// schema is upgraded. A journal that was tampered with opens: verify tells.
  /// Errors: `not_found` (no file, or one without any content: whether that is a journal that was never made or one
  /// that was destroyed, the caller must know), `damaged` (not a journal, or broken pages: nothing is changed),
  /// `unsupported` (made by a newer program), `denied`, `full`, `locked`, `invalid_input` (the key's length).
  static Result<Journal> open(const std::string& path, crypto::Secret key);

  /// The same, and makes the journal where there is none: all or nothing, and durable when this returns. After a crash
  /// in the middle the file is missing or empty, and the next call makes the journal.
  static Result<Journal> open_or_make(const std::string& path, crypto::Secret key);

  /// Nothing in it, and in memory only: what a reader sees where no journal was ever made.
  static Result<Journal> empty();

  /// As open, without ever writing: for a reader who may not write, or a read-only disk. Then append and erase_personal
  /// are `denied`. Also `unsupported` if it must be upgraded first, and `denied` if a crash left work that only a
  /// writer can clear up.
  static Result<Journal> open_to_read(const std::string& path, crypto::Secret key);

  /// Writes one act down. Errors as open and as at Act; the act is not in the journal then.
  ///
  /// A journal whose end was tampered with still takes it, so that nothing is lost: an entry seal_broken comes first.
  Result<Entry> append(const Act& act);

  /// Entries from the newest to the oldest, until `visit` answers false. `damaged` at an entry that cannot be read.
  /// Others may append meanwhile; `visit` may take its time. Entries up to the number `above` are not looked at.
  Result<void> newest_first(const std::function<bool(const Entry&)>& visit, std::int64_t above = 0);
  Result<void> oldest_first(const std::function<bool(const Entry&)>& visit);

  /// The words that stand in an entry's body under that name; empty if they were erased or never there; `damaged` if
  /// they are not those that were written down.
  Result<std::string> personal(const Entry& entry, std::string_view name);

  /// Erases these words wherever they stand in the side table, also from the file's free pages. The chain stays whole.
  /// Returns how many were erased.
  Result<int> erase_personal(const std::string& words);

  /// Reads everything and says all that is wrong. An error only if the file cannot be read to its end.
  Result<Verification> verify();

 private:
  Journal(database::Connection connection, crypto::Secret key);

  database::Connection connection_;
  crypto::Secret key_;
};

}  // namespace digue::journal
