#include "backup/sources/overlay_tree.h"

#include "backup/sources/sources_test.h"
#include "support/streamed_practice.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryFileTree;
using test::content;
using test::noise;
using test::opens;
using Practice = test::StreamedPractice;

constexpr const char* folder = Practice::folder;

/// Whether a folder has an entry of that name.
bool has(MemoryFileTree& files, const std::string& in, const std::string& name) {
  const auto opened = files.open_source(in);
  return opened && (*opened)->status(name);
}

TEST_CASE("one snapshot holds folders and streams, and both come back whole") {
  Practice practice;
  const std::string large = noise(std::size_t{21} * 1024 * 1024 + 4321, 1);
  const ArchiveOutcome outcome =
      practice.save({{"database-2.sql", opens("-- Dump completed")}, {"database-1.dump", opens(large)}});
  CHECK(practice.failures.all.empty());
  CHECK(outcome.summary.total_files_processed == 3);
  MemoryFileTree into;
  practice.restore_last(into);
  CHECK(content(into, "/digue-databases/database-1.dump") == large);
  CHECK(content(into, "/digue-databases/database-2.sql") == "-- Dump completed");
  CHECK(content(into, "/cabinet/agenda.txt") == "lundi 9 h : DUPONT Test");
  const auto& metadata = into.metadata("/digue-databases/database-1.dump");
  CHECK(metadata.permissions == 0600);
  CHECK(metadata.size == large.size());
  CHECK(metadata.modified_at == machine::FileTime{1'790'000'000, 0});
}

TEST_CASE("the sizes at which pieces and chunks end make no difference to what comes back") {
  Practice practice;
  std::vector<StreamedFile> databases;
  const std::vector<std::size_t> sizes = {0,         1,         524'287,   524'288,   4'194'303,
                                          4'194'304, 4'194'305, 8'388'608, 8'388'609, 16'777'216};
  for (const std::size_t size : sizes) databases.push_back({std::to_string(size), opens(noise(size, size))});
  practice.save(databases);
  CHECK(practice.failures.all.empty());
  MemoryFileTree into;
  practice.restore_last(into);
  for (const std::size_t size : sizes) {
    CHECK(content(into, "/digue-databases/" + std::to_string(size)) == noise(size, size));
  }
}

TEST_CASE("the same stream a second time adds not a byte, and is read nevertheless") {
  Practice practice;
  int opened = 0;
  const std::string large = noise(std::size_t{9} * 1024 * 1024, 2);
  const OpenContent counts = [&] {
    ++opened;
    return opens(large)();
  };
  practice.save({{"database-1.dump", counts}});
  const ArchiveOutcome second = practice.save({{"database-1.dump", counts}});
  CHECK(opened == 2);
  CHECK(second.summary.data_added == 0);
  CHECK(second.summary.data_blobs == 0);
}

TEST_CASE("a stream that breaks is in no snapshot, in whole or in part, and is named; all else is saved") {
  for (const std::size_t size : {std::size_t{0}, std::size_t{10}, std::size_t{13} * 1024 * 1024}) {
    CAPTURE(size);
    Practice practice;
    practice.save({{"database-1.dump", opens("yesterday")}});
    const Error broken{ErrorCode::unavailable, "the server stopped"};
    const ArchiveOutcome outcome = practice.save(
        {{"database-1.dump", opens(noise(size, 3), broken)}, {"database-2.dump", opens("another server")}});
    CHECK(outcome.errors == 1);
    CHECK(practice.failures.all ==
          std::vector<std::pair<std::string, ErrorCode>>{{"/digue-databases/database-1.dump", ErrorCode::unavailable}});
    MemoryFileTree into;
    practice.restore_last(into);
    CHECK_FALSE(has(into, folder, "database-1.dump"));
    CHECK(content(into, "/digue-databases/database-2.dump") == "another server");
    CHECK(content(into, "/cabinet/agenda.txt") == "lundi 9 h : DUPONT Test");
  }
}

TEST_CASE("a stream that cannot be opened is named, and the snapshot before keeps what it has") {
  Practice practice;
  practice.save({{"database-1.dump", opens("yesterday")}});
  const repository::Snapshot before = practice.last.value();
  practice.save({{"database-1.dump", []() -> Result<std::unique_ptr<ContentStream>> {
                    return failure(ErrorCode::denied, "a password file that others may read");
                  }}});
  CHECK(practice.failures.all.size() == 1);
  CHECK(practice.failures.all.at(0).second == ErrorCode::denied);
  practice.last = before;
  MemoryFileTree into;
  practice.restore_last(into);
  CHECK(content(into, "/digue-databases/database-1.dump") == "yesterday");
}

TEST_CASE("no exclude leaves a streamed file out") {
  Practice practice;
  practice.save({{"database-1.dump", opens("all of it")}}, "*.dump");
  practice.save({{"database-1.dump", opens("all of it")}}, folder);
  CHECK(practice.failures.all.empty());
  MemoryFileTree into;
  practice.restore_last(into);
  CHECK(content(into, "/digue-databases/database-1.dump") == "all of it");
}

TEST_CASE("a stream is read in its order and breaks for good") {
  MemoryFileTree files;
  OverlayTree tree(files, folder, {{"a", opens("abc", Error{ErrorCode::unavailable, "broken"})}, {"b", opens("abc")}},
                   {});
  const auto opened = tree.open_source("/digue-databases/").value();
  Bytes part(10);
  const auto broken = opened->open_file("a").value();
  CHECK(broken->read(0, part).error().code == ErrorCode::unavailable);
  CHECK(broken->read(0, part).error().code == ErrorCode::unavailable);
  const auto whole = opened->open_file("b").value();
  CHECK(whole->read(1, part).error().code == ErrorCode::bug);
  CHECK(whole->read(0, std::span(part).first(2)).value() == 2);
  CHECK(whole->read(2, part).value() == 1);
  CHECK(whole->read(3, part).value() == 0);
  CHECK(opened->open_file("c").error().code == ErrorCode::not_found);
  CHECK(opened->open_folder("a").error().code == ErrorCode::invalid_input);
}

TEST_CASE("everything outside the folder of streams is the real one's") {
  MemoryFileTree files;
  files.put_file("/digue-databases-2/x", "real");
  OverlayTree tree(files, folder, {}, {});
  CHECK(tree.open_source("/digue-databases-2").value()->names().value() == std::vector<std::string>{"x"});
  CHECK(tree.open_source("/missing").error().code == ErrorCode::not_found);
  CHECK(tree.absolute("/digue-databases/../a").value() == "/a");
  REQUIRE(tree.open_target("/new"));
  CHECK(files.open_source("/new"));
}

}  // namespace
}  // namespace digue::backup
