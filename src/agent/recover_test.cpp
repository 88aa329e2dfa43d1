#include "agent/recover.h"

#include <doctest/doctest.h>

#include "agent/plan_bench_test.h"
#include "agent/service.h"

namespace digue::agent {
namespace {

using repository::Node;
using repository::NodeType;

const machine::Person camille{1001, "camille", {1001, 50}};

Node a_node(NodeType type, std::uint32_t mode, std::uint32_t user, std::uint32_t group) {
  Node node;
  node.type = type;
  node.mode = repository::go_mode(type, mode);
  node.user_id = user;
  node.group_id = group;
  node.user = user == 1001 ? "camille" : user == 0 ? "root" : "dominique";
  return node;
}

bool could_read_file(std::uint32_t mode, std::uint32_t user, std::uint32_t group) {
  return could_read(camille, a_node(NodeType::file, mode, user, group), false);
}

TEST_CASE("who could read a file is decided as the kernel does: the first class that fits, and no other") {
  CHECK(could_read_file(0400, 1001, 9));
  CHECK_FALSE(could_read_file(0044, 1001, 50));
  CHECK(could_read_file(0040, 1002, 50));
  CHECK_FALSE(could_read_file(0404, 1002, 50));
  CHECK(could_read_file(0004, 1002, 9));
  CHECK_FALSE(could_read_file(0770, 1002, 9));
  CHECK(could_read({0, "root", {0}}, a_node(NodeType::file, 0, 1001, 9), false));
}

TEST_CASE("a folder must let the person through, and its list be read unless only the way through is needed") {
  const Node only_through = a_node(NodeType::dir, 0711, 0, 0);
  CHECK(could_read(camille, only_through, true));
  CHECK_FALSE(could_read(camille, only_through, false));
  CHECK_FALSE(could_read(camille, a_node(NodeType::dir, 0744, 0, 0), false));
  CHECK_FALSE(could_read(camille, a_node(NodeType::dir, 0700, 0, 0), true));
  CHECK(could_read(camille, a_node(NodeType::dir, 0755, 0, 0), false));
}

TEST_CASE("a number that was another account's then is a stranger's") {
  Node node = a_node(NodeType::file, 0600, 1001, 9);
  node.user = "dominique";
  CHECK_FALSE(could_read(camille, node, false));
  node.mode = repository::go_mode(NodeType::file, 0604);
  CHECK(could_read(camille, node, false));
}

TEST_CASE("behind an access control list only the owner is sure of what they could read") {
  Node node = a_node(NodeType::file, 0644, 1002, 9);
  node.extended_attributes.push_back({"system.posix_acl_access", Bytes(44)});
  CHECK_FALSE(could_read(camille, node, false));
  node = a_node(NodeType::file, 0640, 1001, 9);
  node.extended_attributes.push_back({"system.posix_acl_access", Bytes(44)});
  CHECK(could_read(camille, node, false));
}

/// Gives everybody a folder in memory.
class MemoryTargets final : public machine::PersonTargets {
 public:
  Result<machine::Person> person(std::uint32_t user_id) override {
    if (user_id != camille.user_id) return failure(ErrorCode::not_found, "nobody");
    return camille;
  }
  Result<std::unique_ptr<machine::TargetTree>> open(const machine::Person& person, const std::string& folder) override {
    asked = person;
    return files.open_target(folder);
  }

  machine::fake::MemoryFileTree files;
  machine::Person asked;
};

struct Office : test::PlannedPractice {
  MemoryTargets targets;
  JobBoard board{computer.clock(), sleeper};
  Service service{{.machine = computer,
                   .files = files,
                   .sleeper = sleeper,
                   .places = places,
                   .board = board,
                   .state = state(),
                   .program = "digue test",
                   .targets = &targets}};

