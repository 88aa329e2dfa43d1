#include "agent/practice_sheets.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "texts/content.h"

namespace digue::agent {
namespace {

texts::Texts french() {
  static const json::Value content = texts::embedded_content().value();
  return {content, texts::Language::french};
}

plan::Plans whole_plans() {
  plan::Plans plans;
  plans.practice = "Cabinet fictif";
  plans.contacts = {{"provider", "Dépannage Fictif", "01 99 00 12 34"},
                    {"editor", "Logiciel Imaginaire", "01 99 00 56 78"}};
  plans.places = {
      {.id = "place-1",
       .name = "disque bleu",
       .file_system = "F-1",
       .folder = "/Digue",
       .repository = std::string(64, 'a'),
       .looks = "boîtier bleu",
       .kept_at = "armoire"},
      {.id = "place-2", .name = "coffre", .kind = plan::PlaceKind::cloud, .url = "https://example.test/r/"}};
  plans.plans = {{.id = "plan-1",
                  .name = "cabinet",
                  .folders = {"/srv/cabinet"},
                  .databases = {{.id = "database-1", .name = "dossiers"}}}};
  return plans;
}

TEST_CASE("a whole plan lacks nothing, and each fact that is taken out is missed") {
  CHECK(missing_facts(whole_plans()).empty());
  const auto lacks = [](auto&& change) {
    plan::Plans plans = whole_plans();
    change(plans);
    return missing_facts(plans);
  };
  using Missing = std::vector<MissingFact>;
  CHECK(lacks([](auto& plans) { plans.contacts.erase(plans.contacts.begin()); }) == Missing{{"provider", ""}});
  CHECK(lacks([](auto& plans) { plans.contacts[1].phone.clear(); }) ==
        Missing{{"editor_phone", "Logiciel Imaginaire"}});
  CHECK(lacks([](auto& plans) { plans.places[0].looks.clear(); }) == Missing{{"looks", "disque bleu"}});
  CHECK(lacks([](auto& plans) { plans.places[0].kept_at.clear(); }) == Missing{{"kept_at", "disque bleu"}});
  CHECK(lacks([](auto& plans) { plans.practice.clear(); }) == Missing{{"practice", ""}});
  CHECK(lacks([](auto& plans) { plans.plans.clear(); }) == Missing{{"sources", ""}});
  CHECK(lacks([](auto& plans) { plans.places.clear(); }) == Missing{{"places", ""}});
}

TEST_CASE("every missing fact has its sentence") {
  for (const MissingFact& fact : missing_facts({})) CHECK(french().has("sheet.missing." + std::string(fact.what)));
  for (const char* what : {"provider_phone", "editor_phone", "looks", "kept_at", "key_files"})
    CHECK(french().has(std::string("sheet.missing.") + what));
}

TEST_CASE("a disk is reached where the sheet mounts it, and a server by its address") {
  const RescueFacts facts = rescue_facts(french(), whole_plans(), "Accueil");
  REQUIRE(facts.places.size() == 2);
  CHECK(facts.places[0].device == "UUID=F-1");
  CHECK(facts.places[0].location == "/mnt/digue/Digue");
  CHECK(facts.places[0].repository == "aaaaaaaa");
  CHECK(facts.places[1].device.empty());
  CHECK(facts.places[1].location == "rest:https://example.test/r/");
  REQUIRE(facts.sources.size() == 2);
  CHECK(facts.sources[1].where == "base «\u00a0dossiers\u00a0» de PostgreSQL");
  CHECK(facts.plans == std::vector<std::string>{"plan-1"});
}

TEST_CASE("more than a page holds is counted, and not printed") {
  plan::Plans plans = whole_plans();
  plans.plans[0].folders.assign(40, "/srv/cabinet");
  const RescueFacts facts = rescue_facts(french(), plans, "");
  CHECK(facts.sources.size() == 12);
  CHECK(facts.sources.back().where == "et 30 autres, dans plans.toml");
}

}  // namespace
}  // namespace digue::agent
