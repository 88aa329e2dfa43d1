#include "agent/paper_key.h"

#include <doctest/doctest.h>

#include "agent/state.h"
#include "support/temporary_folder.h"

namespace digue::agent {
namespace {

const PlaceKey blue{"place-1", std::string(64, 'a'), std::string(64, '1')};
const PlaceKey red{"place-2", std::string(64, 'b'), std::string(64, '2')};

struct Practice {
  digue::test::TemporaryFolder folder;
  journal::Journal journal = open_state(folder.path() + "/state").value();
  plan::Plans plans;
  Instant now = parse_rfc3339("2026-11-24T08:00:00Z").value();

  explicit Practice(std::vector<std::string> places) {
    for (const std::string& id : places) plans.places.push_back({.id = id, .name = id});
  }
  void see(const PlaceKey& key) { REQUIRE(note_kept_key(key, now, journal)); }
  void print(const std::vector<PlaceKey>& keys) { REQUIRE(journal.append(act_of_printed_key(keys, now))); }
  void type_back() { REQUIRE(journal.append(act_of_typed_back(now))); }

  /// For each place: "?" the key was never seen, "-" not on the sheet, "p" printed, "t" typed back too.
  std::string standing() {
    std::string letters;
    const std::vector<PaperKey> keys = paper_keys(journal, plans).value();
    for (const PaperKey& key : keys) {
      CHECK((!key.typed_back || key.printed));
      letters += !key.is_known ? '?' : key.typed_back ? 't' : key.printed ? 'p' : '-';
    }
    return letters;
  }
};

TEST_CASE("a key is on paper once it was printed, and proven once lines were typed back") {
  Practice practice({"place-1", "place-2"});
  CHECK(practice.standing() == "??");
  practice.see(blue);
  practice.see(red);
  CHECK(practice.standing() == "--");
  practice.type_back();
  CHECK(practice.standing() == "--");
  practice.print({blue, red});
  CHECK(practice.standing() == "pp");
  practice.type_back();
  CHECK(practice.standing() == "tt");
}

TEST_CASE("a new sheet has to be typed back anew, and takes the place of the old one") {
  Practice practice({"place-1", "place-2"});
  practice.see(blue);
  practice.see(red);
  practice.print({blue, red});
  practice.type_back();
  practice.print({blue});
  CHECK(practice.standing() == "p-");
}

TEST_CASE("a new place and a changed key are not on the sheet that was printed before") {
  Practice practice({"place-1"});
  practice.see(blue);
  practice.print({blue});
  practice.type_back();
  CHECK(practice.standing() == "t");
  practice.plans.places.push_back({.id = "place-2", .name = "disque rouge"});
  CHECK(practice.standing() == "t?");
  practice.see(red);
  CHECK(practice.standing() == "t-");
  practice.see({blue.place, blue.repository, std::string(64, '3')});
  CHECK(practice.standing() == "--");
  practice.see({blue.place, std::string(64, 'c'), blue.key});
  CHECK(practice.standing() == "--");
}

TEST_CASE("without a place nothing has to be on paper") {
  Practice practice({});
  practice.print({blue});
  CHECK(practice.standing().empty());
  CHECK(paper_key_facts(practice.journal, practice.plans).value().rows.empty());
}

TEST_CASE("entries that are not what they should be prove nothing") {
  Practice practice({"place-1"});
  practice.see(blue);
  REQUIRE(practice.journal.append({practice.now, "key_printed", {{"keys", "all"}}}));
  CHECK(practice.standing() == "-");
  REQUIRE(practice.journal.append({practice.now, "keys_kept", {{"place", "place-1"}}}));
  CHECK(practice.standing() == "-");
}

TEST_CASE("the journal holds ids, and neither names nor secrets") {
  Practice practice({"place-1"});
  practice.see(blue);
  practice.print({blue});
  practice.type_back();
  std::vector<json::Value> bodies;
  REQUIRE(practice.journal.oldest_first([&](const journal::Entry& entry) {
    bodies.push_back(entry.body);
    return true;
  }));
  const json::Value key = json::Object{{"place", blue.place}, {"repository", blue.repository}, {"key", blue.key}};
  CHECK(bodies == std::vector<json::Value>{key, json::Object{{"keys", json::Array{key}}}, json::Object()});
}

}  // namespace
}  // namespace digue::agent
