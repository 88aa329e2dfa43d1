#include "api/api.h"

#include <doctest/doctest.h>

#include "json/parse.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "machine/private_folder.h"
#include "support/temporary_folder.h"

namespace digue::api {
namespace {

class StillSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return now; }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }

  std::chrono::milliseconds now{0};
};

class NoPlace final : public agent::PlaceOpener {
 public:
  bool is_here(const plan::Place&) override { return here; }
  Result<agent::RepositoryPlace> open(const plan::Place&) override { return failure(ErrorCode::wrong_key, "no"); }
  Result<void> release(const plan::Place&) override { return {}; }

  bool here = true;
};

machine::fake::Contents a_computer() {
  machine::fake::Contents contents;
  contents.now = parse_rfc3339("2026-11-24T08:00:00Z").value();
  return contents;
}

struct Desk {
  test::TemporaryFolder folder;
  machine::fake::Computer computer{a_computer()};
  machine::fake::MemoryFileTree files;
  StillSleeper sleeper;
  NoPlace places;
  agent::JobBoard board{computer.clock(), sleeper};
  agent::Service service{{computer, files, sleeper, places, board, folder.path(), "digue test"}};
  Role role = Role::owner;
  Api api{service, board, sleeper, [this](const net::ServedRequest&) { return role; }};

  Desk() {
    plan::Plans plans;
    plans.places.push_back({.id = "place-1", .name = "coffre", .kind = plan::PlaceKind::network, .folder = "/mnt/c"});
    plans.plans.push_back({.id = "plan-1",
                           .name = "cabinet",
                           .folders = {"/srv/dossiers-secrets"},
                           .places = {"place-1"},
                           .times = {std::chrono::hours(12)}});
    agent::save_plans(folder.path(), plans).value();
    service.look();
  }
  ~Desk() { board.stop(); }

  net::ServedResponse ask(std::string method, std::string target, std::string body = {},
                          std::string type = "application/json") {
    net::ServedRequest request;
    request.method = std::move(method);
    request.target = std::move(target);
    request.body = std::move(body);
    request.headers = {{"content-type", std::move(type)}};
    return api.answer(request);
  }
  json::Value get(std::string target) {
    const auto response = ask("GET", std::move(target));
    REQUIRE(response.status == 200);
    return json::parse(response.body).value();
  }
  std::string code(const net::ServedResponse& response) { return json::parse(response.body)->text("code").value(); }
};

const std::string start = R"({"kind":"backup","plan":"cabinet"})";

TEST_CASE("whoever is not known is told nothing") {
  Desk desk;
  desk.role = Role::nobody;
  for (const char* target : {"/v1/status", "/v1/plans", "/v1/jobs", "/v1/events", "/"}) {
    CHECK(desk.ask("GET", target).status == 403);
  }
}

TEST_CASE("no answer to a reader holds a path") {
  Desk desk;
  REQUIRE(desk.ask("POST", "/v1/jobs", start).status == 202);
  desk.role = Role::reader;
  for (const char* target : {"/v1/status", "/v1/plans", "/v1/jobs", "/v1/jobs/1"}) {
    const auto response = desk.ask("GET", target);
    CHECK(response.status == 200);
    CHECK_FALSE(response.body.contains("secrets"));
    CHECK_FALSE(response.body.contains("/mnt"));
  }
  desk.role = Role::user;
  CHECK(desk.ask("GET", "/v1/plans").body.contains("/srv/dossiers-secrets"));
}

TEST_CASE("users are told the names of a job's plan and place, readers their ids alone") {
  Desk desk;
  REQUIRE(desk.ask("POST", "/v1/jobs", start).status == 202);
  CHECK(desk.get("/v1/jobs/1").text("plan_name") == "cabinet");
  CHECK(desk.get("/v1/jobs/1").text("place_name") == "coffre");
  desk.role = Role::reader;
  CHECK(desk.get("/v1/jobs/1").text("plan") == "plan-1");
  CHECK_FALSE(desk.get("/v1/jobs/1").text("plan_name"));
}

