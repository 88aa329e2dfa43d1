#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "backup/archive.h"
#include "backup/restore.h"
#include "machine/fake/disk.h"
#include "machine/fake/file_tree.h"
#include "repository/keys.h"
#include "repository/pack_survey.h"
#include "repository/snapshots.h"
#include "store/local.h"
#include "support/small_repository.h"

namespace digue::backup::test {

class StillClock final : public machine::Clock {
 public:
  Instant now() const override { return now_; }
  std::chrono::seconds ahead_of_utc(Instant) const override { return std::chrono::hours(1); }
  void pass(std::chrono::seconds time) { now_ += time; }

 private:
  Instant now_{std::chrono::seconds(1'800'000'000)};
};

/// Keeps the paths that could not be restored.
class QuietRestore final : public RestoreObserver {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string& path, const Error& error) override { failures[path] = error.code; }
  Result<void> may_go_on() override { return {}; }

  std::map<std::string, ErrorCode> failures;
};

inline crypto::Secret password() {
  const ByteView typed = bytes_of("mot de passe fictif");
  return crypto::Secret(Bytes(typed.begin(), typed.end()));
}

/// Costs that are none: these tests open a repository hundreds of times.
inline repository::KeyMaker quick_key() { return {{}, "praticien", "cabinet", {.n = 2, .r = 1, .p = 1}}; }

inline repository::Config known_config() {
  repository::Config config;
  config.id = repository::RepositoryId(repository::RepositoryId::Raw{std::byte{1}});
  config.chunker_polynomial = 0x3DA3358B4DC173;
  return config;
}

/// Everything below a folder: path → content, "→ target" or "/".
inline std::map<std::string, std::string> files_in(machine::FileTree& files, const std::string& folder) {
  std::map<std::string, std::string> found;
  const auto opened = files.open_source(folder).value();
  const auto names = opened->names().value();
  for (const std::string& name : names) {
    const machine::EntryMetadata metadata = opened->entry(name).value();
    if (metadata.type == machine::EntryType::folder) {
      found[name] = "/";
      for (auto& [path, content] : files_in(files, folder + "/" + name)) found[name + "/" + path] = std::move(content);
    } else if (metadata.type == machine::EntryType::file) {
      Bytes content(metadata.size);
      REQUIRE(opened->open_file(name).value()->read(0, content).value() == content.size());
      found[name] = text_of(content);
    } else {
      found[name] = "→ " + metadata.link_target;
    }
  }
  return found;
}

/// Small, so that a few files need several packs.
inline constexpr std::uint64_t rehearsed_pack_size = 4096;

/// A place, a practice, and what is done with both from day to day.
class Rehearsal {
 public:
  Rehearsal() {
    REQUIRE(disk.make_folder("/place").has_value());
    REQUIRE(disk.sync_folder("/").has_value());
    store::LocalStore store(disk, "/place/r");
    REQUIRE(repository::create_repository(store, password(), quick_key(), known_config()));
  }

  /// As the program does it: a new process each time.
  Result<ArchiveOutcome> back_up(std::size_t threads = 0) {
    clock.pass(std::chrono::hours(24));
    store::LocalStore store(disk, "/place/r");
    const auto opened = TRY(repository::open_repository(store, password()));
    repository::Repository& repository = *opened.repository;
    repository::BlobTools tools = repository.make_tools();
    // What the disk does not give at this moment is left out, and goes on being there.
    static_cast<void>(TRY(repository.load_index(tools)));
    const auto list = TRY(repository::load_snapshots(repository, tools));
    ArchiveOptions options;
    options.paths = {"/cabinet"};
    options.started_at = clock.now();
    if (!list.snapshots.empty()) {
      options.parent_id = list.snapshots.back().id;
      options.parent = list.snapshots.back().snapshot;
    }
    repository::BlobWriter writer(repository, {.pack_size = rehearsed_pack_size});
    repository::PackSurvey survey = TRY(repository::survey_packs(repository, tools));
    REQUIRE(survey.missing.empty());
    for (repository::FinishedPack& pack : survey.orphans) writer.adopt(std::move(pack));
    Workers workers(threads, 2);
    QuietArchive observer;
    return archive(repository, writer, files, clock, options, observer, workers);
  }

  /// Restores every snapshot and compares it with its day. Returns how many there are.
  std::size_t restore_all() {
    store::LocalStore store(disk, "/place/r");
    const auto opened = repository::open_repository(store, password()).value();
    repository::BlobTools tools = opened.repository->make_tools();
    REQUIRE(opened.repository->load_index(tools).value().empty());
    const auto list = repository::load_snapshots(*opened.repository, tools).value();
    REQUIRE(list.quarantined.empty());
    for (const repository::LoadedSnapshot& loaded : list.snapshots) {
      CHECK(restored(*opened.repository, loaded.snapshot) == days.at(to_instant(loaded.snapshot.time)));
    }
    return list.snapshots.size();
  }

  /// What the next backup, a day from now, must bring back.
  void note_day() { days[clock.now() + std::chrono::hours(24)] = files_in(files, "/cabinet"); }

  machine::fake::MemoryDisk disk;
  machine::fake::MemoryFileTree files;
  StillClock clock;
  std::map<Instant, std::map<std::string, std::string>> days;

 private:
  static std::map<std::string, std::string> restored(repository::Repository& repository,
                                                     const repository::Snapshot& snapshot) {
    machine::fake::MemoryFileTree files;
    Workers workers(0, 2);
    QuietRestore observer;
    RestoreOptions options;
    options.tree = snapshot.tree;
    const auto outcome = restore(repository, *files.open_target("/ici").value(), options, observer, workers);
    REQUIRE(outcome.has_value());
    CHECK(outcome->errors == 0);
    return files_in(files, "/ici/cabinet");
  }
};

}  // namespace digue::backup::test
