#include "agent/drill_trials.h"

#include <array>

#include "agent/scratch_copy.h"
#include "backup/compare_snapshot.h"
#include "backup/restore.h"

namespace digue::agent {

using std::chrono::milliseconds;

namespace {

/// The computer must still work while a drill goes on.
constexpr std::uint64_t left_free = std::uint64_t{64} * 1024 * 1024;
constexpr std::uint64_t bytes_of_an_entry = 4'096;
/// To open more would take longer than to restore.
constexpr std::size_t max_sqlite_files = 1'000;

/// Hands on what a restore reports.
class RestoreReporter final : public backup::RestoreObserver {
 public:
  explicit RestoreReporter(OpenCopy& copy) : copy_(copy) {}

  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t bytes) override { copy_.observer.bytes_done(bytes); }
  void failed(const std::string& path, const Error& error) override { copy_.observer.failed(path, error); }
  Result<void> may_go_on() override { return copy_.goes_on(); }

 private:
  OpenCopy& copy_;
};

bool is_sqlite(machine::SourceFile& file) {
  constexpr std::string_view magic("SQLite format 3\0", 16);
  std::array<std::byte, magic.size()> head{};
  const auto count = file.read(0, head);
  return count && *count == head.size() && text_of(head) == magic;
}

class FilesTrial {
 public:
  FilesTrial(OpenCopy& copy, const Choice& choice, Trial& trial) : copy_(copy), choice_(choice), trial_(trial) {}

  Result<void> run(const std::function<void(const std::string& folder)>& opens) {
    TRY(copy_.has_room(choice_.bytes + choice_.files * bytes_of_an_entry, copy_.state));
    ScratchCopy scratch = TRY(ScratchCopy::make(copy_.tools.files, copy_.state, drill_copy));
    Result<void> tried = restore(scratch);
    if (tried) tried = compare(scratch);
    if (tried && opens) opens(scratch.path());
    if (tried && !opens) tried = open_databases(scratch);
    if (!scratch.remove()) copy_.is_copy_left = true;
    return tried;
  }

 private:
  milliseconds elapsed() const { return copy_.tools.sleeper.elapsed(); }

  Result<void> restore(const ScratchCopy& scratch) {
    const milliseconds begun = elapsed();
    backup::RestoreOptions options;
    options.tree = copy_.tree;
    options.selects = choice_.selects;
    RestoreReporter reporter(copy_);
    const auto target = TRY(copy_.tools.files.open_target(scratch.path()));
    const auto restored = TRY(backup::restore(copy_.repository, *target, options, reporter, copy_.tools.workers));
    trial_.restore.unrestored += restored.errors;
    trial_.restore.restoring_took += elapsed() - begun;
    return {};
  }

  Result<void> compare(const ScratchCopy& scratch) {
    const milliseconds begun = elapsed();
    backup::SnapshotComparison options;
    options.tree = copy_.tree;
    options.selects = choice_.selects;
    options.goes_on = [this](std::uint64_t bytes) {
      if (bytes > 0) copy_.observer.bytes_done(bytes);
      return copy_.goes_on();
    };
    options.same_file = [this](const std::string& path, machine::SourceFile& file) { open_file(path, file); };
    const auto restored = TRY(copy_.tools.files.open_source(scratch.path()));
    trial_.restore.comparison = TRY(backup::compare_with_snapshot(copy_.repository, options, *restored));
    trial_.restore.comparing_took += elapsed() - begun;
    for (const backup::FoundDifference& found : trial_.restore.comparison.first) {
      copy_.observer.failed(found.path, {ErrorCode::damaged, "it came back otherwise"});
    }
    return {};
  }

  void open_file(const std::string& path, machine::SourceFile& file) {
    if (is_sqlite(file)) {
      if (sqlite_files_.size() < max_sqlite_files) sqlite_files_.push_back(path);
      return;
    }
    if (!copy_.means.try_document) return;
    const auto tried = copy_.means.try_document(path.substr(path.rfind('/') + 1), file);
    if (!tried) return;
    ++trial_.documents;
    if (!*tried && tried->error().code == ErrorCode::damaged) ++trial_.documents_damaged;
  }

  /// After everything was compared, for SQLite may lay files beside a database.
  Result<void> open_databases(const ScratchCopy& scratch) {
    for (const std::string& path : sqlite_files_) {
      TRY(copy_.goes_on());
      const auto tried = backup::try_sqlite(scratch.path() + path, {});
      // What needs the program that made it (a function, an order of letters) cannot be judged here.
      if (!tried && tried.error().code != ErrorCode::damaged) continue;
      ++trial_.sqlite_files;
      if (tried) continue;
      ++trial_.sqlite_damaged;
      copy_.observer.failed(path, tried.error());
    }
    return {};
  }

  OpenCopy& copy_;
  const Choice& choice_;
  Trial& trial_;
  std::vector<std::string> sqlite_files_;
};

}  // namespace

Result<void> OpenCopy::has_room(std::uint64_t bytes, const std::string& folder) const {
  const std::uint64_t free = TRY(means.free_bytes(folder));
  if (free < left_free || free - left_free < bytes) return failure(ErrorCode::full, "no room for a drill");
  return {};
}

Result<void> try_files(OpenCopy& copy, const Choice& choice, Trial& trial,
                       const std::function<void(const std::string& folder)>& opens) {
  return FilesTrial(copy, choice, trial).run(opens);
}

}  // namespace digue::agent
