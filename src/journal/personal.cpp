#include "journal/personal.h"

#include "base/text.h"
#include "crypto/random.h"
#include "journal/journal.h"
#include "journal/rows.h"

namespace digue::journal {

using database::Connection;
using database::Row;

namespace {

/// SQLite moves rows between pages while the table grows and leaves copies in the pages' unused parts, which
/// secure_delete does not reach. So the whole table is written anew: its old pages are filled with zeros when they
/// become free.
constexpr const char* write_table_anew =
    "CREATE TEMP TABLE kept AS SELECT token, salt, words FROM personal;"
    "DELETE FROM personal;"
    "INSERT INTO personal(token, salt, words) SELECT token, salt, words FROM kept;"
    "DROP TABLE kept";

Result<int> erase(Connection& connection, const std::string& words) {
  database::Transaction transaction = TRY(database::Transaction::begin(connection));
  const std::vector<Row> erased =
      TRY(connection.query("DELETE FROM personal WHERE words = ? RETURNING token", {words}));
  if (!erased.empty()) TRY(connection.execute(write_table_anew));
  TRY(transaction.commit());
  return static_cast<int>(erased.size());
}

}  // namespace

Result<Words> salted(const std::string& words) {
  if (words.size() > max_words_bytes) return failure(ErrorCode::invalid_input, "too many words");
  if (!is_utf8(words)) return failure(ErrorCode::invalid_input, "the words are not UTF-8");
  Bytes salt = crypto::random_bytes(salt_bytes);
  std::string token = token_of(salt, words);
  return Words{std::move(token), std::move(salt), words};
}

Result<void> insert_words(Connection& connection, const Words& words) {
  TRY(connection.query("INSERT INTO personal(token, salt, words) VALUES (?, ?, ?)",
                       {words.token, words.salt, words.words}));
  return {};
}

Result<std::vector<Row>> rows_of_token(Connection& connection, const std::string& token) {
  return connection.query("SELECT salt, words FROM personal WHERE token = ?", {token});
}

bool are_words_of(const std::string& token, const Row& row) {
  const auto* salt = std::get_if<Bytes>(&row.at(0));
  const auto* words = std::get_if<std::string>(&row.at(1));
  return salt != nullptr && words != nullptr && salt->size() == salt_bytes && token_of(*salt, *words) == token;
}

Result<std::string> Journal::personal(const Entry& entry, std::string_view name) {
  const json::Value* member = entry.body.find(name);
  if (member == nullptr) return std::string();
  const Result<std::string> token = member->text("personal");
  if (!token) return std::string();
  const std::vector<Row> rows = TRY(or_damaged(rows_of_token(connection_, *token)));
  if (rows.empty()) return std::string();
  if (rows.size() > 1 || !are_words_of(*token, rows.front())) {
    return failure(ErrorCode::damaged, "these are not the words that were written down");
  }
  return std::get<std::string>(rows.front().at(1));
}

Result<int> Journal::erase_personal(const std::string& words) { return or_damaged(erase(connection_, words)); }

}  // namespace digue::journal
