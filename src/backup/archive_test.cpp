#include "backup/archive.h"

#include <doctest/doctest.h>

#include <random>

#include "backup/restore.h"
#include "machine/fake/file_tree.h"
#include "repository/keys.h"
#include "repository/polynomial.h"
#include "repository/snapshots.h"
#include "store/memory.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryFileTree;
using store::MemoryStore;

class StoppedClock final : public machine::Clock {
 public:
  Instant now() const override { return Instant(std::chrono::seconds(1'800'000'000)); }
  std::chrono::seconds ahead_of_utc(Instant) const override { return std::chrono::hours(1); }
};

class ArchiveLog final : public ArchiveObserver {
 public:
  void item_done(const SavedItem& item) override { done.push_back(item.path); }
  void bytes_done(std::uint64_t count) override { bytes += count; }
  void failed(const std::string& path, const Error& error) override { failures.push_back(path + ": " + error.detail); }
  void excluded(const std::string&) override {}
  Result<void> may_go_on() override {
    if (++questions > patience) return failure(ErrorCode::cancelled, "enough");
    return {};
  }

  std::vector<std::string> done;
  std::uint64_t bytes = 0;
  std::vector<std::string> failures;
  std::atomic<std::uint64_t> questions = 0;
  std::uint64_t patience = UINT64_MAX;
};

class RestoreLog final : public RestoreObserver {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string& path, const Error& error) override { failures.push_back(path + ": " + error.detail); }
  Result<void> may_go_on() override { return {}; }

  std::vector<std::string> failures;
};

/// The same bytes in every run, and no two chunks of them alike.
std::string noise(std::size_t length, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::string bytes(length, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
  return bytes;
}

/// Several jobs of small files, and one file of several pieces.
void furnish(MemoryFileTree& files) {
  for (std::uint32_t i = 0; i < 150; ++i) {
    files.put_file("/cabinet/radios/" + std::to_string(i) + ".dcm", noise(i * 37, i));
  }
  files.put_file("/cabinet/agenda.txt", "lundi 9 h : DUPONT Test");
  files.put_file("/cabinet/grand.sqlite", noise(std::size_t{9} * 1024 * 1024 + 12'345, 1));
  files.put_file("/cabinet/trous.img", std::string(5'000'000, '\0') + "fin");
  files.put_folder("/cabinet/vide");
  files.put_hard_link("/cabinet/agenda.txt", "/cabinet/copie.txt");
  files.put_link("/cabinet/lien", "agenda.txt");
}

std::unique_ptr<repository::Repository> new_repository(store::Store& store) {
  const auto polynomial = repository::Polynomial::from_hex("3da3358b4dc173").value();
  const repository::KeyMaker maker{{}, "camille", "accueil", {16, 1, 1}};
  const crypto::Secret password(Bytes(8, std::byte{'x'}));
  return std::move(repository::create_repository(store, password, maker, {.chunker_polynomial = polynomial.bits})
                       .value()
                       .repository);
}

ArchiveOptions cabinet() {
  ArchiveOptions options;
  options.paths = {"/cabinet"};
  options.author.host = "accueil";
  options.started_at = StoppedClock().now();
  return options;
}

Result<ArchiveOutcome> archive_with_threads(repository::Repository& repository, MemoryFileTree& files,
                                            const ArchiveOptions& options, ArchiveLog& log) {
  Workers workers(3, 2);
  repository::BlobWriter writer(repository);
  return archive(repository, writer, files, StoppedClock(), options, log, workers);
}

/// As somebody does who has the password and the store, and nothing else.
RestoreOutcome restore_with_threads(store::Store& store, MemoryFileTree& into, RestoreLog& log) {
  const crypto::Secret password(Bytes(8, std::byte{'x'}));
  const auto opened = repository::open_repository(store, password).value();
  auto tools = opened.repository->make_tools();
  REQUIRE(opened.repository->load_index(tools).value().empty());
  const auto list = repository::load_snapshots(*opened.repository, tools).value();
  RestoreOptions options;
  options.tree = repository::find_snapshot(list, "latest").value()->snapshot.tree;
  options.verifies = true;
  const auto target = into.open_target("/").value();
  Workers workers(3, 2);
  return restore(*opened.repository, *target, options, log, workers).value();
}

void check_same(machine::SourceFolder& left, MemoryFileTree& left_files, machine::SourceFolder& right,
                MemoryFileTree& right_files, const std::string& path) {
  const auto names = left.names().value();
  CHECK(right.names() == names);
  for (const std::string& name : names) {
    const std::string below = path + "/" + name;
    INFO(below);
    const auto is = right.entry(name).value();
    const auto was = left.entry(name).value();
    CHECK(is.type == was.type);
    CHECK(is.permissions == was.permissions);
    CHECK(is.modified_at == was.modified_at);
    CHECK(is.link_target == was.link_target);
    CHECK(is.links == was.links);
    if (was.type == machine::EntryType::file) {
      const bool has_same_content = left_files.content(below) == right_files.content(below);
      CHECK(has_same_content);
    }
    if (was.type != machine::EntryType::folder) continue;
    check_same(*left.open_folder(name).value(), left_files, *right.open_folder(name).value(), right_files, below);
  }
}

TEST_CASE("what several threads archive, several threads restore as it was") {
  MemoryFileTree files;
  furnish(files);
  MemoryStore store;
  const auto repository = new_repository(store);
  ArchiveLog log;
  const auto outcome = archive_with_threads(*repository, files, cabinet(), log);
  const std::string why = outcome ? "" : outcome.error().detail;
  INFO(why);
  REQUIRE(outcome.has_value());
  CHECK(log.failures.empty());
  CHECK(outcome->errors == 0);
  CHECK(outcome->summary.files_new == 154);
  CHECK(outcome->summary.total_files_processed == 154);
  CHECK(log.bytes == outcome->summary.total_bytes_processed);

  MemoryFileTree restored;
  RestoreLog restore_log;
  const RestoreOutcome restoration = restore_with_threads(store, restored, restore_log);
  CHECK(restore_log.failures.empty());
  CHECK(restoration.errors == 0);
  CHECK(restoration.bytes_restored > 0);
  check_same(*files.open_source("/").value(), files, *restored.open_source("/").value(), restored, "");
}

TEST_CASE("an archive of what has not changed reads no file and adds nothing") {
  MemoryFileTree files;
  furnish(files);
  MemoryStore store;
  const auto repository = new_repository(store);
  ArchiveLog log;
  const auto first = archive_with_threads(*repository, files, cabinet(), log).value();
  auto tools = repository->make_tools();
  const auto list = repository::load_snapshots(*repository, tools).value();

  ArchiveOptions options = cabinet();
  options.parent_id = first.snapshot;
  options.parent = list.snapshots.front().snapshot;
  files.on_step([](std::string_view method, const std::string& name) -> Result<void> {
    if (method == "open_file") return failure(ErrorCode::bug, name + " is read again");
    return {};
  });
  const auto packs = store.list(store::FileType::pack).value();
  ArchiveLog second_log;
  const auto second = archive_with_threads(*repository, files, options, second_log).value();
  CHECK(second_log.failures.empty());
  CHECK(second.summary.files_unmodified == 154);
  CHECK(second.summary.data_blobs == 0);
  CHECK(second.summary.tree_blobs == 0);
  CHECK(second.summary.data_added == 0);
  CHECK(store.list(store::FileType::pack).value() == packs);
}

TEST_CASE("an archive without a parent finds its blobs again") {
  MemoryFileTree files;
  furnish(files);
  MemoryStore store;
  const auto repository = new_repository(store);
  ArchiveLog log;
  REQUIRE(archive_with_threads(*repository, files, cabinet(), log).has_value());
  ArchiveLog second_log;
  const auto second = archive_with_threads(*repository, files, cabinet(), second_log).value();
  CHECK(second.summary.files_new == 154);
  CHECK(second.summary.data_added == 0);
}

TEST_CASE("a file that cannot be read is reported, and the others are saved") {
  MemoryFileTree files;
  furnish(files);
  files.on_step([](std::string_view method, const std::string& name) -> Result<void> {
    if (method == "open_file" && (name == "7.dcm" || name == "grand.sqlite")) return failure(ErrorCode::denied, "no");
    return {};
  });
  MemoryStore store;
  const auto repository = new_repository(store);
  ArchiveLog log;
  const auto outcome = archive_with_threads(*repository, files, cabinet(), log).value();
  CHECK(outcome.errors == 2);
  CHECK(log.failures.size() == 2);
  CHECK(outcome.summary.files_new == 152);
  CHECK(outcome.snapshot.has_value());
}

TEST_CASE("folders that are too deep are reported, and the others are saved") {
  MemoryFileTree files;
  furnish(files);
  std::string path = "/cabinet";
  for (int i = 0; i < 20; ++i) path += "/d";
  files.put_file(path + "/at the end", "far down");
  MemoryStore store;
  const auto repository = new_repository(store);
  ArchiveOptions options = cabinet();
  options.max_depth = 21;
  ArchiveLog log;
  CHECK(archive_with_threads(*repository, files, options, log).value().errors == 0);
  options.max_depth = 10;
  const auto outcome = archive_with_threads(*repository, files, options, log).value();
  CHECK(outcome.errors == 1);
  CHECK(log.failures.size() == 1);
  CHECK(outcome.summary.files_new == 154);
}

TEST_CASE("an archive may go as deep as files can be open beside all else") {
  CHECK(depth_with_open_files(16'384) == 2'000);
  CHECK(depth_with_open_files(1'024) == 512);
  CHECK(depth_with_open_files(64) == 32);
}

TEST_CASE("an archive that is told to end leaves no snapshot") {
  for (const std::uint64_t patience : {0U, 1U, 20U, 100U}) {
    MemoryFileTree files;
    furnish(files);
    MemoryStore store;
    const auto repository = new_repository(store);
    ArchiveLog log;
    log.patience = patience;
    const auto outcome = archive_with_threads(*repository, files, cabinet(), log);
    REQUIRE_FALSE(outcome.has_value());
    CHECK(outcome.error().code == ErrorCode::cancelled);
    CHECK(store.list(store::FileType::snapshot).value().empty());
  }
}

}  // namespace
}  // namespace digue::backup
