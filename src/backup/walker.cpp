#include "backup/walker.h"

#include <algorithm>

namespace digue::backup {

using machine::EntryMetadata;
using machine::EntryType;
using repository::Node;

namespace {

/// Each folder on the way down keeps its own path.
constexpr std::size_t max_path_bytes = std::size_t{128} * 1024;

bool is_same_time(const machine::FileTime& time, const repository::ZonedTime& zoned) {
  return time.seconds == zoned.seconds && std::int64_t{time.nanoseconds} == std::int64_t{zoned.nanoseconds};
}

/// A path's folder and its last name.
std::pair<std::string, std::string> split_last(const std::string& path) {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return {".", path};
  return {end == 0 ? "/" : path.substr(0, end), path.substr(end + 1)};
}

std::string below(const std::string& folder, const std::string& name) {
  return folder.ends_with('/') ? folder + name : folder + "/" + name;
}

std::optional<Node> copy_of(const Node* node) { return node == nullptr ? std::nullopt : std::optional(*node); }

std::shared_ptr<FolderAssembly> assembly_of(const Slot& slot, std::string path, Node self, const Node* previous) {
  const auto assembly = std::make_shared<FolderAssembly>();
  assembly->slot = slot;
  assembly->path = std::move(path);
  assembly->self = std::move(self);
  assembly->previous = copy_of(previous);
  return assembly;
}

}  // namespace

void Walker::walk(const Target& root, const std::optional<repository::BlobId>& previous_tree) {
  Node previous;
  previous.type = repository::NodeType::dir;
  previous.subtree = previous_tree;
  walk_targets(root, assembly_of({}, "/", {}, &previous));
  saver_.flush();
}

void Walker::walk_targets(const Target& target, const std::shared_ptr<FolderAssembly>& assembly) {
  PreviousFolder previous = previous_folder(assembly->previous ? &*assembly->previous : nullptr);
  assembly->nodes.resize(target.children.size());
  assembly->missing += target.children.size();
  std::size_t number = 0;
  for (const auto& [name, child] : target.children) {
    if (run_.is_stopped()) return;
    const Slot slot = {assembly, number++};
    if (child.is_whole) {
      walk_target(name, child, slot, previous.find(name));
    } else {
      walk_passage(name, child, slot, previous.find(name));
    }
  }
  run_.folder_is_walked(assembly, run_.owner_seat());
}

void Walker::walk_target(const std::string& node_name, const Target& target, const Slot& slot, const Node* previous) {
  const auto [folder_path, name] = split_last(target.path);
  const auto path = files_.absolute(target.path);
  auto folder = files_.open_source(folder_path);
  if (!path || !folder) {
    // What a person named must be there: that it is not is never passed over.
    run_.report(target.path, path ? folder.error() : path.error());
    return run_.leave_out(slot, run_.owner_seat());
  }
  Place place{*std::move(folder), {}, 0, 0, 0};
  const auto status = place.folder->status(name);
  if (!status && target.is_explicit) {
    run_.report(*path, status.error());
    return run_.leave_out(slot, run_.owner_seat());
  }
  if (status) place.device = place.allowed_device = status->device_id;
  if (run_.options().excludes) place.excludes = run_.options().excludes->at(split_last(*path).first);
  walk_entry({place, name, node_name, *path, target.is_explicit}, slot, previous);
}

/// A folder on the way to a target: only what is on the way is saved of it.
void Walker::walk_passage(const std::string& node_name, const Target& target, const Slot& slot, const Node* previous) {
  auto folder = files_.open_source(target.path);
  auto metadata = folder ? (*folder)->metadata() : std::unexpected(folder.error());
  if (!metadata) return run_.leave_out(target.path, metadata.error(), slot, run_.owner_seat());
  Node self = run_.tools(run_.owner_seat()).nodes.make(node_name, *std::move(metadata));
  walk_targets(target, assembly_of(slot, target.path, std::move(self), previous));
}

void Walker::walk_folder(const Place& place, const std::shared_ptr<FolderAssembly>& assembly,
                         const std::vector<std::string>& names) {
  PreviousFolder previous = previous_folder(assembly->previous ? &*assembly->previous : nullptr);
  const std::vector<std::string> tags = tags_in(place, assembly->path, names);
  assembly->nodes.resize(names.size());
  assembly->missing += names.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (run_.is_stopped()) return;
    const Slot slot = {assembly, i};
    if (Excludes::hides(tags, names[i])) {
      run_.report_excluded(below(assembly->path, names[i]));
      run_.leave_out(slot, run_.owner_seat());
      continue;
    }
    walk_entry({place, names[i], names[i], below(assembly->path, names[i])}, slot, previous.find(names[i]));
  }
  run_.folder_is_walked(assembly, run_.owner_seat());
}

void Walker::walk_entry(const Entry& entry, const Slot& slot, const Node* previous) {
  const Workers::Seat seat = run_.owner_seat();
  if (is_left_out(entry)) return run_.leave_out(slot, seat);
  Result<EntryMetadata> status = entry.place.folder->status(entry.name);
  if (!status) return run_.leave_out(entry.path, status.error(), slot, seat);
  if (is_left_out(entry, *status)) return run_.leave_out(slot, seat);
  switch (status->type) {
    // A socket means nothing without the program that listens.
    case EntryType::socket: return run_.leave_out(slot, seat);
    case EntryType::folder: return save_folder(entry, *std::move(status), slot, previous);
    case EntryType::file: return save_file(entry, *std::move(status), slot, previous);
    default: return save_special(entry, *std::move(status), slot, previous);
  }
}

