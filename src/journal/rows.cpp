#include "journal/rows.h"

#include <algorithm>

namespace digue::journal {

using database::Row;
using database::Value;

namespace {

std::optional<crypto::Sha256> hash_in(const Value& value) {
  const auto* bytes = std::get_if<Bytes>(&value);
  crypto::Sha256 hash = {};
  if (bytes == nullptr || bytes->size() != hash.size()) return std::nullopt;
  std::ranges::copy(*bytes, hash.begin());
  return hash;
}

Bytes bytes_in(const crypto::Sha256& hash) { return {hash.begin(), hash.end()}; }

std::optional<Row> first_of(std::vector<Row> rows) {
  if (rows.empty()) return std::nullopt;
  return std::move(rows.front());
}

}  // namespace

std::int64_t number_in(const Row& row) {
  const auto* number = std::get_if<std::int64_t>(&row.at(0));
  return number == nullptr ? 0 : *number;
}

std::optional<StoredEntry> stored_entry(const Row& row) {
  const auto* number = std::get_if<std::int64_t>(&row.at(0));
  const auto* at = std::get_if<std::int64_t>(&row.at(1));
  const auto* kind = std::get_if<std::string>(&row.at(2));
  const auto* body = std::get_if<std::string>(&row.at(3));
  const auto previous = hash_in(row.at(4));
  const auto hash = hash_in(row.at(5));
  if (number == nullptr || at == nullptr || kind == nullptr || body == nullptr || !previous || !hash) {
    return std::nullopt;
  }
  return StoredEntry{{*number, *at, *kind, *body, *previous}, *hash};
}

Result<std::optional<Row>> last_row(database::Connection& connection) {
  return first_of(TRY(connection.query(std::string(select_entries) + "ORDER BY number DESC LIMIT 1")));
}

Result<void> insert_entry(database::Connection& connection, const StoredEntry& entry) {
  const Link& link = entry.link;
  TRY(connection.query("INSERT INTO entries(number, at, kind, body, previous, hash) VALUES (?, ?, ?, ?, ?, ?)",
                       {link.number, link.at_ms, link.kind, link.body, bytes_in(link.previous), bytes_in(entry.hash)}));
  return {};
}

Result<std::optional<StoredHead>> read_head(database::Connection& connection) {
  const auto row = first_of(TRY(connection.query("SELECT number, hash, seal, claim FROM head WHERE only = 1")));
  if (!row) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&row->at(0));
  const auto hash = hash_in(row->at(1));
  const auto seal = hash_in(row->at(2));
  const auto claim = hash_in(row->at(3));
  if (number == nullptr || !hash || !seal || !claim) return std::nullopt;
  return StoredHead{{*number, *hash}, *seal, *claim};
}

Result<void> write_head(database::Connection& connection, const Head& head, const crypto::Secret& key) {
  TRY(connection.query("INSERT OR REPLACE INTO head(only, number, hash, seal, claim) VALUES (1, ?, ?, ?, ?)",
                       {head.number, bytes_in(head.hash), bytes_in(seal_of(head, key)), bytes_in({})}));
  return {};
}

Result<void> write_claim(database::Connection& connection, const Head& entry, const crypto::Secret& key) {
  TRY(connection.query("UPDATE head SET claim = ? WHERE only = 1", {bytes_in(claim_of(entry, key))}));
  return {};
}

bool is_sealed(const StoredHead& stored, const crypto::Secret& key) {
  return crypto::equal_in_constant_time(stored.seal, seal_of(stored.head, key));
}

}  // namespace digue::journal
