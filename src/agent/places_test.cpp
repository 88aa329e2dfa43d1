#include "agent/places.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "agent/place_acts.h"
#include "agent/place_facts.h"
#include "machine/fake/computer.h"
#include "machine/fake/disk.h"
#include "machine/fake/volumes.h"
#include "posture/finding.h"
#include "support/temporary_folder.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

using machine::Volume;
using posture::Verdict;
using std::chrono::hours, std::chrono::days;

const Instant monday = parse_rfc3339("2026-11-23T08:00:00Z").value();

class StillSleeper final : public machine::Sleeper {
 public:
  std::chrono::milliseconds elapsed() const override { return {}; }
  Result<void> sleep(std::chrono::milliseconds) override { return {}; }
};

machine::fake::Contents a_computer() {
  machine::fake::Contents contents;
  contents.now = monday;
  return contents;
}

Volume a_disk(const std::string& name) {
  return {.device = "sd" + name + "1",
          .disk = "sd" + name,
          .file_system = "uuid-" + name,
          .kind = "ext4",
          .serial = "serial-" + name,
          .is_removable = true,
          .encryption = std::string(),
          .size = 1'000};
}

plan::Place a_place(const std::string& id, const std::string& name) {
  return {.id = id,
          .name = "disque " + name,
          .kind = plan::PlaceKind::disk,
          .file_system = "uuid-" + name,
          .serial = "serial-" + name,
          .folder = "/Digue"};
}

/// A practice with disks in memory and a journal, on a Monday morning.
struct Practice {
  test::TemporaryFolder folder;
  machine::fake::Computer computer{a_computer()};
  machine::fake::MemoryVolumes volumes;
  machine::fake::MemoryDisk disk;
  StillSleeper sleeper;
  json::Value content = texts::embedded_content().value();
  std::vector<posture::Rule> rules = posture::load_rules(content).value();
  journal::Journal journal =
      journal::Journal::open_or_make(folder.path() + "/journal.sqlite", crypto::Secret(Bytes(32))).value();
  plan::Plans plans;
  PlaceTools tools{volumes, computer.files(), disk, sleeper, computer.clock(), folder.path()};

  Instant now() { return computer.clock().now(); }
  void let_pass(std::chrono::milliseconds time) { computer.contents().now += time; }
  std::vector<PlaceStanding> look() {
    auto standings = look_at_places(plans, tools, journal).value();
    REQUIRE(note_places(standings, now(), journal).has_value());
    return standings;
  }
  Presence presence() { return look().front().presence; }
  void copy_to(const std::string& place) {
    REQUIRE(journal.append({now(), "backup_saved", {{"demonstration", false}, {"place", place}}}).has_value());
  }
  int noted() {
    int count = 0;
    REQUIRE(journal
                .newest_first([&](const journal::Entry& entry) {
                  count += entry.kind == "place_seen" ? 1 : 0;
                  return true;
                })
                .has_value());
    return count;
  }
  Verdict verdict(std::string_view rule) {
    auto facts = posture::FactTables::create(content, posture::Names::stand_ins, now()).value();
    REQUIRE(facts.add(place_facts(look(), content, now()), now()).has_value());
    return posture::find(facts, *posture::find_rule(rules, rule)).value().verdict;
  }
};

TEST_CASE("a disk is known again by its file system, whatever its device is called") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  CHECK(practice.presence() == Presence::never_seen);
  Volume disk = a_disk("a");
  practice.volumes.plug(disk);
  CHECK(practice.presence() == Presence::plugged);
  practice.volumes.pull("uuid-a");
  CHECK(practice.presence() == Presence::away);
  disk.device = "sdz9";
  practice.volumes.plug(disk);
  CHECK(practice.look().front().volume->device == "sdz9");
}

TEST_CASE("only a change is written down, and what nobody knows is none") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  practice.volumes.plug(a_disk("a"));
  for (int i = 0; i < 3; ++i) practice.look();
  CHECK(practice.noted() == 1);
  practice.volumes.fail_with(ErrorCode::denied);
  CHECK(practice.presence() == Presence::unknown);
  CHECK(practice.noted() == 1);
  practice.volumes.fail_with(std::nullopt);
  const Instant since = practice.now();
  practice.let_pass(hours(1));
  const PlaceStanding standing = practice.look().front();
  CHECK(standing.since == since);
  CHECK(standing.history.first_seen == since);
}

TEST_CASE("a disk that is not what it was is strange, never away") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  Volume locked = a_disk("a");
  locked.file_system = "uuid-of-luks";
  locked.kind = "crypto_LUKS";
  practice.volumes.plug(locked);
  CHECK(practice.presence() == Presence::strange);
  practice.volumes.pull("uuid-of-luks");
  practice.volumes.plug(a_disk("a"));
  Volume twin = a_disk("a");
  twin.device = "sdc1";
  practice.volumes.plug(twin);
  CHECK(practice.presence() == Presence::strange);
}

