#include "agent/recover.h"

#include <algorithm>
#include <set>

#include "agent/records.h"
#include "agent/state.h"
#include "backup/rehearsal_target.h"
#include "base/text.h"
#include "repository/snapshots.h"

namespace digue::agent {

using repository::Node;
using repository::NodeType;

namespace {

constexpr std::size_t max_path = 4096;
constexpr std::string_view access_list = "system.posix_acl_access";
constexpr std::uint32_t read_bit = 4;
constexpr std::uint32_t pass_bit = 1;

bool is_below(std::string_view path, std::string_view folder) {
  return folder == "/" || path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

/// Which of what was asked for is wanted, and which was found.
class Wish {
 public:
  explicit Wish(const std::vector<std::string>& paths) : paths_(paths) {}

  bool wants(const std::string& path, bool is_folder) const {
    return std::ranges::any_of(paths_, [&](const std::string& wanted) {
      return is_below(path, wanted) || (is_folder && is_below(wanted, path));
    });
  }
  bool is_on_the_way(const std::string& path) const {
    return std::ranges::none_of(paths_, [&](const std::string& wanted) { return is_below(path, wanted); });
  }
  void found(const std::string& path) {
    if (std::ranges::find(paths_, path) != paths_.end()) found_.insert(path);
  }
  std::size_t missing() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(paths_, [this](const auto& path) { return path != "/" && !found_.contains(path); }));
  }
  bool is_all_missing() const { return missing() == paths_.size(); }

 private:
  const std::vector<std::string>& paths_;
  std::set<std::string> found_;
};

/// Looks only whether anything is there to be given.
class LookObserver final : public backup::RestoreObserver {
 public:
  explicit LookObserver(const JobControl& control) : control_(control) {}

  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string&, const Error&) override {}
  Result<void> may_go_on() override { return control_.may_go_on(); }

 private:
  const JobControl& control_;
};

class RecoveryObserver final : public backup::RestoreObserver {
 public:
  explicit RecoveryObserver(JobControl& control) : control_(control) { control.begin("restoring"); }

  void planned(std::uint64_t, std::uint64_t bytes) override { control_.expect(bytes); }
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t bytes) override { control_.add(bytes); }
  void failed(const std::string&, const Error&) override { control_.add_failure(); }
  Result<void> may_go_on() override { return control_.may_go_on(); }

 private:
  JobControl& control_;
};

Result<repository::LoadedSnapshot> snapshot_of(const Recovery& recovery, repository::Repository& repository,
                                               repository::BlobTools& tools) {
  repository::SnapshotFilter filter;
  filter.tags = {{recovery.plan.id}};
  const auto list = TRY(repository::load_snapshots(repository, tools));
  const auto* found = TRY(repository::find_snapshot(list, recovery.snapshot, filter));
  // What other programs saved into this repository is not the plan's.
  if (!filter.fits(found->snapshot)) return failure(ErrorCode::not_found, "a snapshot of another plan");
  return *found;
}

Result<void> look_for(repository::Repository& repository, const backup::RestoreOptions& options,
                      const JobControl& control, Workers& workers) {
  backup::RestoreOptions look = options;
  look.is_rehearsal = true;
  backup::RehearsalTarget nothing(nullptr);
  LookObserver observer(control);
  TRY(backup::restore(repository, nothing, look, observer, workers));
  return {};
}

}  // namespace

bool is_recoverable_path(std::string_view path) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  return path.size() <= max_path && plan::is_plain_path(path) && std::ranges::none_of(path, is_control);
}

bool could_read(const machine::Person& person, const Node& node, bool is_on_the_way) {
  if (person.user_id == 0) return true;
  const std::uint32_t needed = node.type != NodeType::dir ? read_bit : is_on_the_way ? pass_bit : read_bit | pass_bit;
  const std::uint32_t mode = repository::posix_bits(node.mode);
  const bool was_the_owner = node.user_id == person.user_id && (node.user.empty() || node.user == person.name);
  if (was_the_owner) return ((mode >> 6U) & needed) == needed;
  const auto is_list = [](const repository::ExtendedAttribute& attribute) { return attribute.name == access_list; };
  if (std::ranges::any_of(node.extended_attributes, is_list)) return false;
  const bool was_in_the_group = std::ranges::find(person.groups, node.group_id) != person.groups.end();
  return ((was_in_the_group ? mode >> 3U : mode) & needed) == needed;
}

Result<backup::RestoreOutcome> recover(const Recovery& recovery, const RecoveryTools& tools, JobControl& control) {
  const machine::Person person = TRY(tools.targets.person(recovery.user_id));
  RepositoryPlace place = TRY(tools.places.open(recovery.place));
  const auto opened = TRY(repository::open_repository(*place.store, place.password));
  repository::Repository& repository = *opened.repository;
  if (!recovery.place.repository.empty() && repository.config().id.hex() != recovery.place.repository) {
    return failure(ErrorCode::damaged, "another repository lies there");
  }
  repository::BlobTools blob_tools = repository.make_tools();
  const auto loaded = TRY(snapshot_of(recovery, repository, blob_tools));
  static_cast<void>(TRY(repository.load_index(blob_tools)));  // what is quarantined is missing below, and said there

  Wish wish(recovery.paths);
  backup::RestoreOptions options;
  options.tree = loaded.snapshot.tree;
  options.selects = [&](const std::string& path, bool is_folder) { return wish.wants(path, is_folder); };
  options.permits = [&](const std::string& path, const Node& node) {
    if (!could_read(person, node, wish.is_on_the_way(path))) return false;
    wish.found(path);
    return true;
  };
  Workers workers = Workers::for_this_computer();
  TRY(look_for(repository, options, control, workers));
  // Before anything is made in the person's folder.
  if (wish.is_all_missing()) return failure(ErrorCode::not_found, "nothing there that this person could read");
  const auto target = TRY(tools.targets.open(person, recovery.target));
  RecoveryObserver observer(control);
  auto outcome = TRY(backup::restore(repository, *target, options, observer, workers));
  outcome.errors += wish.missing();
  auto journal = TRY(open_state(tools.state));
  TRY(journal.append(act_of_recovery({recovery.plan.id, recovery.place.id, tools.clock.now()}, loaded.id, outcome)));
  return outcome;
}

}  // namespace digue::agent
