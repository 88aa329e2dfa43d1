#include "agent/practice_data/search.h"

#include <algorithm>
#include <map>

#include "base/bytes.h"

namespace digue::agent {

namespace {

using machine::EntryType;

constexpr std::string_view sqlite_header("SQLite format 3\0", 16);
constexpr std::size_t dicom_prefix_at = 128;
constexpr std::chrono::seconds patience_with_mounts{3};
/// Of the files of one folder whose name tells nothing.
constexpr int few_files = 3;

std::string joined(const std::string& folder, const std::string& name) {
  return folder == "/" ? "/" + name : folder + "/" + name;
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

bool is_below(const std::string& path, const std::string& folder) {
  return folder == "/" ? path != "/" : path.starts_with(folder + "/");
}

bool has_ancestor_in(const std::set<std::string>& paths, const std::string& path) {
  for (std::string above = path; above != "/";) {
    above = parent_of(above);
    if (paths.contains(above)) return true;
  }
  return false;
}

class Search {
 public:
  Search(machine::FileTree& files, const machine::Sleeper& clock, const SearchPlaces& places,
         const SearchLimits& limits)
      : files_(files), clock_(clock), places_(places), limits_(limits), ends_at_(clock.elapsed() + limits.time) {}

  DataSearch run() {
    for (const std::string& root : places_.roots) {
      auto folder = files_.open_source(root);
      if (folder) {
        const auto metadata = (*folder)->metadata();
        if (metadata) {
          look_into(**folder, root, metadata->device_id, 0);
        } else {
          cut(metadata.error().code);
        }
      } else if (folder.error().code != ErrorCode::not_found) {
        cut(folder.error().code);
      }
    }
    DataSearch search;
    for (const auto& [kind, paths] : found_) {
      for (const std::string& path : paths) search.found.push_back({kind, path});
    }
    search.cut = cut_;
    return search;
  }

 private:
  void cut(ErrorCode code) {
    if (!cut_) cut_ = code;
  }

  bool is_over() {
    const bool is_too_late = clock_.elapsed() >= ends_at_;
    const bool is_too_much = entries_ > limits_.entries;
    if (is_too_late || is_too_much) cut(is_too_late ? ErrorCode::unavailable : ErrorCode::full);
    return is_too_late || is_too_much;
  }

  void look_into(machine::SourceFolder& folder, const std::string& path, std::uint64_t device, int depth) {
    if (places_.left_out.contains(path)) return;
    if (depth > limits_.depth) return cut(ErrorCode::full);
    const auto names = folder.names();
    if (!names) return cut(names.error().code);
    entries_ += names->size();
    if (is_over()) return;
    const FolderNames looked = names_in_folder(*names);
    if (is_repository(looked)) return;
    const std::set<DataKind> kinds = signs_of(looked);
    for (const DataKind kind : kinds) found_[kind].insert(path);
    // What lies below a server's folder is its own business.
    if (std::ranges::any_of(kinds, is_server)) return;
    int nameless = 0;
    for (const std::string& name : *names) {
      if (is_over()) return;
      if (may_be_sqlite(name)) try_sqlite(folder, path, name);
      look_at(folder, path, name, device, depth, nameless);
    }
  }

  /// A folder is gone into. Of the files whose name says nothing, `nameless` in this folder so far, a few are opened.
  void look_at(machine::SourceFolder& folder, const std::string& path, const std::string& name, std::uint64_t device,
               int depth, int& nameless) {
    const bool may_be_image = may_be_bare_dicom(name) && nameless < few_files;
    if (!may_be_folder(name) && !may_be_image) return;
    const auto entry = entry_of_own_disk(folder, path, name);
    if (!entry) return;
    if (entry->type == EntryType::folder && may_be_folder(name)) {
      enter(folder, path, name, device, *entry, depth);
    } else if (entry->type == EntryType::file && may_be_image) {
      ++nameless;
      if (starts_with(folder, name, dicom_prefix_at, "DICM")) found_[DataKind::imaging].insert(path);
    }
  }

  /// Nothing for what is mounted there from elsewhere, or cannot be looked at: the search is then cut.
  std::optional<machine::EntryMetadata> entry_of_own_disk(machine::SourceFolder& folder, const std::string& path,
                                                          const std::string& name) {
    if (const std::string below = joined(path, name); places_.other_mounts.contains(below)) {
      if (!places_.left_out.contains(below)) cut(ErrorCode::unsupported);
      return std::nullopt;
    }
    auto entry = folder.status(name);
    if (entry) return *std::move(entry);
    if (entry.error().code != ErrorCode::not_found) cut(entry.error().code);
    return std::nullopt;
  }

  void enter(machine::SourceFolder& folder, const std::string& path, const std::string& name, std::uint64_t device,
             const machine::EntryMetadata& entry, int depth) {
    const std::string below = joined(path, name);
    if (entry.device_id != device && !places_.own_mounts.contains(below)) {
      if (!places_.left_out.contains(below)) cut(ErrorCode::unsupported);
      return;
    }
    const auto opened = folder.open_folder(name);
    if (!opened) {
      if (opened.error().code != ErrorCode::not_found) cut(opened.error().code);
      return;
    }
    look_into(**opened, below, entry.device_id, depth + 1);
  }

  void try_sqlite(machine::SourceFolder& folder, const std::string& path, const std::string& name) {
    if (starts_with(folder, name, 0, sqlite_header)) found_[DataKind::sqlite].insert(joined(path, name));
  }

  bool starts_with(machine::SourceFolder& folder, const std::string& name, std::size_t at, std::string_view text) {
    if (opened_ == limits_.opened) {
      cut(ErrorCode::full);
      return false;
    }
    ++opened_;
    const auto file = folder.open_file(name);
    Bytes head(text.size());
    const auto count = file ? (*file)->read(at, head) : std::unexpected(file.error());
    return count && text_of(ByteView(head).first(*count)) == text;
  }

  machine::FileTree& files_;
  const machine::Sleeper& clock_;
  const SearchPlaces& places_;
  const SearchLimits& limits_;
  std::chrono::milliseconds ends_at_;
  std::size_t entries_ = 0;
  std::size_t opened_ = 0;
  std::map<DataKind, std::set<std::string>> found_;
  std::optional<ErrorCode> cut_;
};

}  // namespace

SearchPlaces places_to_search(const plan::Plans& plans, const std::string& state, machine::Mounts& mounts) {
  SearchPlaces places;
  places.roots = {"/home",    "/srv", "/opt", "/data", "/var/lib/postgresql", "/var/lib/mysql", "/var/lib/firebird",
                  "/var/mail"};
  places.left_out.insert(state);
  for (const plan::Place& place : plans.places) {
    if (place.kind == plan::PlaceKind::network) places.left_out.insert(place.folder);
  }
  const machine::Deadline deadline = machine::Deadline::in(patience_with_mounts);
  for (const machine::Mount& mount : mounts.mounts(deadline).value_or(std::vector<machine::Mount>())) {
    const auto device = mount.device.empty() ? Result<machine::BlockDevice>(failure(ErrorCode::not_found, "no device"))
                                             : mounts.block_device(mount.device, deadline);
    const bool is_own = device && !device->is_removable;
    // A later mount hides an earlier one on the same path.
    (is_own ? places.other_mounts : places.own_mounts).erase(mount.path);
    (is_own ? places.own_mounts : places.other_mounts).insert(mount.path);
  }
  return places;
}

DataSearch find_practice_data(machine::FileTree& files, const machine::Sleeper& clock, const SearchPlaces& places,
                              const SearchLimits& limits) {
  return Search(files, clock, places, limits).run();
}

std::set<std::string> together(std::set<std::string> folders, const std::vector<std::string>& roots) {
  const auto is_within_roots = [&](const std::string& path) {
    return std::ranges::any_of(roots, [&](const std::string& root) { return is_below(path, root); });
  };
  for (std::size_t before = 0; before != folders.size();) {
    std::erase_if(folders, [&](const std::string& path) { return has_ancestor_in(folders, path); });
    before = folders.size();
    std::map<std::string, std::size_t> children;
    for (const std::string& path : folders) ++children[parent_of(path)];
    for (const auto& [parent, count] : children) {
      if (count >= 2 && is_within_roots(parent)) folders.insert(parent);
    }
  }
  return folders;
}

}  // namespace digue::agent
