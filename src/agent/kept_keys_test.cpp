#include "agent/kept_keys.h"

#include <doctest/doctest.h>

#include "agent/paper_key.h"
#include "agent/repository_here.h"
#include "agent/state.h"
#include "machine/fake/computer.h"
#include "machine/fake/disk.h"
#include "machine/fake/volumes.h"
#include "machine/sleeper.h"
#include "paper/payload.h"
#include "store/local.h"
#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

using store::FileType;

class NoSleep final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return {}; }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }
};

crypto::Secret password() {
  const ByteView bytes = bytes_of("mot de passe fictif");
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

machine::fake::Contents contents() {
  machine::fake::Contents contents;
  contents.now = parse_rfc3339("2026-11-24T13:00:00Z").value();
  return contents;
}

/// A repository in a folder of a disk in memory.
struct Lying {
  store::LocalStore store;
  repository::OpenedRepository opened;

  Lying(machine::Disk& disk, const std::string& folder) : store(disk, folder) {
    const repository::KeyMaker maker{repository::to_zoned(contents().now, 0), "camille", "accueil", {2, 1, 1}};
    opened = repository::create_repository(store, password(), maker, repository::make_config()).value();
  }
  repository::RepositoryId id() const { return opened.repository->config().id; }
  KeyFiles files() { return collect_key_files(store, opened.key, paper::max_payload_bytes).value(); }
};

/// The state is a real folder for its journal, and the same path on the disk in memory for the key files.
struct Practice {
  digue::test::TemporaryFolder folder;
  machine::fake::Computer computer{contents()};
  machine::fake::MemoryVolumes volumes;
  machine::fake::MemoryDisk disk;
  NoSleep sleeper;
  std::string state = folder.path() + "/state";
  PlaceTools tools{volumes, computer.files(), disk, sleeper, computer.clock(), state};

  Practice() {
    make_folders(state + "/kept-keys");
    make_folders("/bleu");
    make_folders("/rouge");
  }

  void make_folders(const std::string& path) {
    for (std::size_t at = 1; at != std::string::npos; ++at) {
      at = path.find('/', at);
      static_cast<void>(disk.make_folder(path.substr(0, at)));
      if (at == std::string::npos) break;
    }
  }

  Result<void> keep(const std::string& place, Lying& lying, const std::string& at) {
    return keep_keys({.id = place, .name = place}, lying.opened, at, tools);
  }

  int noted() {
    int count = 0;
    auto journal = open_state(state).value();
    REQUIRE(journal.oldest_first([&](const journal::Entry& entry) {
      count += entry.kind == "keys_kept" ? 1 : 0;
      return true;
    }));
    return count;
  }
};

TEST_CASE("what opens a repository is kept in the state, where it opens as one") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(kept_repositories(practice.state, practice.disk).value() == std::vector{blue.id()});
  CHECK(read_key_folder(practice.disk, kept_keys_folder(practice.state, blue.id())) == blue.files());
  store::LocalStore kept(practice.disk, kept_keys_folder(practice.state, blue.id()));
  CHECK(repository::open_repository(kept, password()).value().key == blue.opened.key);
}

TEST_CASE("each place has what opens the others, and not what opens itself") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  Lying red(practice.disk, "/rouge/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  REQUIRE(practice.keep("place-2", red, "/rouge/Digue"));
  CHECK(read_key_folder(practice.disk, "/rouge/Digue/digue/cles-" + blue.id().short_hex()) == blue.files());
  CHECK_FALSE(read_key_folder(practice.disk, "/bleu/Digue/digue/cles-" + red.id().short_hex()));
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(read_key_folder(practice.disk, "/bleu/Digue/digue/cles-" + red.id().short_hex()) == red.files());
  CHECK_FALSE(read_key_folder(practice.disk, "/bleu/Digue/digue/cles-" + blue.id().short_hex()));
}

TEST_CASE("the journal is told once, and again when the key changes") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(practice.noted() == 1);
  const repository::KeyMaker maker{repository::to_zoned(contents().now, 0), "camille", "accueil", {2, 1, 1}};
  blue.opened.key = repository::add_key(blue.opened, password(), maker).value();
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(practice.noted() == 2);
}

TEST_CASE("a key that was revoked is kept nowhere") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  const repository::KeyMaker maker{repository::to_zoned(contents().now, 0), "camille", "accueil", {2, 1, 1}};
  const repository::KeyId second = repository::add_key(blue.opened, password(), maker).value();
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(read_key_folder(practice.disk, kept_keys_folder(practice.state, blue.id())).value().keys.size() == 2);
  REQUIRE(repository::remove_key(blue.opened, second));
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(read_key_folder(practice.disk, kept_keys_folder(practice.state, blue.id())).value().keys.size() == 1);
}

TEST_CASE("a copy that somebody tore or changed is made anew") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  const std::string kept = kept_keys_folder(practice.state, blue.id());
  REQUIRE(practice.disk.overwrite(kept + "/config", Bytes(10)));
  REQUIRE(practice.disk.overwrite(kept + "/keys/" + blue.opened.key.hex(), Bytes(10)));
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(read_key_folder(practice.disk, kept) == blue.files());
}

TEST_CASE("a repository without keys and config finds its own among those that were kept") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  Lying red(practice.disk, "/rouge/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  REQUIRE(practice.keep("place-2", red, "/rouge/Digue"));
  const KeyFiles files = red.files();
  auto tools = red.opened.repository->make_tools();
  REQUIRE(red.opened.repository->save_unpacked(FileType::index, R"({"packs":[]})", tools));
  REQUIRE(red.store.remove({FileType::key, repository::file_id(red.opened.key)}));
  CHECK(find_kept_keys(red.store, practice.state, practice.disk, password()) == files);
  REQUIRE(red.store.remove({FileType::config, {}}));
  const auto found = find_kept_keys(red.store, practice.state, practice.disk, password());
  CHECK(found == files);
  CHECK(restore_key_files(red.store, *found).value().wrote_config);
  CHECK(repository::open_repository(red.store, password()).value().repository->config().id == red.id());
}

TEST_CASE("a repository that nobody kept finds nothing") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  Lying strange(practice.disk, "/rouge/Digue");
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  const auto found = find_kept_keys(strange.store, practice.state, practice.disk, password());
  CHECK(found.error().code == ErrorCode::not_found);
}

TEST_CASE("a place tells which sheet opens it, here and where nothing is known") {
  Practice practice;
  Lying blue(practice.disk, "/bleu/Digue");
  CHECK_FALSE(sheet_mark_of(blue.store, "/bleu/Digue", practice.state, practice.disk));
  REQUIRE(practice.keep("place-1", blue, "/bleu/Digue"));
  CHECK(sheet_mark_of(blue.store, std::nullopt, practice.state, practice.disk) == blue.id().short_hex());
  CHECK(sheet_mark_of(blue.store, "/bleu/Digue", "/elsewhere", practice.disk) == blue.id().short_hex());
  REQUIRE(practice.disk.overwrite("/bleu/Digue/digue/repere", Bytes(9, std::byte{'x'})));
  CHECK_FALSE(sheet_mark_of(blue.store, "/bleu/Digue", "/elsewhere", practice.disk));
}

}  // namespace
}  // namespace digue::agent
