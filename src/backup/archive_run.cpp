#include "backup/archive_run.h"

#include "repository/tree.h"

namespace digue::backup {

using repository::Node;

void Added::operator+=(const Added& other) {
  blobs += other.blobs;
  bytes += other.bytes;
  packed += other.packed;
}

namespace {

Change change_of(const Node& node, const Node* previous) {
  if (previous == nullptr || previous->type != node.type) return Change::is_new;
  return *previous == node ? Change::unchanged : Change::modified;
}

std::uint64_t& counter(repository::SnapshotSummary& summary, bool is_folder, Change change) {
  switch (change) {
    case Change::is_new: return is_folder ? summary.dirs_new : summary.files_new;
    case Change::modified: return is_folder ? summary.dirs_changed : summary.files_changed;
    case Change::unchanged: break;
  }
  return is_folder ? summary.dirs_unmodified : summary.files_unmodified;
}

}  // namespace

ArchiveRun::ArchiveRun(repository::Repository& repository, repository::BlobWriter& writer,
                       const repository::Chunker& chunker, const machine::Clock& clock, const ArchiveOptions& options,
                       ArchiveObserver& observer, Workers& workers)
    : repository_(repository),
      writer_(writer),
      options_(options),
      observer_(observer),
      workers_(workers),
      chunker_(chunker) {
  tools_.reserve(workers.seats());
  for (std::size_t i = 0; i < workers.seats(); ++i) {
    tools_.push_back({repository.make_tools(), NodeMaker(clock, options.keeps_access_time), {}});
  }
}

void ArchiveRun::stop(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
  is_stopped_ = true;
}

bool ArchiveRun::is_stopped() {
  if (is_stopped_) return true;
  if (const Result<void> goes_on = observer_.may_go_on(); !goes_on) stop(goes_on.error());
  return is_stopped_;
}

Result<void> ArchiveRun::outcome() const {
  const std::lock_guard lock(mutex_);
  if (error_) return std::unexpected(*error_);
  return {};
}

void ArchiveRun::report(const std::string& path, const Error& error) {
  const std::lock_guard lock(mutex_);
  ++errors_;
  observer_.failed(path, error);
}

void ArchiveRun::report_excluded(const std::string& path) {
  const std::lock_guard lock(mutex_);
  observer_.excluded(path);
}

void ArchiveRun::leave_out(const std::string& path, const Error& error, const Slot& slot, Workers::Seat seat) {
  // What disappeared since its folder was listed is simply not there.
  if (error.code != ErrorCode::not_found) report(path, error);
  leave_out(slot, seat);
}

void ArchiveRun::leave_out(const Slot& slot, Workers::Seat seat) {
  slot.folder->nodes[slot.number].name.clear();
  settle(slot.folder, seat);
}

void ArchiveRun::bring(const Slot& slot, Node node, const std::string& path, const Node* previous, const Added& added,
                       Workers::Seat seat) {
  if (node.type == repository::NodeType::file || node.type == repository::NodeType::dir) {
    const bool is_folder = node.type == repository::NodeType::dir;
    item_done({path, is_folder, change_of(node, previous), node.size, added});
  }
  slot.folder->nodes[slot.number] = std::move(node);
  settle(slot.folder, seat);
}

void ArchiveRun::folder_is_walked(const std::shared_ptr<FolderAssembly>& folder, Workers::Seat seat) {
  settle(folder, seat);
}

void ArchiveRun::settle(const std::shared_ptr<FolderAssembly>& folder, Workers::Seat seat) {
  if (--folder->missing > 0 || is_stopped_) return;
  if (const Result<void> saved = save_tree(*folder, seat); !saved) stop(saved.error());
}

Result<void> ArchiveRun::save_tree(FolderAssembly& folder, Workers::Seat seat) {
  repository::TreeWriter tree;
  for (const Node& node : folder.nodes) {
    if (!node.name.empty()) TRY(tree.add(node));
  }
  folder.nodes = {};
  const std::string text = tree.finish();
  const ByteView content = bytes_of(text);
  const auto saved = TRY(writer_.save(repository::BlobType::tree, {&content, 1}, tools_[seat].blobs)).front();
  Added added;
  if (saved.is_new) added = {1, text.size(), saved.stored_bytes};
  if (!folder.slot.folder) {
    const std::lock_guard lock(mutex_);
    summary_.tree_blobs += added.blobs;
    summary_.data_added += added.bytes;
    summary_.data_added_packed += added.packed;
    root_ = saved.id;
    return {};
  }
  folder.self.subtree = saved.id;
  const Slot slot = std::move(folder.slot);
  bring(slot, std::move(folder.self), folder.path, folder.previous ? &*folder.previous : nullptr, added, seat);
  return {};
}

void ArchiveRun::item_done(const SavedItem& item) {
  const std::lock_guard lock(mutex_);
  ++counter(summary_, item.is_folder, item.change);
  (item.is_folder ? summary_.tree_blobs : summary_.data_blobs) += item.added.blobs;
  summary_.data_added += item.added.bytes;
  summary_.data_added_packed += item.added.packed;
  if (!item.is_folder) {
    ++summary_.total_files_processed;
    summary_.total_bytes_processed += item.size;
  }
  observer_.item_done(item);
}

void ArchiveRun::count_bytes(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  observer_.bytes_done(bytes);
}

}  // namespace digue::backup
