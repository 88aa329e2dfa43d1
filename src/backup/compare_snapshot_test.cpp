#include "backup/compare_snapshot.h"

#include <doctest/doctest.h>

#include "backup/restore.h"
#include "repository/snapshots.h"
#include "store/memory.h"
#include "support/small_repository.h"

namespace digue::backup {
namespace {

using machine::EntryType;

using Counts = std::map<Difference, std::uint64_t>;

class QuietRestore final : public RestoreObserver {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string&, const Error&) override {}
  Result<void> may_go_on() override { return {}; }
};

/// A snapshot, and what was restored of it.
struct Restored {
  store::MemoryStore store;
  test::SmallRepository small{store};
  machine::fake::MemoryFileTree copy;
  std::unique_ptr<repository::Repository> repository;
  SnapshotComparison options;

  Restored() {
    small.make();
    auto& files = small.files;
    files.put_file("/data/agenda.db", "agenda");
    files.put_file("/data/vide", "");
    files.put_file("/data/radios/1.dcm", test::noise(3'000'000, 1));
    files.put_hard_link("/data/agenda.db", "/data/copie.db");
    files.put_link("/data/lien", "agenda.db");
    files.put_special("/data/fifo", EntryType::fifo);
    files.put_special("/data/prise", EntryType::socket);
    for (const char* name : {"/agenda.db", "/vide", "/radios", "/radios/1.dcm", "/lien", "/fifo"}) {
      auto& metadata = files.metadata("/data" + std::string(name));
      metadata.modified_at = {1'700'000'000, 5};
      metadata.attributes = {{"user.a", Bytes(2)}, {"user.b", Bytes(3)}};
    }
    const auto saved = small.save().value();
    repository = small.open();
    repository::BlobTools tools = repository->make_tools();
    REQUIRE(repository->load_index(tools));
    const auto list = repository::load_snapshots(*repository, tools).value();
    options.tree = list.snapshots.front().snapshot.tree;
    REQUIRE(list.snapshots.front().id == saved);
  }

  void restore() {
    RestoreOptions wanted;
    wanted.tree = options.tree;
    wanted.selects = options.selects;
    const auto target = copy.open_target("/copie").value();
    QuietRestore quiet;
    Workers workers(0, 1);
    REQUIRE(backup::restore(*repository, *target, wanted, quiet, workers).has_value());
  }

  Comparison compare() {
    const auto folder = copy.open_source("/copie").value();
    return compare_with_snapshot(*repository, options, *folder).value();
  }

  /// Whose hand changes what is in a folder changes the folder's time too.
  Counts differences_but_times() {
    Counts found = compare().differences;
    found.erase(Difference::modified_at);
    return found;
  }

  machine::EntryMetadata& entry(const std::string& name) { return copy.metadata("/copie/data/" + name); }
};

TEST_CASE("what came back of a snapshot is the same, though the originals are gone") {
  Restored restored;
  restored.small.files.drop("/data");
  restored.restore();
  const Comparison comparison = restored.compare();
  CHECK(comparison.is_same());
  CHECK(comparison.files == 4);
  CHECK(comparison.folders == 2);
  CHECK(comparison.others == 2);
  CHECK(comparison.bytes == 3'000'000 + 2 * 6);
}

TEST_CASE("each thing that a restore promises is a difference of its own kind") {
  const std::vector<std::pair<Difference, std::function<void(Restored&)>>> changes = {
      {Difference::content, [](Restored& r) { r.copy.content("/copie/data/radios/1.dcm")[2'999'999] ^= std::byte{1}; }},
      {Difference::content, [](Restored& r) { r.copy.content("/copie/data/vide").push_back(std::byte{0}); }},
      {Difference::content, [](Restored& r) { r.copy.content("/copie/data/radios/1.dcm").pop_back(); }},
      {Difference::missing, [](Restored& r) { r.copy.drop("/copie/data/radios/1.dcm"); }},
      {Difference::added, [](Restored& r) { r.copy.put_file("/copie/data/radios/2.dcm", "x"); }},
      {Difference::permissions, [](Restored& r) { r.entry("radios").permissions = 0777; }},
      {Difference::owner, [](Restored& r) { r.entry("vide").user_id = 4'242; }},
      {Difference::modified_at, [](Restored& r) { r.entry("radios/1.dcm").modified_at.nanoseconds = 6; }},
      {Difference::link_target, [](Restored& r) { r.entry("lien").link_target = "vide"; }},
      {Difference::attributes, [](Restored& r) { r.entry("radios").attributes.pop_back(); }},
      {Difference::unreadable, [](Restored& r) { r.entry("radios").unread_attributes = {""}; }},
      {Difference::type, [](Restored& r) { r.entry("fifo").type = EntryType::char_device; }},
  };
  for (const auto& [kind, change] : changes) {
    CAPTURE(name_of(kind));
    Restored restored;
    restored.restore();
    change(restored);
    if (kind == Difference::modified_at) {
      CHECK(restored.compare().differences == Counts{{kind, 1}});
    } else {
      CHECK(restored.differences_but_times() == Counts{{kind, 1}});
    }
  }
}

TEST_CASE("two names of one file that came back as two files are a difference") {
  Restored restored;
  restored.restore();
  restored.copy.drop("/copie/data/copie.db");
  restored.copy.put_file("/copie/data/copie.db", "agenda");
  restored.entry("copie.db") = restored.entry("agenda.db");
  restored.entry("copie.db").inode += 1'000;
  CHECK(restored.differences_but_times() == Counts{{Difference::hard_links, 1}});
}

TEST_CASE("of a choice only the chosen is expected, with the folders on the way") {
  Restored restored;
  restored.options.selects = [](const std::string& path, bool) {
    return path == "/data" || path == "/data/radios" || path == "/data/radios/1.dcm";
  };
  restored.restore();
  const Comparison comparison = restored.compare();
  CHECK(comparison.is_same());
  CHECK(comparison.files == 1);
  CHECK(comparison.folders == 2);
  restored.copy.put_file("/copie/data/vide", "");
  CHECK(restored.differences_but_times() == Counts{{Difference::added, 1}});
}

TEST_CASE("each file that is the same is handed on, and no other") {
  Restored restored;
  restored.restore();
  restored.copy.content("/copie/data/agenda.db")[0] ^= std::byte{1};
  std::vector<std::string> handed;
  restored.options.same_file = [&](const std::string& path, machine::SourceFile&) { handed.push_back(path); };
  restored.compare();
  CHECK(handed == std::vector<std::string>{"/data/radios/1.dcm", "/data/vide"});
}

TEST_CASE("a person may stop the comparison") {
  Restored restored;
  restored.restore();
  restored.options.goes_on = [](std::uint64_t) -> Result<void> { return failure(ErrorCode::cancelled, "enough"); };
  const auto folder = restored.copy.open_source("/copie").value();
  CHECK(compare_with_snapshot(*restored.repository, restored.options, *folder).error().code == ErrorCode::cancelled);
}

}  // namespace
}  // namespace digue::backup
