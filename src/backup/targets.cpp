#include "backup/targets.h"

#include <algorithm>

#include "base/path.h"
#include "base/text.h"

namespace digue::backup {

namespace {

struct Named {
  std::string path;
  bool is_explicit = false;
};

bool is_absolute(std::string_view path) { return path.starts_with('/'); }

std::string join(const std::string& folder, const std::string& name) {
  return clean_path(folder.empty() ? name : folder + "/" + name);
}

/// The names from the root, or from where a relative path starts: ".." at its start leaves no name.
std::vector<std::string> names_of(const std::string& path) {
  std::vector<std::string> names;
  const std::string cleaned = clean_path("/" + path);
  for (const std::string_view part : split(cleaned, '/')) {
    if (!part.empty()) names.emplace_back(part);
  }
  return names;
}

/// Where the first name of a path lies: "/", ".", or as many ".." as it starts with.
std::string root_of(const std::string& path) {
  if (is_absolute(path)) return "/";
  std::string root = ".";
  const std::string cleaned = clean_path(path);
  for (const std::string_view part : split(cleaned, '/')) {
    if (part == "..") root = join(root, "..");
  }
  return root;
}

class TargetPlanner {
 public:
  explicit TargetPlanner(const ListNames& names) : names_(names) {}

  Result<Target> plan(const std::vector<std::string>& paths) {
    for (const Named& target : TRY(resolve(paths))) TRY(add(target));
    if (root_.children.empty()) return failure(ErrorCode::invalid_input, "nothing to save");
    TRY(unroll(root_));
    return std::move(root_);
  }

 private:
  /// "." and ".." stand for what is in them.
  Result<std::vector<Named>> resolve(const std::vector<std::string>& paths) const {
    std::vector<Named> targets;
    for (const std::string& path : paths) {
      if (path.empty()) return failure(ErrorCode::invalid_input, "an empty path");
      const std::string cleaned = clean_path(path);
      if (!names_of(cleaned).empty()) {
        targets.push_back({cleaned, true});
        continue;
      }
      for (const std::string& name : TRY(names_(cleaned))) targets.push_back({join(cleaned, name), false});
    }
    return targets;
  }

  Result<void> add(const Named& target) {
    const std::vector<std::string> names = names_of(target.path);
    std::string folder = root_of(target.path);
    Target* place = &first_place(names.front(), folder);
    for (std::size_t i = 0; i < names.size(); ++i) {
      folder = join(folder, names[i]);
      if (i > 0) place = &place->children[names[i]];
      if (i + 1 < names.size() && !place->is_whole) place->path = folder;
    }
    if (place->is_whole) {
      if (place->path == target.path) return {};
      return failure(ErrorCode::invalid_input, target.path + " and " + place->path + " need the same place");
    }
    *place = {target.path, true, target.is_explicit, std::move(place->children)};
    return {};
  }

  /// Targets of the same name that start in different folders stand side by side: "x", "x-1".
  Target& first_place(const std::string& name, const std::string& root) {
    for (int i = 0;; ++i) {
      const std::string tried = i == 0 ? name : name + "-" + std::to_string(i);
      const auto known = roots_.find(tried);
      if (known == roots_.end()) roots_[tried] = root;
      if (known == roots_.end() || known->second == root) return root_.children[tried];
    }
  }

  /// A target that holds another one becomes a folder with all its entries as targets.
  Result<void> unroll(Target& target) const {
    if (target.is_whole && !target.children.empty()) {
      for (const std::string& name : TRY(names_(target.path))) {
        Target& child = target.children[name];
        if (child.is_whole) continue;
        child.path = join(target.path, name);
        child.is_whole = true;
      }
      target.is_whole = false;
      target.is_explicit = false;
    }
    for (auto& [name, child] : target.children) TRY(unroll(child));
    return {};
  }

  const ListNames& names_;
  Target root_;
  std::map<std::string, std::string> roots_;
};

}  // namespace

Result<Target> plan_targets(const std::vector<std::string>& paths, const ListNames& names) {
  return TargetPlanner(names).plan(paths);
}

}  // namespace digue::backup