  Office() {
    for (const char* above : {"/srv", "/srv/cabinet", "/srv/radios"}) set(above, 0755, 0, "root");
    files.put_file("/srv/cabinet/paie.txt", "paie");
    files.put_file("/srv/cabinet/secret/lettre.txt", "lettre");
    set("/srv/cabinet/agenda.db", 0600, 1001, "camille");
    set("/srv/cabinet/paie.txt", 0600, 0, "root");
    set("/srv/cabinet/secret", 0700, 0, "root");
    set("/srv/cabinet/secret/lettre.txt", 0644, 1001, "camille");
    set("/srv/radios/1.dcm", 0644, 0, "root");
    plan::Plans plans;
    plans.places.push_back(place);
    plans.plans.push_back(plan);
    save_plans(state(), plans).value();
    service.look();
    run(service.back_up("cabinet").value().front());
  }
  ~Office() { board.stop(); }

  void set(const std::string& path, std::uint32_t mode, std::uint32_t user, const std::string& name) {
    machine::EntryMetadata& metadata = files.metadata(path);
    metadata.permissions = mode;
    metadata.user_id = metadata.group_id = user;
    metadata.user = metadata.group = name;
  }
  std::string run(JobId id) {
    while (board.find(id)->state != JobState::ended) std::this_thread::yield();
    return board.find(id)->outcome;
  }
  std::string recover(std::vector<std::string> paths, std::uint32_t user = 1001) {
    return run(service.recover({"cabinet", "", "latest", std::move(paths), "/home/camille/retour", user}).value());
  }
  std::vector<std::string> given(const std::string& below) {
    const auto opened = targets.files.open_source("/home/camille/retour" + below);
    return opened ? (*opened)->names().value() : std::vector<std::string>();
  }
};

using Names = std::vector<std::string>;

TEST_CASE("a person gets back what was theirs to read, and nothing behind a folder that was closed to them") {
  Office office;
  CHECK(office.recover({"/srv"}) == "done");
  CHECK(office.targets.asked == camille);
  CHECK(office.given("/srv") == Names{"cabinet", "radios"});
  CHECK(office.given("/srv/cabinet") == Names{"agenda.db"});
  CHECK(office.given("/srv/radios") == Names{"1.dcm"});
  const auto noted = office.entries("given_back");
  REQUIRE(noted.size() == 1);
  CHECK(noted[0].body.integer("withheld") == 2);
  CHECK(noted[0].body.integer("failures") == 0);
}

TEST_CASE("what is not there and what is not theirs cannot be told apart") {
  Office office;
  CHECK(office.recover({"/srv/cabinet/paie.txt"}) == "not_found");
  CHECK(office.recover({"/srv/cabinet/secret/lettre.txt"}) == "not_found");
  CHECK(office.recover({"/srv/cabinet/rien"}) == "not_found");
  CHECK(office.recover({"/srv/cabinet/rien", "/srv/cabinet/agenda.db"}) == "partial");
}

TEST_CASE("who has no account now gets nothing") {
  Office office;
  CHECK(office.recover({"/srv"}, 1002) == "not_found");
}

TEST_CASE("paths that could mean something else are refused before anything is asked") {
  Office office;
  for (const char* path : {"", "srv", "/srv/../etc", "/srv//cabinet", "/srv/\n"}) {
    CAPTURE(path);
    CHECK(office.service.recover({"cabinet", "", "latest", {path}, "/home/x", 1001}).error().code ==
          ErrorCode::invalid_input);
    CHECK(office.service.recover({"cabinet", "", "latest", {"/srv"}, path, 1001}).error().code ==
          ErrorCode::invalid_input);
  }
  CHECK(office.service.recover({"cabinet", "", "latest", {}, "/home/x", 1001}).error().code ==
        ErrorCode::invalid_input);
  CHECK(office.service.recover({"autre", "", "latest", {"/srv"}, "/home/x", 1001}).error().code ==
        ErrorCode::not_found);
}

}  // namespace
}  // namespace digue::agent
