#pragma once

#include "agent/saving.h"

namespace digue::agent {

enum class ExerciseStage { saving, restoring, comparing };

/// Is told how an exercise goes on. But for the last one, its functions are called one at a time, from any thread.
class ExerciseObserver {
 public:
  virtual ~ExerciseObserver() = default;

  virtual void begins(ExerciseStage stage) = 0;
  virtual void bytes_done(std::uint64_t bytes) = 0;
  /// An entry that could not be saved or restored. The path may name a person.
  virtual void failed(ExerciseStage stage, const std::string& path, const Error& error) = 0;
  virtual void quarantined(const std::vector<repository::Quarantined>& files) = 0;
  virtual Result<void> may_go_on() = 0;
};

/// An exercise: what is saved, into which repository, and where the copy lies while it is compared.
struct Exercise {
  std::string folder;
  bool is_demonstration = false;
  std::string program;  ///< name and version, for the snapshot
  RepositoryPlace& place;
  std::string state;  ///< the copy lies in it, where nobody else can read it, and is removed again
};

struct ExerciseOutcome {
  SavedBackup backup;
  TriedRestore restore;
  bool is_copy_left = false;  ///< the copy could not be removed: it lies in the state folder in clear
};

/// Saves a folder, opens the repository anew with nothing but its password, restores the snapshot, compares every byte
/// and all metadata with the folder, and writes down what came of it: a backup, and then a restore that is proven or
/// failed. Only a comparison without any difference is a proof.
///
/// Errors: `invalid_input` if the folder is none, is a link, is the state or lies in it; `already_exists`… as the
/// repository, the archive and the restore. What was saved by then is written down; a restore that ended with an error
/// is written down as failed, unless a person stopped it.
Result<ExerciseOutcome> prove_restore(const Exercise& exercise, const SavingTools& tools, ExerciseObserver& observer);

}  // namespace digue::agent
