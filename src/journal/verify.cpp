#include <algorithm>
#include <limits>

#include "journal/append.h"
#include "journal/journal.h"
#include "json/parse.h"

namespace digue::journal {

using database::Connection;
using database::Row;

namespace {

/// What is known of one row of the chain.
struct Seen {
  std::int64_t number = 0;
  std::optional<StoredEntry> stored;  ///< nothing if the row does not look like an entry
  crypto::Sha256 computed = {};       ///< the hash that it should carry

  bool is_whole() const { return stored && stored->hash == computed; }
};

Seen seen(const Row& row) {
  Seen seen{number_in(row), stored_entry(row)};
  if (seen.stored) seen.computed = hash_of(seen.stored->link);
  return seen;
}

/// Walks from the newest entry, for which the sealed head answers, to the oldest: each entry that is right says which
/// hash the one below it must have. So an entry is named itself, also if its hash was made to fit.
class Walk {
 public:
  /// `sealed` if its seal is right; only then does the head say anything about the entries.
  Walk(Connection& connection, const std::optional<StoredHead>& head, const crypto::Secret& key)
      : connection_(connection), key_(key) {
    if (head && is_sealed(*head, key)) sealed_ = head;
    if (sealed_) anchor_ = head->head;
    if (!sealed_) fault(Fault::Kind::head_forged, head ? head->head.number : 0);
  }

  Result<Verification> run() {
    database::Statement rows = TRY(connection_.prepare(std::string(select_entries) + "ORDER BY number DESC"));
    std::optional<Seen> above;
    std::optional<Seen> present;
    while (TRY(rows.step())) {
      Seen below = seen(rows.row());
      if (present && below.number >= present->number) return failure(ErrorCode::damaged, "entries out of order");
      if (present) TRY(judge(*present, above ? &*above : nullptr, &below));
      above = std::exchange(present, std::move(below));
    }
    if (present) TRY(judge(*present, above ? &*above : nullptr, nullptr));
    close();
    return std::move(result_);
  }

 private:
  void fault(Fault::Kind kind, std::int64_t number) { result_.faults.push_back({kind, number}); }

  /// Names the entries from `first` to `last` that are gone.
  void missing(Fault::Kind kind, std::int64_t first, std::int64_t last) {
    for (std::int64_t n = first; n <= last && n - first < max_named_in_a_gap; ++n) fault(kind, n);
  }

  Result<void> judge(const Seen& entry, const Seen* above, const Seen* below) {
    ++result_.entries;
    if (entry.number < 1) {
      fault(Fault::Kind::changed, entry.number);
      return {};
    }
    lowest_ = entry.number;
    if (above == nullptr) judge_end(entry);
    if (above != nullptr && above->number - 1 > entry.number) {
      missing(Fault::Kind::removed, entry.number + 1, above->number - 1);
      expected_.reset();
    }
    judge_place(entry);
    judge_hash(entry, below);
    if (!entry.stored) return {};
    if (below != nullptr && below->stored && entry.stored->link.at_ms < below->stored->link.at_ms) {
      result_.backwards.push_back(entry.number);
    }
    return judge_words(entry.stored->link);
  }

  /// What stands between the newest entry and the head.
  void judge_end(const Seen& newest) {
    if (!anchor_) return;
    if (newest.number < anchor_->number) missing(Fault::Kind::truncated, newest.number + 1, anchor_->number);
    result_.was_interrupted = newest.stored && is_claimed(*newest.stored, *sealed_, key_);
  }

  void judge_place(const Seen& entry) {
    if (!anchor_) return;
    if (entry.number == anchor_->number) expected_ = anchor_->hash;
    if (entry.number > anchor_->number && !result_.was_interrupted) fault(Fault::Kind::head_forged, entry.number);
  }

