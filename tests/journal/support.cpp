#include "support.h"

#include <fmt/core.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace digue::journal::test {

Scratch::Scratch() {
  const char* parent = std::getenv("TMPDIR");
  std::string pattern = std::string(parent == nullptr ? "/tmp" : parent) + "/digue-journal-XXXXXX";
  if (mkdtemp(pattern.data()) == nullptr) std::abort();
  folder_ = pattern;
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string read_file(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

void write_file(const std::string& path, std::string_view content) {
  std::ofstream file(path, std::ios::binary);
  file << content;
  if (!file.flush()) std::abort();
}

crypto::Secret the_key() {
  Bytes bytes;
  for (unsigned i = 0; i < 32; ++i) bytes.push_back(static_cast<std::byte>(i));
  return crypto::Secret(std::move(bytes));
}

crypto::Secret other_key() { return crypto::Secret(Bytes(32, std::byte{7})); }

Journal open_journal(const std::string& path) { return Journal::open_or_make(path, the_key()).value(); }

Act numbered_act(std::int64_t number) {
  Act act{Instant(std::chrono::milliseconds(1'800'000'000'000 + number * 60'000)), "checked", {}};
  if (number % 2 == 0) act.body.emplace_back("count", number);
  if (number % 3 == 0) act.personal.emplace_back("by", fmt::format("Personne {}", number));
  return act;
}

void make_journal(const std::string& path, std::int64_t entries) {
  Journal journal = open_journal(path);
  for (std::int64_t n = 1; n <= entries; ++n) journal.append(numbered_act(n)).value();
}

database::Connection by_hand(const std::string& path) {
  database::Connection connection = database::Connection::open(path, database::Mode::existing).value();
  connection
      .execute(
          "DROP TRIGGER IF EXISTS entries_never_change; DROP TRIGGER IF EXISTS entries_never_go;"
          "DROP TRIGGER IF EXISTS entries_come_in_order")
      .value();
  return connection;
}

void edit(const std::string& path, const std::string& sql, const std::vector<database::Value>& values) {
  by_hand(path).query(sql, values).value();
}

std::vector<database::Row> all_rows(const std::string& path) {
  database::Connection connection = database::Connection::open(path, database::Mode::read_only).value();
  return connection.query("SELECT number, at, kind, body, previous, hash FROM entries ORDER BY number").value();
}

std::string to_text(const Result<Verification>& verification) {
  if (!verification) return std::string(name_of(verification.error().code));
  std::string text = fmt::format("{} entries", verification->entries);
  if (verification->was_interrupted) text += "; interrupted";
  for (const Fault& fault : verification->faults) text += fmt::format("; {} {}", name_of(fault.kind), fault.number);
  for (const std::int64_t number : verification->backwards) text += fmt::format("; backwards {}", number);
  return text;
}

std::string verified(const std::string& path) {
  Result<Journal> journal = Journal::open(path, the_key());
  return journal ? to_text(journal->verify()) : to_text(std::unexpected(journal.error()));
}

std::string verified_by_reader(const std::string& path) {
  Result<Journal> journal = Journal::open_to_read(path, the_key());
  return journal ? to_text(journal->verify()) : to_text(std::unexpected(journal.error()));
}

}  // namespace digue::journal::test
