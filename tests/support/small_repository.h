#pragma once

#include <doctest/doctest.h>

#include "backup/archive.h"
#include "backup/check.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "repository/polynomial.h"

namespace digue::backup::test {

/// Is told everything and does nothing.
class QuietArchive final : public ArchiveObserver {
 public:
  void item_done(const SavedItem&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string&, const Error&) override {}
  void excluded(const std::string&) override {}
  Result<void> may_go_on() override { return {}; }
};

class Findings final : public CheckObserver {
 public:
  void found(const Finding& finding) override { all.push_back(finding); }
  void bytes_expected(std::uint64_t) override {}
  void bytes_read(std::uint64_t) override {}
  Result<void> may_go_on() override { return {}; }

  bool contain(Fault fault, std::string_view item = "") const {
    for (const Finding& finding : all) {
      if (finding.fault == fault && (item.empty() || finding.item == item)) return true;
    }
    return false;
  }

  std::vector<Finding> all;
};

/// A repository of a few small files in any store, opened anew for each step as each command does.
class SmallRepository {
 public:
  explicit SmallRepository(store::Store& place) : store(place) {}

  void make() {
    repository::Config config;
    config.id = repository::RepositoryId(repository::RepositoryId::Raw{std::byte{1}});
    config.chunker_polynomial = 0x3DA3358B4DC173;
    REQUIRE(repository::Repository::create(store, key(), config).has_value());
  }

  std::unique_ptr<repository::Repository> open() { return repository::Repository::with_key(store, key()).value(); }

  /// Saves the folder "/data" of `files`.
  Result<repository::SnapshotId> save() {
    const auto repository = open();
    repository::BlobTools tools = repository->make_tools();
    TRY(repository->load_index(tools));
    repository::BlobWriter writer(*repository, {.pack_size = 4096});
    ArchiveOptions options;
    options.paths = {"/data"};
    options.author.host = "poste-test";
    options.started_at = Instant(std::chrono::seconds(1'790'000'000));
    machine::fake::Computer computer{machine::fake::Contents{}};
    QuietArchive observer;
    Workers workers(0, 1);
    const auto outcome = TRY(archive(*repository, writer, files, computer.clock(), options, observer, workers));
    return outcome.snapshot.value();
  }

  Result<CheckOutcome> check(Findings& findings, bool reads_data = true) {
    CheckOptions options;
    if (reads_data) options.reads = ReadSubset{};
    Workers workers(1, 2);
    return backup::check(*open(), options, findings, workers);
  }

  std::vector<store::FileId> names(store::FileType type) {
    std::vector<store::FileId> ids;
    const auto listed = store.list(type).value();
    for (const store::ListedFile& file : listed) ids.push_back(file.id);
    return ids;
  }

  store::Store& store;
  machine::fake::MemoryFileTree files;

 private:
  static crypto::Secret key() { return crypto::Secret(Bytes(crypto::seal_key_bytes, std::byte{7})); }
};

/// Bytes that do not get smaller, the same ones for the same seed.
inline std::string noise(std::size_t bytes, std::uint64_t seed) {
  std::string text(bytes, '\0');
  for (char& c : text) {
    seed = seed * 6364136223846793005 + 1442695040888963407;
    c = static_cast<char>(seed >> 56);
  }
  return text;
}

}  // namespace digue::backup::test
