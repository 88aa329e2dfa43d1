#include "agent/proof.h"

namespace digue::agent {

std::optional<std::string> reason_of_failure(const SavedBackup& backup, const TriedRestore& restore) {
  if (backup.unsaved > 0) return "unsaved";
  if (restore.unrestored > 0) return "unrestored";
  if (!restore.comparison.is_same()) return "different";
  if (restore.comparison.files == 0) return "empty";
  return std::nullopt;
}

}  // namespace digue::agent
