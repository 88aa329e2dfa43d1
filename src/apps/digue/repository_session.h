#pragma once

#include <memory>
#include <optional>

#include "agent/typed_password.h"
#include "apps/digue/command.h"
#include "repository/keys.h"
#include "repository/lock_keeper.h"
#include "store/open.h"

namespace digue::apps {

/// The place that the person named with -r.
struct NamedPlace {
  std::unique_ptr<store::Store> store;
  std::optional<std::string> folder;  ///< on this computer; none on a server
};
Result<NamedPlace> open_named_place(const Context& context);

/// A repository that a command works on: the place, and the key that the person's password opened.
class RepositorySession {
 public:
  /// Asks for the password where no file holds it. Key files that are none are named on standard error.
  static Result<std::unique_ptr<RepositorySession>> open(const Context& context);
  /// The same, and nothing is written there, whatever the command does.
  static Result<std::unique_ptr<RepositorySession>> open_to_rehearse(const Context& context);
  /// Makes the repository first.
  static Result<std::unique_ptr<RepositorySession>> create(const Context& context);

  repository::Repository& repository() { return *opened_.repository; }
  repository::OpenedRepository& opened() { return opened_; }
  repository::BlobTools& tools() { return *tools_; }
  const repository::LockSurroundings& lock_surroundings() const { return lock_surroundings_; }

  /// Held until the session ends. When somebody else works there, it says who.
  Result<void> lock(repository::LockKind kind);
  /// What long work asks now and then, from any thread: whether the person wants it to end, and whether the lock still
  /// holds.
  Result<void> may_go_on();

  /// Reads the index and names what is quarantined; tells whether there was something.
  Result<bool> load_index();
  /// What a lost or broken index named is still in the packs, and each tells what it holds. Where they cannot be
  /// listed, whoever reads must do without.
  void find_packs_without_index();
  void say_quarantined(const std::vector<repository::Quarantined>& files);
  /// Whether anything was named so far: what was asked for may be done, but not all is well there.
  bool has_quarantined() const { return has_quarantined_; }

 private:
  explicit RepositorySession(const Context& context);
  void say_conflict(const repository::Conflict& conflict) const;
  static Result<std::unique_ptr<RepositorySession>> open_in(const Context& context, NamedPlace place);

  const Context& context_;
  std::unique_ptr<store::Store> store_;
  repository::OpenedRepository opened_;
  std::optional<repository::BlobTools> tools_;
  repository::LockSurroundings lock_surroundings_;
  std::optional<repository::Lock> lock_;
  std::optional<repository::LockKeeper> keeper_;
  bool has_quarantined_ = false;
};

/// Names them on standard error; the work goes on.
void say_quarantined(const Context& context, const std::vector<repository::Quarantined>& files);

/// The password, from the file, the terminal or standard input; one line end behind it does not count. What a person
/// types may be read from the key sheet.
Result<agent::TypedPassword> read_password(const Context& context, const std::optional<std::string>& file,
                                           std::string_view prompt_key);
/// The same for a password that opens nothing yet: a key with its check words is taken as the key, anything else as it
/// was typed.
Result<crypto::Secret> read_new_password(const Context& context, const std::optional<std::string>& file);

/// Opens the repository with the first of the passwords that does. Where none does (`wrong_key`), it is said which line
/// of the sheet was misread, and which sheet is the right one.
Result<repository::OpenedRepository> open_with(const Context& context, const NamedPlace& place,
                                               const agent::TypedPassword& typed);
/// The password of these that opens the repository; the only one is not tried.
Result<crypto::Secret> which_opens(const Context& context, const NamedPlace& place, agent::TypedPassword typed);

/// Durations as restic writes them: 30s, 10m, 2h. `invalid_input` otherwise.
Result<std::chrono::milliseconds> parse_wait(std::string_view text);

}  // namespace digue::apps
