#include "agent/state.h"

#include "crypto/random.h"
#include "machine/private_folder.h"

namespace digue::agent {

using journal::Journal;
using machine::PrivateFolder;

namespace {

constexpr std::size_t key_bytes = 32;
constexpr std::string_view key_file = "journal.key";
constexpr std::string_view first_key_file = "journal.key.new";  ///< as long as the journal is being made
constexpr std::string_view journal_file = "journal.sqlite";

Result<crypto::Secret> key_from(Result<Bytes> content) {
  crypto::Secret key(TRY(std::move(content)));
  if (key.reveal().size() != key_bytes) return failure(ErrorCode::damaged, "the journal's key");
  return key;
}

Result<Journal> or_taken_away(Result<Journal> journal) {
  if (!journal && journal.error().code == ErrorCode::not_found) {
    return failure(ErrorCode::damaged, "the journal was removed or emptied");
  }
  return journal;
}

/// The path of the journal, at which SQLite will find files or nothing.
Result<std::string> journal_path(const PrivateFolder& folder) {
  for (const std::string_view ending : {"", "-journal", "-wal", "-shm"}) {
    const Result<void> answer = folder.check_file(std::string(journal_file) + std::string(ending));
    if (answer || answer.error().code == ErrorCode::not_found) continue;
    const bool is_no_file = answer.error().code == ErrorCode::invalid_input;
    return failure(is_no_file ? ErrorCode::damaged : answer.error().code, answer.error().detail);
  }
  return folder.path_of(journal_file);
}

/// Goes on where an earlier making stopped. What another process did meanwhile stays.
Result<void> make_state(const PrivateFolder& folder) {
  crypto::Secret key = TRY(key_from(folder.keep(first_key_file, crypto::random_bytes(key_bytes))));
  TRY(Journal::open_or_make(TRY(journal_path(folder)), std::move(key)));
  return folder.settle(first_key_file, key_file);
}

/// For a reader: the key of a state that is made, or is being made, or has lost its key. The last one is answered with
/// a key that seals nothing, so that verification says what it would say to a writer.
struct FoundKey {
  crypto::Secret key;
  bool is_settled = false;
};

Result<FoundKey> key_to_read(const PrivateFolder& folder) {
  Result<Bytes> settled = folder.read(key_file);
  if (settled || settled.error().code != ErrorCode::not_found) return FoundKey{TRY(key_from(std::move(settled))), true};
  Result<Bytes> first = folder.read(first_key_file);
  if (!first && first.error().code == ErrorCode::not_found) first = crypto::random_bytes(key_bytes);
  return FoundKey{TRY(key_from(std::move(first))), false};
}

bool may_need_a_writer(ErrorCode code) { return code == ErrorCode::denied || code == ErrorCode::unsupported; }

}  // namespace

Result<Journal> open_state(const std::string& path) {
  const auto folder = TRY(PrivateFolder::open(path));
  Result<Bytes> key = folder.read(key_file);
  if (!key && key.error().code == ErrorCode::not_found) {
    TRY(make_state(folder));
    key = folder.read(key_file);
  }
  return or_taken_away(Journal::open(TRY(journal_path(folder)), TRY(key_from(std::move(key)))));
}

Result<Journal> read_state(const std::string& path) {
  const auto folder = TRY(PrivateFolder::find(path));
  FoundKey found = TRY(key_to_read(folder));
  const std::string file = TRY(journal_path(folder));
  Result<Journal> journal = Journal::open_to_read(file, std::move(found.key));
  if (!journal && may_need_a_writer(journal.error().code)) {
    Result<Journal> cleared = Journal::open(file, TRY(key_to_read(folder)).key);
    if (cleared) journal = std::move(cleared);
  }
  return found.is_settled ? or_taken_away(std::move(journal)) : std::move(journal);
}

}  // namespace digue::agent
