#include "repository/snapshot.h"

#include <doctest/doctest.h>

#include "repository/config.h"
#include "repository/lock_file.h"

namespace digue::repository {
namespace {

const std::string a_tree = "4718c5ad979276854bb13283761cbf4f1f100dfc4910cdc4b9ccb228abd2bf0e";
const std::string an_id = "93a1811f4774006a79f84abafcdb72b165ffec5c74613bbcf94e1f3f75e94c7f";

template <typename Parsed>
bool is_damaged(const Parsed& parsed) {
  return !parsed && parsed.error().code == ErrorCode::damaged;
}

TEST_CASE("a snapshot of restic 0.19.1 is written again byte for byte") {
  const std::string json =
      R"({"time":"2026-11-24T20:04:15.471842292+01:00","parent":")" + an_id + R"(","tree":")" + a_tree +
      R"(","paths":["/home/test/<1>"],"hostname":"poste-test","username":"test","uid":1000,"gid":1000,)"
      R"("excludes":["*.tmp"],"tags":["a","b"],"original":")" +
      an_id +
      R"(","program_version":"restic 0.19.1","summary":{"backup_start":"2026-11-24T20:04:15.471842292+01:00",)"
      R"("backup_end":"2026-11-24T20:04:19.783533291+01:00","files_new":18261,"files_changed":0,)"
      R"("files_unmodified":0,"dirs_new":0,"dirs_changed":0,"dirs_unmodified":0,"data_blobs":0,"tree_blobs":1,)"
      R"("data_added":16007066,"data_added_packed":1431817,"total_files_processed":18261,"total_bytes_processed":0}})";
  std::string escaped = json;
  escaped.replace(escaped.find("<1>"), 3, "\\u003c1\\u003e");
  const auto snapshot = parse_snapshot(json);
  REQUIRE(snapshot.has_value());
  CHECK(snapshot->tree.hex() == a_tree);
  CHECK(snapshot->paths.front() == "/home/test/<1>");
  CHECK(snapshot->time.nanoseconds == 471'842'292);
  CHECK(snapshot->time.utc_offset_seconds == 3600);
  CHECK(snapshot->summary->data_added == 16'007'066);
  CHECK(to_json(*snapshot) == escaped);
}

TEST_CASE("what a snapshot has not is not written") {
  Snapshot snapshot;
  CHECK(to_json(snapshot) == R"({"time":"1970-01-01T00:00:00Z","tree":")" + std::string(64, '0') + R"(","paths":[]})");
}

TEST_CASE("what other programs keep in a snapshot is still there when it is written again") {
  const std::string json =
      R"({"label":"test","time":"2026-11-24T20:04:15Z","delete":{"After": "2027-01-01T00:00:00Z"},)"
      R"("tree":")" +
      a_tree + R"(","paths":null,"parents":["x"],"summary":{"command":"x","files_new":1}})";
  const auto snapshot = parse_snapshot(json);
  REQUIRE(snapshot.has_value());
  CHECK(snapshot->unknown == RawMembers{{"label", R"("test")"},
                                        {"delete", R"({"After": "2027-01-01T00:00:00Z"})"},
                                        {"parents", R"(["x"])"}});
  CHECK(snapshot->summary->unknown == RawMembers{{"command", R"("x")"}});
  CHECK(parse_snapshot(to_json(*snapshot)) == *snapshot);
}

TEST_CASE("what is no snapshot is damaged") {
  const std::string tree = R"("tree":")" + a_tree + '"';
  CHECK(parse_snapshot(R"({"time":"2026-11-24T20:04:15Z",)" + tree + "}").has_value());
  for (const std::string& wrong :
       {std::string(), std::string("{}"), std::string("[]"), "{" + tree + "}",
        std::string(R"({"time":"2026-11-24T20:04:15Z"})"),
        R"({"time":"2026-11-24T20:04:15Z","tree":null})" + std::string(), R"({"time":"yesterday",)" + tree + "}",
        R"({"time":"2026-11-24T20:04:15Z",)" + tree + R"(,"paths":"x"})",
        R"({"time":"2026-11-24T20:04:15Z",)" + tree}) {
    CAPTURE(wrong);
    CHECK(is_damaged(parse_snapshot(wrong)));
  }
}