  void judge_hash(const Seen& entry, const Seen* below) {
    const bool is_expected = !expected_ || entry.computed == *expected_;
    if (!entry.is_whole() || !is_expected) {
      fault(is_tied_to(entry, below) ? Fault::Kind::changed : Fault::Kind::reordered, entry.number);
    } else if (entry.number == 1 && !is_tied_to(entry, nullptr)) {
      fault(Fault::Kind::reordered, 1);
    }
    // What a changed entry says about the one below it counts only if something else vouches for it.
    const bool is_believed = entry.is_whole() || (entry.stored && expected_ && is_expected);
    expected_ = is_believed ? std::optional(entry.stored->link.previous) : std::nullopt;
    if (entry.stored && entry.stored->link.kind == seal_broken) judge_breach(*entry.stored, is_believed);
  }

  /// An entry seal_broken continues the entry that the head sealed then, past those that the head did not know.
  void judge_breach(const StoredEntry& breach, bool is_believed) {
    const std::int64_t number = breach.link.number;
    if (!anchor_ || number <= anchor_->number) fault(Fault::Kind::head_forged, number);
    const Result<json::Value> body = json::parse(breach.link.body);
    const Result<std::int64_t> sealed = body ? body->integer("sealed") : std::unexpected(body.error());
    if (!is_believed || !sealed || *sealed < 0 || *sealed >= number) return;
    anchor_ = Head{*sealed, breach.link.previous};
    expected_.reset();
  }

  static bool is_tied_to(const Seen& entry, const Seen* below) {
    if (!entry.stored) return true;
    const crypto::Sha256& previous = entry.stored->link.previous;
    if (entry.number == 1) return previous == crypto::Sha256();
    if (below == nullptr || !below->stored || below->number != entry.number - 1) return true;
    return previous == below->stored->hash || previous == below->computed;
  }

  /// Words that are gone were erased; words that are there must be those that were written down.
  Result<void> judge_words(const Link& link) {
    const Result<json::Value> body = json::parse(link.body);
    if (!body || body->as_object() == nullptr) return {};
    for (const auto& [name, member] : *body->as_object()) {
      const Result<std::string> token = member.text("personal");
      if (!token) continue;
      for (const Row& row : TRY(rows_of_token(connection_, *token))) {
        if (!are_words_of(*token, row)) fault(Fault::Kind::personal, link.number);
      }
    }
    return {};
  }

  void close() {
    if (lowest_ > 1) missing(Fault::Kind::removed, 1, lowest_ - 1);
    if (lowest_ == 0 && anchor_) missing(Fault::Kind::truncated, 1, anchor_->number);
    for (const Fault& fault : result_.faults) {
      if (fault.kind != Fault::Kind::personal) result_.doubtful_to = std::max(result_.doubtful_to, fault.number);
    }
    if (!sealed_) result_.doubtful_to = std::numeric_limits<std::int64_t>::max();
    std::ranges::stable_sort(result_.faults, {},
                             [](const Fault& fault) { return std::pair(fault.number, fault.kind); });
    std::ranges::reverse(result_.backwards);
  }

  Connection& connection_;
  const crypto::Secret& key_;
  std::optional<StoredHead> sealed_ = std::nullopt;        ///< the head in the file, if its seal is right
  std::optional<Head> anchor_ = std::nullopt;              ///< what a head vouched for
  std::optional<crypto::Sha256> expected_ = std::nullopt;  ///< what the entry above vouches for
  std::int64_t lowest_ = 0;                                ///< the last entry that was walked over
  Verification result_ = {};
};

Result<Verification> verify_snapshot(Connection& connection, const crypto::Secret& key) {
  const auto head = TRY(read_head(connection));
  return Walk(connection, head, key).run();
}

}  // namespace

std::string_view name_of(Fault::Kind kind) {
  switch (kind) {
    case Fault::Kind::changed: return "changed";
    case Fault::Kind::removed: return "removed";
    case Fault::Kind::reordered: return "reordered";
    case Fault::Kind::truncated: return "truncated";
    case Fault::Kind::head_forged: return "head_forged";
    case Fault::Kind::personal: return "personal";
  }
  return "changed";
}

Result<Verification> Journal::verify() {
  TRY(connection_.execute("BEGIN"));  // the head and the entries of one moment, while others append
  Result<Verification> result = or_damaged(verify_snapshot(connection_, key_));
  TRY(connection_.execute("ROLLBACK"));
  return result;
}

}  // namespace digue::journal
