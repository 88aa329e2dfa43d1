#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "agent/key_files.h"
#include "base/instant.h"
#include "crypto/secret.h"
#include "paper/check_words.h"
#include "paper/document.h"
#include "texts/texts.h"

/// What a practice prints, from plain facts, with the sentences of content/. Nothing here can name a patient: there are
/// places, counts and telephone numbers, and no path of a file.
namespace digue::agent {

/// What stands on every sheet.
struct SheetHead {
  std::string practice;
  Day printed_on;
  bool is_specimen = false;  ///< of invented facts: every page says so
};

/// A place where backups lie, as people know it.
struct SheetPlace {
  std::string name;        ///< « disque bleu »
  std::string looks;       ///< « boîtier bleu, étiquette A »
  std::string kept_at;     ///< where it is when it is not plugged in
  std::string location;    ///< as `-r` takes it, without user and password
  std::string repository;  ///< the first 8 digits of its id
};

struct SheetContact {
  enum class Role { it_provider, software_editor, responsible, other };

  Role role;
  std::string name;
  std::string phone;
};

/// Something that is saved: « Agenda et dossiers », and in which folder or database it lives on the computer.
struct SheetSource {
  std::string name;
  std::string where;
};

struct RescueFacts {
  std::string computer;
  std::vector<SheetContact> contacts;
  std::vector<SheetPlace> places;
  std::vector<SheetSource> sources;
};

/// « Fiche de secours »: whom to call, which disk is which, and how everything comes back on a blank PC. No secret.
paper::Document rescue_sheet(const texts::Texts& texts, const SheetHead& head, const RescueFacts& facts);

/// A repository that the key opens, and what opens it beside the password.
struct KeyedRepository {
  std::string id;  ///< the first 8 digits
  KeyFiles files;
};

/// « La clé »: the password, and the files without which it opens nothing. It does not say where the copies are: it is
/// never kept with them, nor printed with the other sheet. `invalid_input` for a password that was not made for paper
/// or files too long for it. The document holds the secret: write it for the owner alone, and forget it.
Result<paper::Document> key_sheet(const texts::Texts& texts, const paper::CheckWords& words, const SheetHead& head,
                                  const crypto::Secret& password, const std::vector<KeyedRepository>& repositories);

/// Something that an exercise leaves open, and of how many (0 where that says nothing).
struct Unproven {
  enum class What {
    unsaved,             ///< entries that could not be saved whole
    unrestored,          ///< entries that did not come back
    different,           ///< entries that came back otherwise
    drill_failed,        ///< something went wrong that has no count, and not everything was proven since
    files_not_tried,     ///< it was a sample
    documents_damaged,   ///< documents that came back as they were saved, and cannot be read
    databases_failed,    ///< databases that do not come back
    databases_unproven,  ///< databases that were opened, and do not answer as they must
    databases_closed,    ///< databases that were not opened
    places_failed,       ///< other places, in which a drill failed
    places_not_tried,
    software,    ///< the practice's software was not started on the copy: true of every exercise
    other_days,  ///< an exercise is of its day: the same
  };

  What what;
  std::uint64_t count = 0;
};

/// A question that was asked of a restored database, as the practice wrote it, and how many rows answered.
struct ProvenAnswer {
  std::string question;
  std::uint64_t rows = 0;
};

struct ProofFacts {
  std::string place;
  Instant backup_made_at;
  Instant tried_at;
  std::chrono::seconds ahead_of_utc{0};
  std::vector<Unproven> unproven;  ///< besides what is true of every exercise
  std::uint64_t files = 0;         ///< came back, and were compared byte by byte
  std::uint64_t folders = 0;
  std::uint64_t bytes = 0;
  std::uint64_t databases_opened = 0;
  std::vector<ProvenAnswer> answers;
  std::chrono::milliseconds took{0};
  std::uint64_t bytes_of_all = 0;  ///< what a whole recovery brings back

  /// Whether something is wrong, and not merely open.
  bool has_failed() const;
  /// How long a whole recovery takes at the rate that was measured; nothing if none was.
  std::optional<std::chrono::seconds> whole_recovery() const;
};

/// « Preuve de restauration »: one page, what is not proven first.
paper::Document proof_sheet(const texts::Texts& texts, const SheetHead& head, const ProofFacts& facts);

}  // namespace digue::agent