void Walker::save_folder(const Entry& entry, EntryMetadata status, const Slot& slot, const Node* previous) {
  const Workers::Seat seat = run_.owner_seat();
  if (entry.place.depth >= run_.options().max_depth || entry.path.size() > max_path_bytes) {
    return run_.leave_out(entry.path, {ErrorCode::unsupported, "the folders are too deep"}, slot, seat);
  }
  auto opened = entry.place.folder->open_folder(entry.name);
  const auto names = opened ? (*opened)->names() : std::unexpected(opened.error());
  const auto whole = names ? metadata(entry, std::move(status), previous) : std::unexpected(names.error());
  if (!whole) return run_.leave_out(entry.path, whole.error(), slot, seat);
  Place place{*std::move(opened), {}, whole->device_id, entry.place.allowed_device, entry.place.depth + 1};
  if (entry.place.excludes) place.excludes = run_.options().excludes->below(*entry.place.excludes, entry.name);
  Node self = run_.tools(seat).nodes.make(entry.node_name, *whole);
  walk_folder(place, assembly_of(slot, entry.path, std::move(self), previous), *names);
}

void Walker::save_file(const Entry& entry, EntryMetadata status, const Slot& slot, const Node* previous) {
  const std::uint64_t size = status.size;
  if (previous == nullptr || !is_unchanged(status, *previous)) {
    return saver_.save({entry.place.folder, entry.name, entry.node_name, entry.path, slot, copy_of(previous), size});
  }
  if (!has_all_blobs(*previous)) {
    run_.report(entry.path, {ErrorCode::damaged, "parts of it are gone from the repository; it is saved again"});
    return saver_.save({entry.place.folder, entry.name, entry.node_name, entry.path, slot, copy_of(previous), size});
  }
  const Workers::Seat seat = run_.owner_seat();
  auto whole = metadata(entry, std::move(status), previous);
  if (!whole) return run_.leave_out(entry.path, whole.error(), slot, seat);
  Node node = run_.tools(seat).nodes.make(entry.node_name, *std::move(whole));
  node.content = previous->content;
  run_.count_bytes(size);
  run_.bring(slot, std::move(node), entry.path, previous, {}, seat);
}

void Walker::save_special(const Entry& entry, EntryMetadata status, const Slot& slot, const Node* previous) {
  const Workers::Seat seat = run_.owner_seat();
  auto whole = metadata(entry, std::move(status), previous);
  if (!whole) return run_.leave_out(entry.path, whole.error(), slot, seat);
  run_.bring(slot, run_.tools(seat).nodes.make(entry.node_name, *std::move(whole)), entry.path, previous, {}, seat);
}

/// `status` with its attributes and link target. What cannot have changed since the parent is taken from there.
Result<EntryMetadata> Walker::metadata(const Entry& entry, EntryMetadata status, const Node* previous) {
  const bool is_same = previous != nullptr && previous->error.empty() && previous->inode == status.inode &&
                       previous->device_id == status.device_id && status.inode != 0 &&
                       is_same_time(status.changed_at, previous->changed_at);
  if (is_same) {
    EntryMetadata known = metadata_of(*previous);
    status.attributes = std::move(known.attributes);
    status.link_target = std::move(known.link_target);
    return status;
  }
  EntryMetadata whole = TRY(entry.place.folder->entry(entry.name));
  for (const std::string& attribute : whole.unread_attributes) {
    run_.report(entry.path, {ErrorCode::denied, "an attribute cannot be read: " + attribute});
  }
  return whole;
}

/// By its name alone: nothing is read of it.
bool Walker::is_left_out(const Entry& entry) {
  if (entry.is_explicit || !entry.place.excludes) return false;
  if (!run_.options().excludes->leaves_out_name(*entry.place.excludes, entry.name)) return false;
  run_.report_excluded(entry.path);
  return true;
}

bool Walker::is_left_out(const Entry& entry, const EntryMetadata& metadata) {
  const Place& place = entry.place;
  if (entry.is_explicit || !place.excludes) return false;
  if (!run_.options().excludes->leaves_out(metadata, place.allowed_device, place.device)) return false;
  run_.report_excluded(entry.path);
  return true;
}

std::vector<std::string> Walker::tags_in(const Place& place, const std::string& path,
                                         const std::vector<std::string>& names) {
  if (!place.excludes) return {};
  std::vector<Error> doubts;
  std::vector<std::string> tags = run_.options().excludes->tags_in(*place.folder, names, doubts);
  for (const Error& doubt : doubts) run_.report(path, doubt);
  return tags;
}

bool Walker::is_unchanged(const EntryMetadata& status, const Node& previous) const {
  const ArchiveOptions& options = run_.options();
  return previous.type == repository::NodeType::file && previous.content && previous.size == status.size &&
         is_same_time(status.modified_at, previous.modified_at) &&
         (options.ignores_change_time || is_same_time(status.changed_at, previous.changed_at)) &&
         (options.ignores_inode || previous.inode == status.inode);
}

bool Walker::has_all_blobs(const Node& file) const {
  return std::ranges::all_of(*file.content, [&](const repository::BlobId& id) {
    return run_.repository().has_blob(repository::BlobType::data, id);
  });
}

PreviousFolder Walker::previous_folder(const Node* folder) {
  if (folder == nullptr || !folder->subtree) return {};
  return PreviousFolder::load(run_.repository(), *folder->subtree, run_.tools(run_.owner_seat()).blobs);
}

}  // namespace digue::backup
