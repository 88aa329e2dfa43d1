#include "backup/check.h"

#include "repository/tree.h"
#include "store/memory.h"
#include "support/small_repository.h"

namespace digue::backup {
namespace {

using store::FileType;
using test::Findings;
using test::noise;
using test::SmallRepository;

struct Practice {
  Practice() {
    repository.make();
    repository.files.put_file("/data/agenda", noise(3000, 1));
    repository.files.put_file("/data/photos/0042.jpg", noise(9000, 2));
    repository.files.put_file("/data/empty", "");
    REQUIRE(repository.save().has_value());
  }

  /// A snapshot whose root has this one node.
  void forge(const repository::Node& node) {
    const auto opened = repository.open();
    repository::BlobTools tools = opened->make_tools();
    REQUIRE(opened->load_index(tools).has_value());
    repository::TreeWriter tree;
    REQUIRE(tree.add(node).has_value());
    const std::string text = tree.finish();
    const ByteView content = bytes_of(text);
    repository::BlobWriter writer(*opened);
    repository::Snapshot snapshot;
    snapshot.tree = writer.save(repository::BlobType::tree, {&content, 1}, tools).value().front().id;
    REQUIRE(writer.flush(tools).has_value());
    REQUIRE(opened->save_unpacked(FileType::snapshot, repository::to_json(snapshot), tools).has_value());
  }

  void drop_junk(FileType type) {
    const Bytes junk(100, std::byte{42});
    REQUIRE(store.save({type, store::FileId(crypto::sha256(junk))}, junk).has_value());
  }

  store::MemoryStore store;
  SmallRepository repository{store};
  Findings findings;
};

TEST_CASE("A whole repository has no errors, and all of it is read") {
  Practice practice;
  const CheckOutcome outcome = practice.repository.check(practice.findings).value();
  CHECK(outcome.errors == 0);
  CHECK(practice.findings.all.empty());
  CHECK(outcome.snapshots == 1);
  CHECK(outcome.files == 3);
  CHECK(outcome.packs_read == outcome.packs);
  CHECK(outcome.bytes_read > 12'000);
}

TEST_CASE("A changed byte anywhere in any pack is found when the data is read") {
  Practice practice;
  for (const store::FileId& id : practice.repository.names(FileType::pack)) {
    const store::FileName name{FileType::pack, id};
    const Bytes whole = practice.store.load(name, 1 << 20).value();
    for (std::size_t at = 0; at < whole.size(); at += whole.size() / 10 + 1) {
      Bytes broken = whole;
      broken[at] ^= std::byte{1};
      practice.store.overwrite(name, broken);
      Findings findings;
      const CheckOutcome outcome = practice.repository.check(findings).value();
      CHECK(outcome.errors > 0);
      CHECK((findings.contain(Fault::pack_content) || findings.contain(Fault::tree_unreadable)));
    }
    practice.store.overwrite(name, whole);
  }
}

TEST_CASE("A pack that is cut short is found without reading it, and is broken") {
  Practice practice;
  const store::FileName name{FileType::pack, practice.repository.names(FileType::pack).front()};
  Bytes content = practice.store.load(name, 1 << 20).value();
  content.pop_back();
  practice.store.overwrite(name, content);
  const CheckOutcome outcome = practice.repository.check(practice.findings, false).value();
  CHECK(practice.findings.contain(Fault::pack_length, store::describe(name)));
  CHECK(outcome.broken_packs == std::vector{repository::PackId(name.id.raw())});
}

TEST_CASE("What is written behind a pack is named and not read") {
  Practice practice;
  const store::FileName name{FileType::pack, practice.repository.names(FileType::pack).front()};
  Bytes content = practice.store.load(name, 1 << 20).value();
  const std::uint64_t before = practice.repository.check(practice.findings).value().bytes_read;
  content.resize(content.size() + 5'000'000);
  practice.store.overwrite(name, content);
  Findings findings;
  const CheckOutcome outcome = practice.repository.check(findings).value();
  CHECK(outcome.bytes_read == before);
  CHECK(outcome.errors == 1);
  CHECK(findings.contain(Fault::pack_length, store::describe(name)));
}

TEST_CASE("A pack that is gone is named, and who needs it too") {
  Practice practice;
  for (const store::FileId& id : practice.repository.names(FileType::pack)) {
    REQUIRE(practice.store.remove({FileType::pack, id}).has_value());
  }
  const CheckOutcome outcome = practice.repository.check(practice.findings).value();
  CHECK(outcome.errors > 0);
  CHECK(practice.findings.contain(Fault::pack_missing));
  CHECK(practice.findings.contain(Fault::tree_unreadable, "/"));
}

TEST_CASE("Junk among indexes and snapshots is an error, and the rest is checked") {
  Practice practice;
  practice.drop_junk(FileType::index);
  practice.drop_junk(FileType::snapshot);
  const CheckOutcome outcome = practice.repository.check(practice.findings).value();
  CHECK(outcome.errors == 2);
  CHECK(practice.findings.contain(Fault::index_unreadable));
  CHECK(practice.findings.contain(Fault::snapshot_unreadable));
  CHECK(outcome.files == 3);
}

TEST_CASE("A pack that no index names is a hint and no error") {
  Practice practice;
  practice.drop_junk(FileType::pack);
  const CheckOutcome outcome = practice.repository.check(practice.findings).value();
  CHECK(outcome.errors == 0);
  CHECK(outcome.suggests_prune);
  CHECK(practice.findings.contain(Fault::pack_orphaned));
}

TEST_CASE("A file whose size is not the sum of its blobs is found") {
  Practice practice;
  practice.forge({.name = "liar", .size = 1, .content = std::vector<repository::BlobId>()});
  CHECK(practice.repository.check(practice.findings).value().errors == 1);
  CHECK(practice.findings.contain(Fault::file_length, "/liar"));
}

TEST_CASE("Names that lead elsewhere, and files and folders without what they need, are found") {
  Practice practice;
  practice.forge({.name = "..", .type = repository::NodeType::symlink});
  practice.forge({.name = "hollow"});
  practice.forge({.name = "folder", .type = repository::NodeType::dir});
  practice.forge({.name = "torn", .content = std::vector{repository::BlobId()}});
  CHECK(practice.repository.check(practice.findings).value().errors == 4);
  CHECK(practice.findings.contain(Fault::node_name, "/.."));
  CHECK(practice.findings.contain(Fault::file_without_content, "/hollow"));
  CHECK(practice.findings.contain(Fault::tree_unreadable, "/folder"));
  CHECK(practice.findings.contain(Fault::blob_missing, "/torn"));
}

TEST_CASE("The subset of packs is a part, a share or an amount") {
  CHECK(parse_read_subset("2/5").value().part == 2);
  CHECK(parse_read_subset("2/5").value().parts == 5);
  CHECK(parse_read_subset("2.5%").value().percent == 2.5);
  CHECK(parse_read_subset("3M").value().bytes == 3'145'728);
  for (const char* text : {"", "0/5", "6/5", "1/", "0%", "101%", "-1%", "nan%", "x", "0"}) {
    CHECK_FALSE(parse_read_subset(text).has_value());
  }
}

TEST_CASE("The parts of a repository together are all of it") {
  Practice practice;
  std::uint64_t read = 0;
  for (std::uint64_t part = 1; part <= 3; ++part) {
    Workers workers(0, 1);
    read += check(*practice.repository.open(), {ReadSubset{part, 3, {}, {}}}, practice.findings, workers)
                .value()
                .packs_read;
  }
  CHECK(read == practice.repository.names(FileType::pack).size());
}

}  // namespace
}  // namespace digue::backup
