#include "agent/practice_sheets.h"

#include <fmt/core.h>

#include <algorithm>

#include "agent/kept_keys.h"
#include "agent/repository_here.h"
#include "paper/payload.h"
#include "store/local.h"

namespace digue::agent {

namespace {

/// What a page has room for; who has more reads plans.toml, which is in the backups.
constexpr std::size_t max_places = 6;
constexpr std::size_t max_contacts = 8;
constexpr std::size_t max_sources = 12;
constexpr std::size_t max_plans = 4;
constexpr std::size_t digits_of_mark = 8;

SheetContact::Role role_of(std::string_view role) {
  if (role == "provider") return SheetContact::Role::it_provider;
  if (role == "editor") return SheetContact::Role::software_editor;
  if (role == "owner") return SheetContact::Role::responsible;
  return SheetContact::Role::other;
}

std::string location_of(const plan::Place& place) {
  switch (place.kind) {
    case plan::PlaceKind::disk: return std::string(sheet_mount) + place.folder;
    case plan::PlaceKind::network: return place.folder;
    case plan::PlaceKind::cloud: return "rest:" + place.url;
  }
  return place.folder;
}

SheetPlace on_sheet(const plan::Place& place) {
  return {place.name,         place.looks,
          place.kept_at,      place.kind == plan::PlaceKind::disk ? "UUID=" + place.file_system : std::string(),
          location_of(place), place.repository.substr(0, digits_of_mark)};
}

void missing_contact(const plan::Plans& plans, std::string_view role, std::string_view who, std::string_view phone,
                     std::vector<MissingFact>& missing) {
  const auto contact = std::ranges::find(plans.contacts, role, &plan::Contact::role);
  if (contact == plans.contacts.end()) {
    missing.push_back({who, ""});
  } else if (contact->phone.empty()) {
    missing.push_back({phone, contact->name});
  }
}

std::vector<SheetSource> sources_of(const texts::Texts& texts, const plan::Plans& plans) {
  std::vector<SheetSource> sources;
  for (const plan::Plan& plan : plans.plans) {
    for (const std::string& folder : plan.folders) sources.push_back({plan.name, folder});
    for (const plan::Database& database : plan.databases) {
      const std::string key = fmt::format("sheet.sources.{}", name_of(database.engine));
      sources.push_back({plan.name, texts.say(key, {{"name", database.name}})});
    }
  }
  if (sources.size() <= max_sources) return sources;
  const auto more = static_cast<std::int64_t>(sources.size() - max_sources + 1);
  sources.resize(max_sources - 1);
  sources.push_back({"…", texts.say_count("sheet.sources.more", more)});
  return sources;
}

/// The kept key files of one repository, if the password opens them.
Result<KeyedRepository> keyed(const plan::Place& place, const crypto::Secret& password, const PlaceTools& tools,
                              PlaceKey& key) {
  const auto id = TRY(repository::RepositoryId::from_hex(place.repository));
  store::LocalStore kept(tools.disk, kept_keys_folder(tools.state, id));
  const auto opened = TRY(repository::open_repository(kept, password));
  if (opened.repository->config().id != id) return failure(ErrorCode::damaged, "kept keys of another repository");
  key = {place.id, id.hex(), opened.key.hex()};
  KeyFiles files = TRY(collect_key_files(kept, opened.key, paper::max_payload_bytes));
  return KeyedRepository{id.short_hex(), std::move(files)};
}

}  // namespace

std::vector<MissingFact> missing_facts(const plan::Plans& plans) {
  std::vector<MissingFact> missing;
  missing_contact(plans, "provider", "provider", "provider_phone", missing);
  missing_contact(plans, "editor", "editor", "editor_phone", missing);
  if (plans.places.empty()) missing.push_back({"places", ""});
  for (const plan::Place& place : plans.places) {
    if (place.kind != plan::PlaceKind::disk) continue;
    if (place.looks.empty()) missing.push_back({"looks", place.name});
    if (place.kept_at.empty()) missing.push_back({"kept_at", place.name});
  }
  if (plans.plans.empty()) missing.push_back({"sources", ""});
  if (plans.practice.empty()) missing.push_back({"practice", ""});
  return missing;
}

RescueFacts rescue_facts(const texts::Texts& texts, const plan::Plans& plans, const std::string& computer) {
  RescueFacts facts;
  facts.computer = computer;
  for (const plan::Contact& contact : plans.contacts) {
    if (facts.contacts.size() < max_contacts)
      facts.contacts.push_back({role_of(contact.role), contact.name, contact.phone});
  }
  for (const plan::Place& place : plans.places) {
    if (facts.places.size() < max_places) facts.places.push_back(on_sheet(place));
  }
  facts.sources = sources_of(texts, plans);
  for (const plan::Plan& plan : plans.plans) {
    if (facts.plans.size() < max_plans) facts.plans.push_back(plan.id);
  }
  return facts;
}

Result<PracticeKey> practice_key(const plan::Plans& plans, const PlaceTools& tools) {
  PracticeKey practice{.password = TRY(read_state_password(tools.state)),
                       .repositories = {},
                       .keys = {},
                       .missing = {},
                       .has_server = false};
  for (const plan::Place& place : plans.places) {
    practice.has_server = practice.has_server || place.kind == plan::PlaceKind::cloud;
    PlaceKey key;
    Result<KeyedRepository> repository = keyed(place, practice.password, tools, key);
    if (!repository) {
      practice.missing.push_back({"key_files", place.name});
      continue;
    }
    practice.repositories.push_back(*std::move(repository));
    practice.keys.push_back(std::move(key));
  }
  return practice;
}

}  // namespace digue::agent
