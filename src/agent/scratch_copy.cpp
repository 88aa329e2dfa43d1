#include "agent/scratch_copy.h"

namespace digue::agent {

using machine::TargetTree;

namespace {

/// Folders of the practice may forbid their own owner to remove what is in them. Only the administrator needs no leave.
Result<void> allow_removal(TargetTree& tree, const TargetTree::Path& path) {
  const auto entry = TRY(tree.entry(path));
  if (!entry || entry->type != machine::EntryType::folder) return {};
  machine::EntryMetadata open = *entry;
  open.permissions = 0700;
  open.attributes.clear();
  TRY(tree.set_metadata(path, open));
  for (const std::string& name : TRY(tree.names(path))) {
    TargetTree::Path below = path;
    below.push_back(name);
    TRY(allow_removal(tree, below));
  }
  return {};
}

Result<void> remove_copy(TargetTree& above, const std::string& name) {
  const TargetTree::Path path = {name};
  if (!TRY(above.entry(path))) return {};
  const Result<void> removed = above.remove(path);
  if (removed || removed.error().code != ErrorCode::denied) return removed;
  TRY(allow_removal(above, path));
  return above.remove(path);
}

}  // namespace

Result<void> ScratchCopy::sweep(machine::FileTree& files, const std::string& private_folder, const std::string& name) {
  return remove_copy(*TRY(files.open_target(private_folder)), name);
}

Result<ScratchCopy> ScratchCopy::make(machine::FileTree& files, const std::string& private_folder,
                                      const std::string& name) {
  auto above = TRY(files.open_target(private_folder));
  TRY(remove_copy(*above, name));
  TRY(above->make_folder({name}));
  return ScratchCopy(std::move(above), private_folder, name);
}

ScratchCopy::~ScratchCopy() {
  if (above_) static_cast<void>(remove_copy(*above_, name_));
}

std::string ScratchCopy::path() const { return folder_ + "/" + name_; }

Result<void> ScratchCopy::remove() {
  const auto above = std::move(above_);
  return above ? remove_copy(*above, name_) : Result<void>();
}

}  // namespace digue::agent
