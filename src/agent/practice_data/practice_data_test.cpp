#include <doctest/doctest.h>

#include "agent/practice_data/proposal.h"
#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"
#include "machine/fake/process_stream.h"

namespace digue::agent {
namespace {

class CountingSleeper final : public machine::Sleeper {
 public:
  /// Time passes each time that somebody looks at it.
  std::chrono::milliseconds elapsed() const override { return std::chrono::milliseconds(now += step); }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }

  mutable int now = 0;
  int step = 0;
};

struct Disk {
  machine::fake::MemoryFileTree files;
  CountingSleeper sleeper;
  SearchPlaces places{.roots = {"/home", "/srv", "/var/lib/postgresql", "/var/lib/mysql"}};
  SearchLimits limits;
  plan::Plans plans;

  DataSearch search() { return find_practice_data(files, sleeper, places, limits); }
  bool finds(DataKind kind, const std::string& path) {
    const DataSearch found = search();
    return std::ranges::find(found.found, FoundData{kind, path}) != found.found.end();
  }
  plan::Plan& plan(std::vector<std::string> folders) {
    plans.plans.push_back({.id = "plan-1", .name = "cabinet", .folders = std::move(folders)});
    return plans.plans.back();
  }
};

const std::string sqlite_file = std::string("SQLite format 3\0", 16) + std::string(100, 'x');

TEST_CASE("each engine is known by what it leaves on the disk") {
  Disk disk;
  disk.files.put_file("/var/lib/postgresql/15/main/PG_VERSION", "15");
  disk.files.put_folder("/var/lib/postgresql/15/main/global");
  disk.files.put_folder("/var/lib/postgresql/15/main/base");
  disk.files.put_file("/var/lib/mysql/ibdata1", "");
  disk.files.put_file("/srv/a/logiciel.FIC", "");
  disk.files.put_file("/srv/a/logiciel.ndx", "");
  disk.files.put_file("/srv/b/cabinet.fdb", "");
  disk.files.put_file("/srv/c/base.mdf", "");
  disk.files.put_file("/srv/c/base.ldf", "");
  disk.files.put_file("/srv/d/agenda.db", sqlite_file);
  disk.files.put_file("/srv/e/Cabinet.4DD", "");
  disk.files.put_file("/srv/f/1.dcm", "");
  disk.files.put_file("/srv/g/I0001", std::string(128, '\0') + "DICM");
  disk.files.put_file("/home/accueil/.thunderbird/x.default/prefs.js", "");
  disk.files.put_folder("/home/accueil/.thunderbird/x.default/ImapMail");
  for (const char* name : {"1.pdf", "2.odt", "3.docx", "4.pdf", "5.PDF"}) {
    disk.files.put_file("/home/accueil/Lettres/" + std::string(name), "");
  }
  CHECK(disk.finds(DataKind::postgresql, "/var/lib/postgresql/15/main"));
  CHECK(disk.finds(DataKind::mariadb, "/var/lib/mysql"));
  CHECK(disk.finds(DataKind::hfsql, "/srv/a"));
  CHECK(disk.finds(DataKind::firebird, "/srv/b"));
  CHECK(disk.finds(DataKind::sql_server, "/srv/c"));
  CHECK(disk.finds(DataKind::sqlite, "/srv/d/agenda.db"));
  CHECK(disk.finds(DataKind::fourth_dimension, "/srv/e"));
  CHECK(disk.finds(DataKind::imaging, "/srv/f"));
  CHECK(disk.finds(DataKind::imaging, "/srv/g"));
  CHECK(disk.finds(DataKind::mail, "/home/accueil/.thunderbird/x.default"));
  CHECK(disk.finds(DataKind::documents, "/home/accueil/Lettres"));
  CHECK_FALSE(disk.search().cut);
}

TEST_CASE("a name alone, a link, a hidden folder and a copy are no data") {
  Disk disk;
  disk.files.put_file("/srv/a/image.mdf", "");     // without its log it is something else
  disk.files.put_file("/srv/a/notes.db", "text");  // not what its name says
  disk.files.put_file("/srv/a/lettre.pdf", "");    // one is no archive
  disk.files.put_file("/home/accueil/.cache/1.dcm", "");
  disk.files.put_link("/srv/lien", "/elsewhere");
  disk.files.put_file("/elsewhere/1.dcm", "");
  for (const char* name : {"config", "data/1.dcm", "index/x", "keys/x", "snapshots/x"}) {
    disk.files.put_file("/srv/copies/" + std::string(name), "");
  }
  disk.files.put_file("/srv/digue/1.dcm", "");
  disk.places.left_out = {"/srv/digue"};
  const DataSearch found = disk.search();
  CHECK(found.found.empty());
  CHECK_FALSE(found.cut);
}

TEST_CASE("a search that was cut says so, and what it found is true") {
  Disk disk;
  disk.files.put_file("/home/accueil/1.dcm", "");
  for (int i = 0; i < 20; ++i) disk.files.put_folder("/srv/" + std::to_string(i));
  disk.limits.entries = 10;
  CHECK(disk.search().cut == ErrorCode::full);
  CHECK(disk.search().found.size() == 1);
  disk.limits = {};
  disk.sleeper.step = 2'000;
  CHECK(disk.search().cut == ErrorCode::unavailable);
  disk.sleeper.step = 0;
  disk.limits.depth = 0;
  CHECK(disk.search().cut == ErrorCode::full);
}

TEST_CASE("a share is not even asked what it is, and then not everything was looked at") {
  Disk disk;
  disk.files.put_file("/srv/partage/1.dcm", "");
  disk.places.other_mounts = {"/srv/partage"};
  disk.files.on_step([](std::string_view, const std::string& name) -> Result<void> {
    if (name == "partage") FAIL("it would wait for ever");
    return {};
  });
  const DataSearch found = disk.search();
  CHECK(found.found.empty());
  CHECK(found.cut == ErrorCode::unsupported);
  disk.places.left_out = {"/srv/partage"};
  CHECK_FALSE(disk.search().cut);
}

TEST_CASE("what a plan saves is covered, and what it leaves out is not") {
  Disk disk;
  plan::Plan& plan = disk.plan({"/srv/cabinet"});
  const FoundData images{DataKind::imaging, "/srv/cabinet/radios/2026"};
  CHECK(is_covered(images, disk.plans));
  CHECK_FALSE(is_covered({DataKind::imaging, "/srv/cabinet2"}, disk.plans));
  plan.excludes = {"radios"};
  CHECK_FALSE(is_covered(images, disk.plans));
  CHECK(is_covered({DataKind::mail, "/srv/cabinet"}, disk.plans));
}

TEST_CASE("the files of a server are no copy of it: a plan must name one of its databases on this computer") {
  Disk disk;
  plan::Plan& plan = disk.plan({"/"});
  const FoundData server{DataKind::postgresql, "/var/lib/postgresql/15/main"};
  CHECK_FALSE(is_covered(server, disk.plans));
  plan.databases.push_back({.id = "database-1", .name = "cabinet", .host = "192.0.2.7"});
  CHECK_FALSE(is_covered(server, disk.plans));
  plan.databases[0].host = "";
  CHECK(is_covered(server, disk.plans));
  CHECK_FALSE(is_covered({DataKind::mariadb, "/var/lib/mysql"}, disk.plans));
}

TEST_CASE("the facts are kinds and numbers, and no path") {
  Disk disk;
  disk.files.put_file("/srv/DUPONT Marie/1.dcm", "");
  disk.files.put_file("/srv/cabinet/1.dcm", "");
  disk.plan({"/srv/cabinet"});
  const auto reading = practice_data_facts(disk.search(), {disk.plans, {}});
  REQUIRE(reading.rows.size() == 1);
  const posture::FactRow expected = {{"kind", std::string("imaging")},
                                     {"found", std::int64_t{2}},
                                     {"uncovered", std::int64_t{1}},
                                     {"covered", std::int64_t{0}}};
  CHECK(reading.rows[0] == expected);
  CHECK_FALSE(reading.incomplete);
  CHECK(practice_data_facts(disk.search(), {disk.plans, plan::PlanFault{}}).incomplete == ErrorCode::invalid_input);
}

TEST_CASE("folders side by side are proposed as the one above them, but no whole root") {
  using Paths = std::set<std::string>;
  const std::vector<std::string> roots = {"/home", "/srv"};
  CHECK(together({"/srv/radios/1", "/srv/radios/2", "/srv/radios/3/a"}, roots) == Paths{"/srv/radios"});
  CHECK(together({"/srv/a", "/srv/b"}, roots) == Paths{"/srv/a", "/srv/b"});
  CHECK(together({"/srv/r/1/a", "/srv/r/1/b", "/srv/r/2/a", "/srv/r/2/b"}, roots) == Paths{"/srv/r"});
  CHECK(together({"/srv/r", "/srv/r/1"}, roots) == Paths{"/srv/r"});
}

TEST_CASE("a proposal names the databases that a server tells of, and the server that tells none") {
  Disk disk;
  disk.files.put_file("/var/lib/mysql/ibdata1", "");
  disk.files.put_file("/var/lib/postgresql/15/main/PG_VERSION", "15");
  disk.files.put_folder("/var/lib/postgresql/15/main/global");
  disk.files.put_folder("/var/lib/postgresql/15/main/base");
  disk.files.put_file("/srv/cabinet/agenda.sqlite", sqlite_file);
  machine::fake::Contents contents;
  contents.commands[{{"mariadb", "--batch", "--skip-column-names", "--execute=SHOW DATABASES"}, ""}].value = {
      0, "information_schema\njulie\nmysql\n"};
  machine::fake::Computer computer(contents);
  machine::fake::ScriptedStreams programs;
  const DatabaseAccess access{programs, computer.processes(), disk.files, 1000, ""};
  const Proposal proposal = propose(disk.search(), disk.plans, disk.places.roots, access);
  REQUIRE(proposal.databases.size() == 2);
  CHECK(proposal.databases[0].name == "julie");
  CHECK(proposal.databases[1].name == "/srv/cabinet/agenda.sqlite");
  CHECK(proposal.folders == std::vector<std::string>{"/srv/cabinet"});
  REQUIRE(proposal.silent.size() == 1);
  CHECK(proposal.silent[0].kind == DataKind::postgresql);
}

}  // namespace
}  // namespace digue::agent
