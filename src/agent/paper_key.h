#pragma once

#include <string>
#include <vector>

#include "journal/journal.h"
#include "plan/plans.h"
#include "posture/facts.h"

/// How it stands with the key on paper, from what the journal proves: which key opens the copies now, which were on the
/// sheet that was printed last, and whether lines of that sheet were typed back. No secret is ever in there: a key is
/// named by its file's id.
namespace digue::agent {

/// A key that opens the repository of a place.
struct PlaceKey {
  std::string place;       ///< "place-1"
  std::string repository;  ///< 64 digits
  std::string key;         ///< the id of the key file that the practice's password opens, 64 digits

  bool operator==(const PlaceKey&) const = default;
};

/// Writes down by which key the place was opened, if that is news.
Result<void> note_kept_key(const PlaceKey& key, Instant now, journal::Journal& journal);

/// The sheet with these keys was written, to be printed: it takes the place of every older one.
journal::Act act_of_printed_key(const std::vector<PlaceKey>& keys, Instant at);
/// Lines of the sheet that was printed last were typed back.
journal::Act act_of_typed_back(Instant at);

/// One place of the plans.
struct PaperKey {
  std::string place;
  std::optional<Instant> printed;     ///< the sheet with the key that opens it now, if that is the last one
  std::optional<Instant> typed_back;  ///< lines of that sheet
  bool is_known = false;              ///< whether the key that opens it now was ever seen
};

/// For each place of the plans, in their order.
Result<std::vector<PaperKey>> paper_keys(journal::Journal& journal, const plan::Plans& plans);

/// The same as the table `paper_keys` of facts.sql.
Result<posture::Reading> paper_key_facts(journal::Journal& journal, const plan::Plans& plans);

}  // namespace digue::agent
