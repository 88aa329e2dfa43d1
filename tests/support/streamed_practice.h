#pragma once

#include <string>
#include <utility>
#include <vector>

#include "backup/restore.h"
#include "backup/sources/overlay_tree.h"
#include "repository/snapshots.h"
#include "store/memory.h"
#include "support/small_repository.h"

namespace digue::backup::test {

class ArchiveFailures final : public ArchiveObserver {
 public:
  void item_done(const SavedItem&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string& path, const Error& error) override { all.emplace_back(path, error.code); }
  void excluded(const std::string& path) override { left_out.push_back(path); }
  Result<void> may_go_on() override { return {}; }

  std::vector<std::pair<std::string, ErrorCode>> all;
  std::vector<std::string> left_out;
};

class FlawlessRestore final : public RestoreObserver {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string& path, const Error& error) override { FAIL(path, ": ", error.detail); }
  Result<void> may_go_on() override { return {}; }
};

/// One practice: its folder, its databases, its repository; each save and restore opens it anew.
struct StreamedPractice {
  static constexpr const char* folder = "/digue-databases";

  store::MemoryStore store;
  SmallRepository small{store};
  machine::fake::MemoryFileTree files;
  ArchiveFailures failures;
  std::optional<repository::Snapshot> last;

  StreamedPractice() {
    small.make();
    files.put_file("/cabinet/agenda.txt", "lundi 9 h : DUPONT Test");
  }

  ArchiveOutcome save(const std::vector<StreamedFile>& databases, const std::string& exclude = "") {
    const auto repository = small.open();
    repository::BlobTools tools = repository->make_tools();
    REQUIRE(repository->load_index(tools));
    repository::BlobWriter writer(*repository);
    OverlayTree tree(files, folder, databases, {1'790'000'000, 0});
    ArchiveOptions options;
    options.paths = tree.paths();
    options.paths.emplace_back("/cabinet");
    options.author.host = "poste-test";
    options.started_at = Instant(std::chrono::seconds(1'790'000'000));
    options.parent = last;
    if (!exclude.empty()) options.excludes = Excludes::make({.patterns = {exclude}}).value();
    machine::fake::Computer computer{machine::fake::Contents{}};
    Workers workers(3, 2);
    const auto outcome = archive(*repository, writer, tree, computer.clock(), options, failures, workers).value();
    const auto list = repository::load_snapshots(*repository, tools).value();
    for (const auto& loaded : list.snapshots) {
      if (loaded.id == *outcome.snapshot) last = loaded.snapshot;
    }
    return outcome;
  }

  void restore_last(machine::fake::MemoryFileTree& into) {
    const auto repository = small.open();
    repository::BlobTools tools = repository->make_tools();
    REQUIRE(repository->load_index(tools));
    RestoreOptions options;
    options.tree = last.value().tree;
    options.verifies = true;
    const auto target = into.open_target("/").value();
    FlawlessRestore quiet;
    Workers workers(3, 2);
    REQUIRE(restore(*repository, *target, options, quiet, workers));
  }
};

inline std::string content(machine::fake::MemoryFileTree& files, const std::string& path) {
  return std::string(text_of(files.content(path)));
}

}  // namespace digue::backup::test