TEST_CASE("of two disks with the same file system, the one with the number that is known is it") {
  Volume twin = a_disk("a");
  twin.device = "sdc1";
  twin.serial = "another";
  CHECK(find_volume(a_place("place-1", "a"), {twin, a_disk("a")}).value().device == "sda1");
}

TEST_CASE("while a removable disk cannot be read, none is said to be away") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  Volume silent = a_disk("b");
  silent.is_readable = false;
  silent.file_system.clear();
  practice.volumes.plug(silent);
  CHECK(practice.presence() == Presence::unknown);
}

TEST_CASE("a disk that is ejected is off until somebody takes it away") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  practice.volumes.plug(a_disk("a"));
  practice.look();
  practice.volumes.use("uuid-a");
  const auto mounted = practice.volumes.mount(a_disk("a"), machine::Deadline::in(hours(1)));
  REQUIRE(mounted.has_value());
  CHECK(eject_place(practice.plans.places[0], practice.tools, practice.journal).error().code == ErrorCode::locked);
  CHECK(practice.presence() == Presence::plugged);
  practice.volumes.leave("uuid-a");
  REQUIRE(eject_place(practice.plans.places[0], practice.tools, practice.journal).has_value());
  CHECK(practice.presence() == Presence::off);
  CHECK(coach(practice.look(), practice.now())->sentence == "unplug");
  practice.volumes.plug(a_disk("a"));
  practice.volumes.pull("uuid-a");
  CHECK(practice.presence() == Presence::away);
}

TEST_CASE("this computer's own disk is not ejected") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  Volume own = a_disk("a");
  own.mounted_at = {"/"};
  practice.volumes.plug(own);
  CHECK(eject_place(practice.plans.places[0], practice.tools, practice.journal).error().code == ErrorCode::locked);
  CHECK(practice.look().front().volume->mounted_at == std::vector<std::string>{"/"});
}

TEST_CASE("a disk is left plugged in after two opening hours behind its copy, and nights do not count") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  for (auto& day : practice.plans.hours.week) day = {{hours(9), hours(19)}};
  practice.volumes.plug(a_disk("a"));
  practice.let_pass(hours(10));  // 18:00
  practice.look();
  practice.copy_to("place-1");
  practice.let_pass(hours(16));  // the next day at 10:00: two hours of opening
  CHECK(practice.look().front().is_left_plugged == false);
  practice.let_pass(std::chrono::minutes(1));
  CHECK(practice.look().front().is_left_plugged == true);
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
}

TEST_CASE("where no opening hours are known, every hour counts, and so does waiting for a copy too long") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  practice.volumes.plug(a_disk("a"));
  practice.look();
  practice.let_pass(hours(8));
  CHECK(practice.look().front().is_left_plugged == false);
  practice.let_pass(hours(1));
  CHECK(practice.look().front().is_left_plugged == true);
}

TEST_CASE("a clock that went back leaves it open whether a disk is left plugged in") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  practice.volumes.plug(a_disk("a"));
  practice.look();
  practice.copy_to("place-1");
  practice.let_pass(-days(1));
  CHECK_FALSE(practice.look().front().is_left_plugged.has_value());
  CHECK(practice.verdict("sauvegarde-deconnectee") != Verdict::held);
}

TEST_CASE("a recent copy on a disk that is away or off is out of reach, one on a disk that is here is not") {
  Practice practice;
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
  CHECK(practice.verdict("disque-externe-chiffre") == Verdict::not_applicable);
  practice.plans.places = {a_place("place-1", "a")};
  practice.volumes.plug(a_disk("a"));
  practice.look();
  CHECK(practice.verdict("disque-externe-chiffre") == Verdict::unknown);
  practice.copy_to("place-1");
  CHECK(practice.verdict("disque-externe-chiffre") == Verdict::held);
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
  practice.volumes.pull("uuid-a");
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::held);
  practice.volumes.fail_with(ErrorCode::denied);
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::unknown);
  practice.volumes.fail_with(std::nullopt);
  practice.let_pass(days(17));
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
}

TEST_CASE("two copies are in two places only while the one for home is taken home") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a"), a_place("place-2", "b")};
  practice.plans.places[1].is_at_home = true;
  practice.volumes.plug(a_disk("a"));
  practice.volumes.plug(a_disk("b"));
  practice.look();
  practice.copy_to("place-1");
  practice.copy_to("place-2");
  CHECK(practice.verdict("deux-endroits") == Verdict::held);
  practice.let_pass(hours(37));
  CHECK(practice.verdict("deux-endroits") == Verdict::broken);
  practice.volumes.pull("uuid-b");
  CHECK(practice.verdict("deux-endroits") == Verdict::held);
}

