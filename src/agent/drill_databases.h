#pragma once

#include <functional>
#include <string>

#include "agent/saving.h"
#include "agent/trial.h"
#include "backup/sources/try_database.h"
#include "machine/process_stream.h"

namespace digue::agent {

/// Below which folder throw-away servers have their own: the account that they run as can pass through it, as it cannot
/// through the state, and it survives a restart of the computer.
inline constexpr std::string_view trials_above = "/var/tmp";

/// A folder for the throw-away servers of this state, which is gone with this object, whatever is in it.
class TrialFolder {
 public:
  /// What a drill that crashed left there is removed first: it may be a practice's data in clear. Nobody else may be at
  /// a drill of the same state. `denied` if somebody else's stands there.
  static Result<TrialFolder> make(machine::Processes& processes, machine::FileTree& files, const std::string& state,
                                  const std::string& above);
  /// Removes what a crash left, and makes nothing.
  static Result<void> sweep(machine::Processes& processes, machine::FileTree& files, const std::string& state,
                            const std::string& above);
  TrialFolder(TrialFolder&& other) noexcept
      : processes_(other.processes_), path_(std::exchange(other.path_, std::string())) {}
  TrialFolder& operator=(TrialFolder&&) = delete;
  ~TrialFolder();

  const std::string& path() const { return path_; }
  /// At once, to know whether it worked.
  Result<void> remove();

 private:
  TrialFolder(machine::Processes& processes, std::string path) : processes_(&processes), path_(std::move(path)) {}

  machine::Processes* processes_;
  std::string path_;
};

/// The copy of a database as it lies in a repository: each blob is compared with its name, and nothing lies on a disk.
class CopyStream final : public backup::ContentStream {
 public:
  CopyStream(repository::Repository& repository, std::vector<repository::BlobId> content,
             std::function<Result<void>(std::uint64_t bytes)> goes_on)
      : repository_(repository),
        tools_(repository.make_tools()),
        content_(std::move(content)),
        goes_on_(std::move(goes_on)) {}

  Result<std::size_t> read(std::span<std::byte> into) override;
  /// All of it was given, so all of it is in the repository.
  bool is_at_end() const { return next_ == content_.size() && given_ == part_.size(); }
  std::uint64_t bytes() const { return bytes_; }
  /// What the place answered when it did not give a part.
  const std::optional<Error>& error() const { return error_; }

 private:
  repository::Repository& repository_;
  repository::BlobTools tools_;
  std::vector<repository::BlobId> content_;
  std::function<Result<void>(std::uint64_t bytes)> goes_on_;
  std::size_t next_ = 0;
  Bytes part_;
  std::size_t given_ = 0;
  std::uint64_t bytes_ = 0;
  std::optional<Error> error_;
};

/// What the questions of a database that came back are worth.
TriedDatabase judge(const plan::Database& database, const backup::Answers& answers);

std::vector<std::string> questions_of(const plan::Database& database);

}  // namespace digue::agent
