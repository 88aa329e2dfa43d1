#include "api/api.h"

#include <doctest/doctest.h>

#include "json/parse.h"
#include "json/write.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "machine/private_folder.h"
#include "support/temporary_folder.h"
#include "texts/content.h"

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

class NoChannels final : public agent::Channels {
 public:
  agent::Sent mail(const plan::Mail&, const tell::Message&) override { return {}; }
  agent::Sent ping(const std::string&, agent::Ping) override { return {}; }
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
  NoChannels channels;
  texts::Texts texts{texts::embedded_content().value(), texts::Language::french};
  agent::Teller teller{{computer.clock(), sleeper, places, channels, texts, folder.path()}};
  Role role = Role::owner;
  std::shared_ptr<const agent::Lookups::Answer> authorization;
  int authorized = 0;
  agent::Lookups lookups;
  Api api{service,
          board,
          teller,
          sleeper,
          {[this](const net::ServedRequest&) { return std::optional(Asker{role, 1001}); },
           [this](const net::ServedRequest&, std::string_view) {
             ++authorized;
             return authorization;
           }}};

  /// What polkit will say.
  void decide(bool allowed) {
    authorization = lookups.ask([allowed] { return allowed; });
    while (!authorization->get()) std::this_thread::yield();
  }

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
  for (const char* target : {"/v1/status", "/v1/plans", "/v1/jobs", "/v1/notice", "/v1/events", "/"}) {
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
                           R"({"kind":"restore","plan":"cabinet","paths":[3],"target":"/a"})",
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

TEST_CASE("what the desktops are to show is told to every account, without a name") {
  Desk desk;
  desk.role = Role::reader;
  CHECK(desk.get("/v1/notice").find("notice")->is_null());
  machine::PrivateFolder::open(desk.folder.path()).value().replace("plans.toml", bytes_of("version = 3\n")).value();
  desk.service.look();
  desk.teller.look(*desk.service.status());
  const auto response = desk.ask("GET", "/v1/notice");
  CHECK(json::parse(response.body)->find("notice")->array("troubles").value() == json::Array{"plans_broken"});
  CHECK_FALSE(response.body.contains("coffre"));
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

const std::string give_back =
    R"({"kind":"restore","plan":"cabinet","paths":["/srv/dossiers-secrets"],"target":"/home/essai/retour"})";

TEST_CASE("a user has files given back, a reader only if polkit says so") {
  Desk desk;
  desk.role = Role::user;
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", give_back)) == "API-5");  // nobody gives back on this desk
  CHECK(desk.authorized == 0);
  desk.role = Role::reader;
  desk.decide(false);
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", give_back)) == "API-3");
  desk.decide(true);
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", give_back)) == "API-5");
  CHECK(desk.authorized == 2);
  CHECK(desk.code(desk.ask("POST", "/v1/jobs", start)) == "API-3");
}

TEST_CASE("only the owner, or whom polkit takes for one, reads and changes the plans") {
  Desk desk;
  for (const Role role : {Role::reader, Role::user}) {
    desk.role = role;
    desk.decide(false);
    CHECK(desk.code(desk.ask("GET", "/v1/plans/file")) == "API-3");
    CHECK(desk.code(desk.ask("POST", "/v1/plans/file", "{}")) == "API-3");
  }
  desk.decide(true);
  const json::Value file = desk.get("/v1/plans/file");
  CHECK(file.text("text")->contains("/srv/dossiers-secrets"));
  const auto put = [&](std::string text, std::string version) {
    const json::Value body = json::Object{{"text", std::move(text)}, {"version", std::move(version)}};
    return desk.ask("POST", "/v1/plans/file", json::to_line(body));
  };
  const std::string version = file.text("version").value();
  const auto faulty = put("version = 1\nrien = 3\n", version);
  CHECK(desk.code(faulty) == "PLAN-1");
  CHECK(json::parse(faulty.body)->integer("line") == 2);
  CHECK(put("version = 1\n# rien\n", version).status == 200);
  CHECK(desk.code(put("version = 1\n", version)) == "API-6");
  CHECK(desk.get("/v1/plans/file").text("text") == "version = 1\n# rien\n");
  desk.service.look();
  CHECK(desk.get("/v1/plans").array("plans")->empty());
}

TEST_CASE("an answer that waits for polkit comes later, and asks once") {
  Desk desk;
  desk.role = Role::reader;
  std::atomic<bool> may_answer = false;
  desk.authorization = desk.lookups.ask([&] {
    while (!may_answer) std::this_thread::yield();
    return false;
  });
  auto response = desk.ask("POST", "/v1/jobs", give_back);
  REQUIRE(response.later);
  CHECK_FALSE(response.later());
  may_answer = true;
  std::optional<net::ServedResponse> known;
  while (!known) known = response.later();
  CHECK(desk.code(*known) == "API-3");
  CHECK(desk.authorized == 1);
}

TEST_CASE("root and the service's own account own it, listed accounts use it, the others read") {
  StillSleeper sleeper;
  agent::Lookups lookups;
  std::atomic<int> asked = 0;
  const IsUser is_user = [&](const machine::SocketPeer& who) {
    ++asked;
    return who.user_id == 1001;
  };
  Roles roles(999, is_user, lookups, sleeper);
  const auto role_of = [&](std::uint32_t user) {
    while (true) {
      if (const auto asker = roles.of(machine::SocketPeer{user, user, 1})) return asker->role;
    }
  };
  CHECK(role_of(0) == Role::owner);
  CHECK(role_of(999) == Role::owner);
  CHECK(asked == 0);
  CHECK(role_of(1001) == Role::user);
  CHECK(role_of(1002) == Role::reader);
  CHECK(roles.of(std::nullopt)->role == Role::nobody);
  CHECK(role_of(1001) == Role::user);
  CHECK(asked == 2);
  sleeper.now += Roles::believed_for;
  CHECK(role_of(1001) == Role::user);
  CHECK(asked == 3);
}

}  // namespace
}  // namespace digue::api