TEST_CASE("rotation is coached in one sentence") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a"), a_place("place-2", "b")};
  practice.volumes.plug(a_disk("a"));
  practice.copy_to("place-1");
  CHECK(coach(practice.look(), practice.now())->sentence == "choose");
  practice.plans.places[1].is_at_home = true;
  practice.volumes.plug(a_disk("b"));
  practice.copy_to("place-2");
  CHECK(coach(practice.look(), practice.now())->home == "disque b");
  practice.volumes.pull("uuid-b");
  CHECK_FALSE(coach(practice.look(), practice.now()).has_value());
  practice.volumes.pull("uuid-a");
  practice.let_pass(days(2));
  CHECK(coach(practice.look(), practice.now())->here == "disque a");
  practice.let_pass(days(6));
  CHECK(coach(practice.look(), practice.now())->here == "disque b");
}

TEST_CASE("a share is never disconnected, and a refused delete is what makes up for it") {
  Practice practice;
  plan::Place share = {.id = "place-1", .name = "serveur", .kind = plan::PlaceKind::network, .folder = "/mnt/share"};
  practice.plans.places = {share};
  CHECK(practice.presence() == Presence::unreachable);
  practice.computer.contents().files["/mnt/share/config"].content = "x";
  CHECK(practice.presence() == Presence::online);
  practice.copy_to("place-1");
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
  REQUIRE(practice.journal.append(act_of_tried_delete("place-1", {practice.now(), false, true})).has_value());
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::broken);
  REQUIRE(practice.journal.append(act_of_tried_delete("place-1", {practice.now(), true, false})).has_value());
  CHECK(practice.verdict("sauvegarde-deconnectee") == Verdict::held);
}

TEST_CASE("a host is listed, or to be confirmed by a person; never refused") {
  Practice practice;
  plan::Place listed = {.id = "place-1", .kind = plan::PlaceKind::cloud, .url = "https://S3.fr-par.scw.cloud:443/x"};
  plan::Place other = {.id = "place-2", .kind = plan::PlaceKind::cloud, .url = "https://s3.fr-par.scw.cloud.evil.fr/"};
  CHECK(hds_host_of(listed, practice.content).value()->since == "2025-11-14");
  CHECK_FALSE(hds_host_of(other, practice.content).value().has_value());
  const std::vector<PlaceStanding> standings = {{.place = other}};
  const posture::Reading reading = place_facts(standings, practice.content, monday);
  for (const auto& [name, fact] : reading.rows.front()) {
    if (name == "hds_listed") CHECK(fact == posture::Fact());
  }
}

TEST_CASE("what was written down of a demonstration or of another place counts for none") {
  Practice practice;
  practice.plans.places = {a_place("place-1", "a")};
  practice.copy_to("place-2");
  REQUIRE(
      practice.journal.append({monday, "backup_saved", {{"demonstration", true}, {"place", "place-1"}}}).has_value());
  CHECK_FALSE(practice.look().front().history.last_copy.has_value());
  CHECK(noted_places(practice.journal).value() == std::vector<std::string>{"place-1", "place-2"});
}

/// A disk in memory with a repository that the state's password opens.
struct Prepared : Practice {
  Prepared() {
    plans.places = {a_place("place-1", "a")};
    volumes.plug(a_disk("a"));
    for (const char* path : {"/mounted", "/mounted/uuid-a"}) REQUIRE(disk.make_folder(path).has_value());
    const auto store =
        store::open_store(store::LocalPlace{"/mounted/uuid-a/Digue"}, {.disk = disk, .sleeper = sleeper});
    const auto password = keep_state_password(folder.path(), false).value();
    plans.places[0].repository =
        make_or_adopt(**store, password, computer.clock()).value().repository->config().id.hex();
  }
};

TEST_CASE("a place is prepared: found, mounted, opened; a stranger's repository is refused") {
  Prepared practice;
  CHECK(prepare_place(practice.plans.places[0], practice.tools).value().folder == "/mounted/uuid-a/Digue");
  practice.plans.places[0].repository = std::string(64, '0');
  CHECK(prepare_place(practice.plans.places[0], practice.tools).error().code == ErrorCode::invalid_input);
  practice.volumes.pull("uuid-a");
  CHECK(prepare_place(practice.plans.places[0], practice.tools).error().code == ErrorCode::not_found);
}

TEST_CASE("a disk lets delete, nothing of the try stays, and that is written down") {
  Prepared practice;
  const TriedDelete tried = try_to_delete(practice.plans.places[0], practice.tools, practice.journal).value();
  CHECK_FALSE(tried.is_refused);
  CHECK_FALSE(tried.has_lied);
  CHECK(practice.disk.list("/mounted/uuid-a/Digue/index").value().empty());
  CHECK(practice.look().front().history.tried_delete == tried);
}

}  // namespace
}  // namespace digue::agent
