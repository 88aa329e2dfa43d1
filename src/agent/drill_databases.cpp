#include "agent/drill_databases.h"

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"
#include "machine/identity.h"

namespace digue::agent {

using machine::Deadline;

namespace {

constexpr std::chrono::minutes patience{10};
constexpr std::uint32_t passable = 0711;  // servers' accounts pass, and list nothing

Result<void> run(machine::Processes& processes, std::vector<std::string> words) {
  const auto output = TRY(processes.run({std::move(words), {}}, Deadline::in(patience)));
  if (output.exit_code != 0) return failure(ErrorCode::unavailable, "a folder could not be made or removed");
  return {};
}

/// The same for each drill of a state: the next one finds what a crashed one left.
std::string name_in(const std::string& state) {
  return "digue-" + to_hex(ByteView(crypto::sha256(bytes_of(state))).first(6));
}

/// Whether our own folder stands there. Anybody may write to the folder above, and lay something there.
Result<bool> stands(machine::FileTree& files, const std::string& above, const std::string& name) {
  const auto entry = TRY(files.open_source(above))->status(name);
  if (!entry && entry.error().code == ErrorCode::not_found) return false;
  if (!entry) return std::unexpected(entry.error());
  const bool is_ours = entry->type == machine::EntryType::folder && (entry->permissions & 0022) == 0 &&
                       entry->user_id == machine::this_process().user_id;
  if (!is_ours) return failure(ErrorCode::denied, "somebody else's folder stands there");
  return true;
}

Result<void> remove_tree(machine::Processes& processes, const std::string& path) {
  return run(processes, {"rm", "--recursive", "--force", "--one-file-system", "--", path});
}

}  // namespace

Result<void> TrialFolder::sweep(machine::Processes& processes, machine::FileTree& files, const std::string& state,
                                const std::string& above) {
  const std::string name = name_in(state);
  if (!TRY(stands(files, above, name))) return {};
  return remove_tree(processes, above + "/" + name);
}

Result<TrialFolder> TrialFolder::make(machine::Processes& processes, machine::FileTree& files, const std::string& state,
                                      const std::string& above) {
  TRY(sweep(processes, files, state, above));
  TrialFolder folder(processes, above + "/" + name_in(state));
  // It is no error only if nothing stood there, not even a link.
  TRY(run(processes, {"mkdir", "--mode=0711", "--", folder.path_}));
  const auto made = TRY(TRY(files.open_source(above))->status(name_in(state)));
  if (made.permissions != passable || !TRY(stands(files, above, name_in(state)))) {
    return failure(ErrorCode::denied, "the folder for trials is not ours");
  }
  return folder;
}

TrialFolder::~TrialFolder() { static_cast<void>(remove()); }

Result<void> TrialFolder::remove() {
  const std::string path = std::exchange(path_, std::string());
  return path.empty() ? Result<void>() : remove_tree(*processes_, path);
}

Result<std::size_t> CopyStream::read(std::span<std::byte> into) {
  while (given_ == part_.size()) {
    if (next_ == content_.size()) return 0;
    const auto plain = repository_.load_blob(repository::BlobType::data, content_[next_], tools_);
    if (!plain) {
      error_ = plain.error();
      return std::unexpected(*error_);
    }
    part_.assign(plain->begin(), plain->end());
    given_ = 0;
    ++next_;
    bytes_ += part_.size();
    if (auto goes_on = goes_on_(part_.size()); !goes_on) {
      error_ = goes_on.error();
      return std::unexpected(*error_);
    }
  }
  const std::size_t count = std::min(into.size(), part_.size() - given_);
  std::memcpy(into.data(), part_.data() + given_, count);
  given_ += count;
  return count;
}

std::vector<std::string> questions_of(const plan::Database& database) {
  std::vector<std::string> questions;
  for (const plan::Question& question : database.questions) questions.push_back(question.sql);
  return questions;
}

TriedDatabase judge(const plan::Database& database, const backup::Answers& answers) {
  TriedDatabase tried{.id = database.id, .outcome = DatabaseOutcome::proven, .why = std::nullopt, .answers = {}};
  if (database.questions.empty()) tried.outcome = DatabaseOutcome::unasked;
  bool is_empty = false;
  for (std::size_t i = 0; i < database.questions.size(); ++i) {
    const plan::Subject subject = database.questions[i].subject;
    if (i >= answers.size() || !answers[i]) {
      tried.outcome = DatabaseOutcome::unanswered;
      continue;
    }
    const std::int64_t number = *answers[i];
    const auto [least, is_first] = tried.answers.try_emplace(subject, number);
    if (!is_first) least->second = std::min(least->second, number);
    // Nobody may come tomorrow; but there is no practice without a payment or a history.
    if (number <= 0 && subject != plan::Subject::agenda) is_empty = true;
  }
  if (is_empty && tried.outcome == DatabaseOutcome::proven) tried.outcome = DatabaseOutcome::empty;
  return tried;
}

}  // namespace digue::agent
