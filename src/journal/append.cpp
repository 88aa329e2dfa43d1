#include "journal/append.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "json/parse.h"
#include "json/write.h"

namespace digue::journal {

using database::Connection;

namespace {

std::int64_t milliseconds_of(Instant at) { return at.time_since_epoch().count(); }

bool has_member(const json::Object& body, std::string_view name) {
  return std::ranges::any_of(body, [&](const auto& member) { return member.first == name; });
}

Result<void> check_kind(std::string_view kind) {
  if (kind.empty() || kind.size() > max_kind_bytes) return failure(ErrorCode::invalid_input, "the kind's length");
  if (!is_utf8(kind)) return failure(ErrorCode::invalid_input, "the kind is not UTF-8");
  if (kind == seal_broken) return failure(ErrorCode::invalid_input, "only the journal says that its seal is broken");
  return {};
}

StoredEntry with_hash(Link link) {
  const crypto::Sha256 hash = hash_of(link);
  return {std::move(link), hash};
}

Head head_of(const StoredEntry& entry) { return {entry.link.number, entry.hash}; }

/// The end of the entries as they stand in the file, for a journal whose head cannot be trusted.
Head end_of(const std::optional<database::Row>& last) {
  if (!last) return {};
  const auto stored = stored_entry(*last);
  return {number_in(*last), stored ? stored->hash : crypto::Sha256()};
}

/// Writes into the chain that its end is not the one that the head sealed, so that nobody can undo the trace, and lets
/// the journal go on from there. Returns the new end.
///
/// A head with the right seal is believed more than the entries: its number and hash are continued, and whatever was
/// put in their place stays in contradiction with the chain. Without the seal the entries are all there is.
Result<Head> record_breach(Connection& connection, std::int64_t at_ms, const std::optional<Head>& sealed,
                           const Head& found) {
  const std::int64_t last = std::max({found.number, sealed ? sealed->number : 0, std::int64_t{0}});
  if (last == std::numeric_limits<std::int64_t>::max()) return failure(ErrorCode::damaged, "no number is left");
  json::Object body = {{"found", json::Value(found.number)}};
  if (sealed) body.emplace_back("sealed", sealed->number);
  const StoredEntry entry = with_hash(
      {last + 1, at_ms, std::string(seal_broken), json::to_line(std::move(body)), sealed ? sealed->hash : found.hash});
  TRY(insert_entry(connection, entry));
  return head_of(entry);
}

/// The end of the chain, to which the next entry is tied, after the head was moved to it.
Result<Head> settle_end(Connection& connection, const crypto::Secret& key, std::int64_t at_ms) {
  const auto stored = TRY(read_head(connection));
  const auto last = TRY(last_row(connection));
  const bool sealed = stored && is_sealed(*stored, key);
  if (sealed && !last && stored->head == Head()) return stored->head;
  const auto entry = last ? stored_entry(*last) : std::nullopt;
  if (sealed && entry && hash_of(entry->link) == entry->hash && head_of(*entry) == stored->head) return stored->head;
  Head end;
  if (sealed && entry && is_claimed(*entry, *stored, key)) {
    end = head_of(*entry);  // whoever wrote it died before the head was moved
  } else {
    end = TRY(record_breach(connection, at_ms, sealed ? std::optional(stored->head) : std::nullopt, end_of(last)));
  }
  TRY(write_head(connection, end, key));
  return end;
}

Entry entry_of(const StoredEntry& stored, const json::Value& body) {
  const Link& link = stored.link;
  return {link.number, Instant(std::chrono::milliseconds(link.at_ms)), link.kind, body, link.previous, stored.hash};
}

}  // namespace

Result<Draft> draft_of(const Act& act) {
  TRY(check_kind(act.kind));
  json::Object body = act.body;
  std::vector<Words> personal;
  for (const auto& [name, words] : act.personal) {
    if (has_member(body, name)) return failure(ErrorCode::invalid_input, "a member of the body twice: " + name);
    personal.push_back(TRY(salted(words)));
    body.emplace_back(name, json::Object{{"personal", personal.back().token}});
  }
  std::string line = json::to_line(std::move(body));
  if (line.size() > max_body_bytes) return failure(ErrorCode::invalid_input, "the body is too long");
  // An entry that could be written but not read again would be lost: too deep, or a name twice.
  json::Value value = TRY(json::parse(line));
  return Draft{milliseconds_of(act.at), act.kind, std::move(line), std::move(value), std::move(personal)};
}

bool is_claimed(const StoredEntry& entry, const StoredHead& stored, const crypto::Secret& key) {
  return entry.link.number > 0 && entry.link.number - 1 == stored.head.number &&
         entry.link.previous == stored.head.hash && hash_of(entry.link) == entry.hash &&
         crypto::equal_in_constant_time(stored.claim, claim_of(head_of(entry), key));
}

Result<Entry> write_entry(Connection& connection, const crypto::Secret& key, const Draft& draft) {
  database::Transaction transaction = TRY(database::Transaction::begin(connection));
  const Head end = TRY(settle_end(connection, key, draft.at_ms));
  if (end.number == std::numeric_limits<std::int64_t>::max()) return failure(ErrorCode::damaged, "no number is left");
  const StoredEntry entry = with_hash({end.number + 1, draft.at_ms, draft.kind, draft.body, end.hash});
  TRY(insert_entry(connection, entry));
  TRY(write_claim(connection, head_of(entry), key));
  for (const Words& words : draft.personal) TRY(insert_words(connection, words));
  TRY(transaction.commit());
  return entry_of(entry, draft.value);
}

Result<void> move_head(Connection& connection, const crypto::Secret& key) {
  database::Transaction transaction = TRY(database::Transaction::begin(connection));
  const auto stored = TRY(read_head(connection));
  const auto last = TRY(last_row(connection));
  const auto entry = last ? stored_entry(*last) : std::nullopt;
  if (!stored || !is_sealed(*stored, key) || !entry || !is_claimed(*entry, *stored, key)) return {};
  TRY(write_head(connection, head_of(*entry), key));
  return transaction.commit();
}

}  // namespace digue::journal
