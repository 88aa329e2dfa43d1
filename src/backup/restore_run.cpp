#include "backup/restore_run.h"

#include <algorithm>
#include <unordered_set>

#include "backup/node_maker.h"
#include "repository/tree.h"

namespace digue::backup {

using machine::EntryMetadata;
using machine::EntryType;
using repository::BlobId;
using repository::BlobType;
using repository::Node;
using repository::NodeType;

namespace {

machine::TargetTree::Path below(machine::TargetTree::Path path, const std::string& name) {
  path.push_back(name);
  return path;
}

bool is_folder(const Node& node) { return node.type == NodeType::dir; }

}  // namespace

std::string text_of_path(const machine::TargetTree::Path& path) {
  std::string text;
  for (const std::string& name : path) text += "/" + name;
  return text.empty() ? "/" : text;
}

RestoreRun::RestoreRun(repository::Repository& repository, machine::TargetTree& target, const RestoreOptions& options,
                       RestoreObserver& observer, Workers& workers)
    : repository_(repository),
      target_(target),
      options_(options),
      observer_(observer),
      workers_(workers),
      repeated_(repository.index(), options.max_repeated_entries) {
  for (std::size_t i = 0; i < workers.seats(); ++i) {
    tools_.push_back({repository.make_tools(), {}, {}});
  }
}

Result<RestoreOutcome> RestoreRun::run() {
  const BlobId start = TRY(find_start());
  is_target_empty_ = TRY(target_.names({})).empty();
  plan_folder(start, {});
  observer_.planned(outcome_.files, plan_.bytes());
  outcome_.bytes = plan_.bytes();
  if (options_.is_rehearsal) {
    rehearse_content();
  } else {
    read_content();
  }
  is_second_look_ = true;
  finish_folder(start, {});
  if (options_.verifies && !options_.is_rehearsal) verify_files();
  if (error_) return std::unexpected(*error_);
  TRY(target_.sync());
  return outcome_;
}

void RestoreRun::rehearse_content() {
  for (const PlannedFile& file : plan_.files()) {
    if (!file.content.empty()) file_done(file);
  }
  outcome_.bytes_restored = plan_.bytes();
}

/// The tree of the folder that becomes the target. Unlike any other tree, it must be readable.
Result<BlobId> RestoreRun::find_start() {
  BlobId tree = options_.tree;
  TRY(load_tree(tree));
  Path path;
  for (const std::string& name : options_.start) {
    const auto nodes = TRY(repository::read_tree(TRY(load_tree(tree))));
    const auto found = std::ranges::find(nodes, name, &Node::name);
    if (found == nodes.end() || !found->subtree || !is_permitted(*found, path)) {
      return failure(ErrorCode::not_found, "there is no such folder in the snapshot");
    }
    tree = *found->subtree;
    path.push_back(name);
  }
  return tree;
}

/// A snapshot without one of its trees is damaged: its place is not a wrong one.
Result<ByteView> RestoreRun::load_tree(const BlobId& tree) {
  Result<ByteView> plain = repository_.load_blob(BlobType::tree, tree, owner_tools());
  if (!plain && plain.error().code == ErrorCode::not_found) plain.error().code = ErrorCode::damaged;
  return plain;
}

RestoreRun::Entries RestoreRun::entries_of(const BlobId& tree, const Path& path) {
  Entries entries;
  std::unordered_set<std::string> names;
  const auto plain = load_tree(tree);
  const auto read = !plain ? std::unexpected(plain.error()) : repository::read_tree(*plain, [&](Node&& node) {
    if (!repository::is_plain_name(node.name)) {
      report(path, {ErrorCode::damaged, "an entry whose name leads elsewhere is left out"});
    } else if (!names.insert(node.name).second) {
      report(below(path, node.name), {ErrorCode::damaged, "a second entry of the same name is left out"});
    } else if (is_wanted(node, path) && is_permitted(node, path)) {
      entries.nodes.push_back(std::move(node));
    }
    return Result<void>();
  });
  entries.are_all = read.has_value();
  // The place is gone: no other folder will do better, and none of them is damaged.
  if (!read && read.error().code == ErrorCode::unavailable) {
    stop(read.error());
  } else if (!read) {
    report(path, read.error());
  }
  return entries;
}

bool RestoreRun::is_wanted(const Node& node, const Path& path) const {
  return !options_.selects || options_.selects(text_of_path(below(path, node.name)), is_folder(node));
}

bool RestoreRun::is_permitted(const Node& node, const Path& path) {
  if (!options_.permits || options_.permits(text_of_path(below(path, node.name)), node)) return true;
  if (!is_second_look_) ++outcome_.withheld;
  return false;
}

void RestoreRun::plan_folder(const BlobId& tree, const Path& path) {
  if (path.size() > max_folder_depth) return report(path, {ErrorCode::unsupported, "the folders are too deep"});
  const Entries entries = entries_of(tree, path);
  const auto folder = std::make_shared<const Path>(path);
  if (!repeated_.may_go_through(tree, entries.nodes.size())) {
    ++outcome_.repeats_left_out;
    kept_.insert(path);
    return report(path, {ErrorCode::damaged, "the same folders come again and again"});
  }
  for (const Node& node : entries.nodes) {
    if (is_stopped()) return;
    if (const Result<void> planned = plan_entry(node, folder, below(path, node.name)); !planned) {
      kept_.insert(below(path, node.name));
      report(below(path, node.name), planned.error());
    }
  }
}

Result<void> RestoreRun::plan_entry(const Node& node, const FolderPath& folder, const Path& path) {
  if (node.type == NodeType::socket) return {};
  if (!is_folder(node)) ++outcome_.files;
  if (!TRY(make_way(node, path))) {
    kept_.insert(path);
    ++outcome_.skipped;
    outcome_.bytes_skipped += node.size;
    return {};
  }
  switch (node.type) {
    case NodeType::dir:
      if (!node.subtree) return failure(ErrorCode::damaged, "a folder without content");
      TRY(target_.make_folder(path));
      plan_folder(*node.subtree, path);
      return {};
    case NodeType::file: return plan_file(node, folder, path);
    case NodeType::symlink:
    case NodeType::dev:
    case NodeType::chardev:
    case NodeType::fifo:
      TRY(target_.make_special(path, metadata_of(node)));
      ++outcome_.restored;
      return {};
    default: return failure(ErrorCode::unsupported, "an entry of a kind that we do not know");
  }
}

Result<void> RestoreRun::plan_file(const Node& node, const FolderPath& folder, const Path& path) {
  if (!node.content) return failure(ErrorCode::damaged, "a file without content");
  if (node.links > 1) {
    const auto [first, is_first] = first_names_.try_emplace({node.device_id, node.inode}, path);
    if (!is_first) {
      hard_links_.emplace(path, first->second);
      return {};
    }
  }
  const auto file =
      plan_.add(folder, node, [&](const BlobId& id) { return repository_.find_blob(BlobType::data, id); });
  if (!file) return std::unexpected(file.error());
  // A file of one piece is made when the piece is there.
  if (node.content->size() == 1 && !options_.sparse) return {};
  TRY(TRY(target_.open_file(path))->set_size(node.size));
  if (node.content->empty()) file_done(**file);
  return {};
}

/// False if what stands there is to be kept.
Result<bool> RestoreRun::make_way(const Node& node, const Path& path) {
  if (is_target_empty_) return true;
  const std::optional<EntryMetadata> existing = TRY(target_.entry(path));
  if (!existing || (is_folder(node) && existing->type == EntryType::folder)) return true;
  const EntryMetadata wanted = metadata_of(node);
  switch (options_.overwrite) {
    case Overwrite::never: return false;
    case Overwrite::if_newer:
      if (existing->modified_at >= wanted.modified_at) return false;
      break;
    case Overwrite::if_changed:
      if (existing->type == wanted.type && existing->modified_at == wanted.modified_at &&
          existing->size == wanted.size) {
        return false;
      }
      break;
    case Overwrite::always: break;
  }
  if (existing->type == EntryType::folder && !TRY(target_.names(path)).empty()) {
    return failure(ErrorCode::already_exists, "a folder with something in it stands there");
  }
  TRY(target_.remove(path));
  return true;
}

/// Metadata bottom-up: what is done in a folder changes its own times.
void RestoreRun::finish_folder(const BlobId& tree, const Path& path) {
  if (path.size() > max_folder_depth || is_stopped()) return;
  const Entries entries = entries_of(tree, path);
  for (const Node& node : entries.nodes) {
    if (is_stopped()) return;
    finish_entry(node, below(path, node.name));
  }
  // What a broken list does not name may have been in it.
  if (options_.deletes && entries.are_all) delete_others(entries.nodes, path);
}

/// Files are looked at here in the order in which they were planned. After a tree that cannot be read again the order
/// is lost: then files get their metadata once more.
bool RestoreRun::is_finished(const Path& path) {
  if (next_to_finish_ == plan_.files().size() || !plan_.files()[next_to_finish_].is_at(path)) return false;
  return plan_.files()[next_to_finish_++].is_finished;
}

void RestoreRun::finish_entry(const Node& node, const Path& path) {
  if (is_finished(path)) return;
  if (kept_.contains(path) || node.type == NodeType::socket) return;
  if (is_folder(node)) finish_folder(*node.subtree, path);
  if (const auto link = hard_links_.find(path); link != hard_links_.end()) {
    if (const Result<void> made = target_.make_hard_link(link->second, path); !made) return report(path, made.error());
    ++outcome_.restored;
    return;
  }
  report_refused(path, target_.set_metadata(path, metadata_of(node)));
}

void RestoreRun::report_refused(const Path& path, const Result<std::vector<machine::RefusedPart>>& refused) {
  // What is not there was reported when its content could not be restored.
  if (!refused && refused.error().code != ErrorCode::not_found) report(path, refused.error());
  if (!refused) return;
  for (const machine::RefusedPart& part : *refused) {
    // Nobody but the administrator can give files away.
    const bool is_expected = part.part == machine::RefusedPart::Part::owner && part.error.code == ErrorCode::denied;
    if (!is_expected) report(path, part.error);
  }
}

void RestoreRun::delete_others(const std::vector<Node>& nodes, const Path& path) {
  const auto names = target_.names(path);
  if (!names) return report(path, names.error());
  for (const std::string& name : *names) {
    if (std::ranges::find(nodes, name, &Node::name) != nodes.end()) continue;
    if (options_.selects && !options_.selects(text_of_path(below(path, name)), false)) continue;
    if (const Result<void> removed = target_.remove(below(path, name)); !removed) {
      report(below(path, name), removed.error());
    } else {
      ++outcome_.deleted;
    }
  }
}

void RestoreRun::report(const Path& path, const Error& error) {
  // The last pass looks at the same trees again; what was wrong with them is said already.
  if (is_second_look_ && error.code == ErrorCode::damaged) return;
  const std::lock_guard lock(mutex_);
  ++outcome_.errors;
  observer_.failed(text_of_path(path), error);
}

void RestoreRun::stop(const Error& error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = error;
  is_stopped_ = true;
}

bool RestoreRun::is_stopped() {
  if (is_stopped_) return true;
  if (const Result<void> goes_on = observer_.may_go_on(); !goes_on) stop(goes_on.error());
  return is_stopped_;
}

Result<RestoreOutcome> restore(repository::Repository& repository, machine::TargetTree& target,
                               const RestoreOptions& options, RestoreObserver& observer, Workers& workers) {
  return RestoreRun(repository, target, options, observer, workers).run();
}

}  // namespace digue::backup
