#pragma once

#include "agent/paper_key.h"
#include "agent/places.h"
#include "agent/sheets.h"

/// The sheets of a practice, from its own plans.toml, its places and its key.
namespace digue::agent {

/// Something that a sheet lacks: what it says there is a line to write on.
struct MissingFact {
  std::string_view what;  ///< a key of content/texts, below "sheet.missing."
  std::string name;       ///< of a place, or of a contact; may be empty

  bool operator==(const MissingFact&) const = default;
};

/// What the rescue sheet lacks, most important first.
std::vector<MissingFact> missing_facts(const plan::Plans& plans);

/// `computer`: how it is called. A disk is named by its file system: how a blank computer calls it, nobody knows.
RescueFacts rescue_facts(const texts::Texts& texts, const plan::Plans& plans, const std::string& computer);

/// What stands on the key sheet of the practice.
struct PracticeKey {
  crypto::Secret password;
  std::vector<KeyedRepository> repositories;
  std::vector<PlaceKey> keys;        ///< of the same, for the journal
  std::vector<MissingFact> missing;  ///< places whose key files the state does not have: the sheet is not whole
  bool has_server = false;
};

/// From the key files that the state keeps, each tried with the password before anybody counts on them. `not_found` if
/// the practice has no password yet.
Result<PracticeKey> practice_key(const plan::Plans& plans, const PlaceTools& tools);

}  // namespace digue::agent