TEST_CASE("no answer to a reader repeats a word of a faulty file") {
  Desk desk;
  machine::PrivateFolder::open(desk.folder.path())
      .value()
      .replace("plans.toml", bytes_of("version = 1\n\"/srv/dossiers-secrets\" = 3\n"))
      .value();
  desk.service.look();
  CHECK(desk.ask("GET", "/v1/status").body.contains("secrets"));
  desk.role = Role::reader;
  const json::Value status = desk.get("/v1/status");
  CHECK(status.find("plan_fault")->integer("line") == 2);
  CHECK_FALSE(desk.ask("GET", "/v1/status").body.contains("secrets"));
}

TEST_CASE("a reader starts and cancels nothing, a user does") {
  Desk desk;
  desk.role = Role::reader;
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", start)) == "API-3");
  desk.role = Role::user;
  const auto started = desk.ask("POST", "/v1/jobs", start);
  CHECK(started.status == 202);
  desk.role = Role::reader;
  CHECK(desk.ask("DELETE", "/v1/jobs/1").status == 403);
  while (desk.board.find(1)->state != agent::JobState::ended) std::this_thread::yield();
  desk.role = Role::user;
  CHECK(desk.code(desk.ask("DELETE", "/v1/jobs/1")) == "SAUV-5");
  CHECK(desk.get("/v1/jobs/1").text("outcome") == "wrong_key");
}

TEST_CASE("what makes no sense is refused with a code that can be read out") {
  Desk desk;
  for (const char* body : {"", "[]", "{}", R"({"kind":"backup"})", R"({"kind":"restore","plan":"cabinet"})",
                           R"({"kind":"backup","plan":"cabinet","place":3})", "[[[[[[[[[[1]]]]]]]]]]"}) {
    CAPTURE(body);
    CHECK(desk.code(desk.ask("POST", "/v1/jobs", body)) == "API-4");
  }
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", start, "text/plain")) == "API-4");
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", R"({"kind":"backup","plan":"autre"})")) == "SAUV-2");
  CHECK(desk.code(desk.ask("PUT", "/v1/jobs")) == "API-2");
  CHECK(desk.code(desk.ask("POST", "/v1/status")) == "API-2");
  for (const char* target : {"/", "/v2/status", "/v1/jobs/", "/v1/jobs/0", "/v1/jobs/-1", "/v1/jobs/7", "/v1/jobs/x"}) {
    CHECK(desk.code(desk.ask("GET", target)) == "API-1");
  }
  desk.places.here = false;
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", start)) == "SAUV-1");
}

TEST_CASE("events tell the jobs when they change, and now and then that the stream lives") {
  Desk desk;
  auto response = desk.ask("GET", "/v1/events");
  REQUIRE(response.events);
  CHECK(response.events()->starts_with("event: jobs\ndata: {\"jobs\":[]}"));
  desk.sleeper.now += std::chrono::seconds(1);
  CHECK(response.events()->empty());
  desk.sleeper.now += std::chrono::seconds(15);
  CHECK(response.events()->starts_with(":"));
  desk.board.stop();
  desk.sleeper.now += std::chrono::seconds(1);
  CHECK_FALSE(response.events());
}

TEST_CASE("root and the service's own account own it, listed accounts use it, the others read") {
  const auto peer = [](std::uint32_t user) { return machine::SocketPeer{user, user, 1}; };
  const IsUser is_user = [](const machine::SocketPeer& who) { return who.user_id == 1001; };
  CHECK(role_of(peer(0), 999, is_user) == Role::owner);
  CHECK(role_of(peer(999), 999, is_user) == Role::owner);
  CHECK(role_of(peer(1001), 999, is_user) == Role::user);
  CHECK(role_of(peer(1002), 999, is_user) == Role::reader);
  CHECK(role_of(std::nullopt, 999, is_user) == Role::nobody);
}

}  // namespace
}  // namespace digue::api
