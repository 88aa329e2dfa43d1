#include "agent/drill_choice.h"

#include <algorithm>
#include <map>
#include <memory>

#include "agent/database_copies.h"
#include "backup/tree_walk.h"
#include "crypto/random.h"

namespace digue::agent {

using repository::Node;
using repository::NodeType;

namespace {

/// So many are drawn, of which the first that fit are taken.
constexpr std::size_t drawn_files = 4 * max_sample_files;

struct Candidate {
  std::string path;
  std::uint64_t bytes = 0;
};

bool is_database_copy(const std::string& path) {
  return path.starts_with(databases_folder) &&
         (path.size() == databases_folder.size() || path[databases_folder.size()] == '/');
}

/// A number below `end` that nobody can foresee.
std::uint64_t random_below(std::uint64_t end) {
  std::uint64_t number = 0;
  for (const std::byte byte : crypto::random_bytes(sizeof number))
    number = number << 8U | std::to_integer<std::uint64_t>(byte);
  return number % end;
}

/// Draws evenly from a list of unknown length (algorithm R; Vitter, Random Sampling with a Reservoir, 1985).
class Sampler {
 public:
  void add(const std::string& path, const Node& node) {
    const Candidate candidate{path, node.size};
    if (!smallest_ || candidate.bytes < smallest_->bytes) smallest_ = candidate;
    if (node.size > max_sample_bytes) return;
    const auto changed = std::pair(node.modified_at.seconds, node.modified_at.nanoseconds);
    if (!newest_ || newest_at_ < changed) {
      newest_ = candidate;
      newest_at_ = changed;
    }
    if (!largest_ || largest_->bytes < candidate.bytes) largest_ = candidate;
    ++seen_;
    if (drawn_.size() < drawn_files) {
      drawn_.push_back(candidate);
    } else if (const std::uint64_t place = random_below(seen_); place < drawn_.size()) {
      drawn_[place] = candidate;
    }
  }

  void finish(Survey& survey) {
    if (newest_) take(*newest_, survey);
    if (largest_) take(*largest_, survey);
    // The first ones of a short list were not drawn, but found.
    for (std::size_t left = drawn_.size(); left > 0; --left) {
      std::swap(drawn_[random_below(left)], drawn_[left - 1]);
      take(drawn_[left - 1], survey);
    }
    if (survey.sample.empty() && smallest_) {
      survey.sample.push_back(smallest_->path);
      survey.sample_bytes = smallest_->bytes;
    }
  }

 private:
  static void take(const Candidate& candidate, Survey& survey) {
    if (survey.sample.size() >= max_sample_files || survey.sample_bytes + candidate.bytes > max_sample_bytes) return;
    if (std::ranges::find(survey.sample, candidate.path) != survey.sample.end()) return;
    survey.sample.push_back(candidate.path);
    survey.sample_bytes += candidate.bytes;
  }

  std::optional<Candidate> newest_;
  std::pair<std::int64_t, std::uint32_t> newest_at_;
  std::optional<Candidate> largest_;
  std::optional<Candidate> smallest_;
  std::vector<Candidate> drawn_;
  std::uint64_t seen_ = 0;
};

using Folders = std::unordered_set<std::string>;

/// A folder and all above it.
void add_way(Folders& folders, std::string folder) {
  while (!folder.empty() && folders.insert(folder).second) folder.resize(folder.rfind('/'));
}

std::string folder_of(const std::string& path) { return path.substr(0, path.rfind('/')); }

Result<void> walk(repository::Repository& repository, const repository::BlobId& tree, const GoesOn& goes_on,
                  const std::function<void(const std::string& path, const Node& node)>& entry,
                  const std::function<void()>& unreadable) {
  repository::BlobTools tools = repository.make_tools();
  backup::TreeVisitor visitor;
  visitor.node = [&](const std::string& folder, const Node& node) -> Result<void> {
    TRY(goes_on());
    const std::string path = folder + "/" + node.name;
    if (!is_database_copy(path)) entry(path, node);
    return {};
  };
  visitor.failed = [&](const std::string&, const repository::BlobId&, const Error&) -> Result<void> {
    unreadable();
    return {};
  };
  return backup::walk_paths(repository, tree, tools, visitor);
}

}  // namespace

Result<Survey> survey(repository::Repository& repository, const repository::BlobId& tree, const GoesOn& goes_on) {
  Survey survey;
  Sampler sampler;
  const auto entry = [&](const std::string& path, const Node& node) {
    if (node.type != NodeType::file) return;
    ++survey.files;
    survey.bytes += node.size;
    sampler.add(path, node);
  };
  TRY(walk(repository, tree, goes_on, entry, [&] { ++survey.unreadable; }));
  sampler.finish(survey);
  return survey;
}

Choice choose_sample(const Survey& survey) {
  auto folders = std::make_shared<Folders>();
  auto files = std::make_shared<Folders>();
  for (const std::string& path : survey.sample) {
    add_way(*folders, folder_of(path));
    for (const char* ending : {"", "-wal", "-shm", "-journal"}) files->insert(path + ending);
  }
  return {[folders, files](const std::string& path, bool is_folder) {
            return is_folder ? folders->contains(path) : files->contains(path);
          },
          survey.sample.size(), survey.sample_bytes};
}

Result<std::vector<Choice>> choose_slices(repository::Repository& repository, const repository::BlobId& tree,
                                          const std::vector<Slice>& slices, const GoesOn& goes_on) {
  std::vector<std::shared_ptr<Folders>> folders;
  std::vector<Choice> choices(slices.size());
  std::map<std::uint32_t, std::size_t> by_number;
  for (std::size_t i = 0; i < slices.size(); ++i) {
    by_number.emplace(slices[i].number, i);
    folders.push_back(std::make_shared<Folders>());
    choices[i].selects = [slice = slices[i], ways = folders[i]](const std::string& path, bool is_folder) {
      return !is_database_copy(path) && (is_in(slice, path) || (is_folder && ways->contains(path)));
    };
  }
  const auto entry = [&](const std::string& path, const Node& node) {
    const auto found = by_number.find(slice_number(path, slices.front().of));
    if (found == by_number.end()) return;
    const std::size_t i = found->second;
    if (!slices[i].is_all()) add_way(*folders[i], folder_of(path));
    if (node.type != NodeType::file) return;
    ++choices[i].files;
    choices[i].bytes += node.size;
  };
  if (!slices.empty()) TRY(walk(repository, tree, goes_on, entry, [] {}));
  return choices;
}

}  // namespace digue::agent