TEST_CASE("a config is written as restic writes it") {
  const std::string json = R"({"version":2,"id":")" + an_id + R"(","chunker_polynomial":"3a2bde239dbfd1"})";
  const auto config = parse_config(json);
  REQUIRE(config.has_value());
  CHECK(config->version == 2);
  CHECK(config->id.hex() == an_id);
  CHECK(config->chunker_polynomial == 0x3a2bde239dbfd1);
  CHECK_FALSE(config->has_foreign_chunker());
  CHECK_FALSE(config->is_append_only());
  CHECK(to_json(*config) == json);
}

TEST_CASE("a config of another version is unsupported, and what is no config is damaged") {
  const std::string rest = R"(,"id":")" + an_id + R"(","chunker_polynomial":"3a2bde239dbfd1"})";
  CHECK(parse_config(R"({"version":1)" + rest).has_value());
  for (const char* version : {"0", "3", "4294967295"}) {
    CHECK(parse_config(R"({"version":)" + std::string(version) + rest).error().code == ErrorCode::unsupported);
  }
  CHECK(is_damaged(parse_config(R"({"version":"2")" + rest)));
  CHECK(is_damaged(parse_config(R"({"version":2,"chunker_polynomial":"3a2bde239dbfd1"})")));
  CHECK(is_damaged(parse_config(R"({"version":2,"id":")" + an_id + R"("})")));
  for (const char* wrong : {"", "0x3a", "-3a", "3g", "1ffffffffffffffff", "0", " 3a"}) {
    CAPTURE(wrong);
    CHECK(is_damaged(parse_config(R"({"version":2,"id":")" + an_id + R"(","chunker_polynomial":")" + wrong + "\"}")));
  }
}

TEST_CASE("other ways to cut files are noticed, and kept") {
  const auto config_with = [&](const std::string& more) {
    return parse_config(R"({"version":2,"id":")" + an_id + R"(","chunker_polynomial":"3a2bde239dbfd1",)" + more + "}")
        .value();
  };
  CHECK_FALSE(config_with(R"("chunker":"rabin","chunk_size":1048576,"compression":3)").has_foreign_chunker());
  CHECK_FALSE(config_with(R"("chunker":null)").has_foreign_chunker());
  for (const char* foreign : {R"("chunker":"fixed_size")", R"("chunk_size":2097152)", R"("chunk_min_size":1)",
                              R"("chunk_max_size":16777216)", R"("chunk_something":true)"}) {
    CHECK(config_with(foreign).has_foreign_chunker());
  }
  CHECK(config_with(R"("append_only":true)").is_append_only());
  CHECK_FALSE(config_with(R"("append_only":false)").is_append_only());
  CHECK(to_json(config_with(R"("append_only":true)")).ends_with(R"(,"append_only":true})"));
}

TEST_CASE("a lock is written as restic writes it") {
  LockFile lock;
  lock.time = {1'795'000'000, 5, 0};
  lock.is_exclusive = true;
  lock.hostname = "poste-test";
  lock.username = "test";
  lock.process_id = 4242;
  lock.user_id = 1000;
  const std::string json = to_json(lock);
  CHECK(json == R"({"time":"2026-11-18T11:06:40.000000005Z","exclusive":true,"hostname":"poste-test",)"
                R"("username":"test","pid":4242,"uid":1000})");
  CHECK(parse_lock_file(json) == lock);
  CHECK(is_damaged(parse_lock_file(R"({"exclusive":true})")));
  CHECK(is_damaged(parse_lock_file("fifteen bytes !")));
}

}  // namespace
}  // namespace digue::repository
