#pragma once

#include <string>
#include <vector>

#include "repository/repository.h"
#include "repository/tree.h"

namespace digue::backup {

/// A folder as it was in the parent snapshot. Belongs to one thread.
class PreviousFolder {
 public:
  /// Of a folder that was not there.
  PreviousFolder() = default;

  /// What of it can be read: a damaged tree only means that its files are read again.
  static PreviousFolder load(repository::Repository& repository, const repository::BlobId& tree,
                             repository::BlobTools& tools);

  /// nullptr if it was not there. Quick when the names are asked for in their order.
  const repository::Node* find(const std::string& name);

 private:
  std::vector<repository::Node> nodes_;
  std::size_t next_ = 0;
};

}  // namespace digue::backup
