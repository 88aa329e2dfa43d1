#include "apps/digue/demo_sheets.h"

#include "agent/check_words.h"
#include "agent/repository_here.h"
#include "agent/sheets.h"
#include "paper/payload.h"
#include "paper/spoken_key.h"
#include "store/memory.h"

namespace digue::apps {

namespace {

using agent::SheetContact;

// Numbers that the ARCEP keeps for fiction: 01 99 00.
agent::RescueFacts invented_facts(const std::string& blue, const std::string& red) {
  return {"Accueil",
          {{SheetContact::Role::it_provider, "Dépannage Fictif", "01 99 00 12 34"},
           {SheetContact::Role::software_editor, "Logiciel Imaginaire, assistance", "01 99 00 56 78"},
           {SheetContact::Role::responsible, "Dre Camille Exemple", "06 39 98 00 00"}},
          {{"disque bleu", "boîtier bleu, étiquette A", "au cabinet, armoire fermée",
            "UUID=0e5f1c2a-0000-4000-8000-000000000001", "/mnt/digue/Digue", blue},
           {"disque rouge", "boîtier rouge, étiquette B", "chez la Dre Exemple",
            "UUID=0e5f1c2a-0000-4000-8000-000000000002", "/mnt/digue/Digue", red}},
          {{"Agenda, règlements, dossiers", "base « cabinet » de PostgreSQL"},
           {"Radios", "/srv/cabinet/radios"},
           {"Courriers", "/srv/cabinet/courriers"}},
          {"plan-1"}};
}

agent::ProofFacts invented_proof(Instant now) {
  agent::ProofFacts facts;
  facts.place = "disque bleu";
  facts.backup_made_at = now - std::chrono::hours(20);
  facts.tried_at = now;
  facts.unproven = {{agent::Unproven::What::files_not_tried, 18'240}, {agent::Unproven::What::places_not_tried, 1}};
  facts.files = 4'112;
  facts.folders = 380;
  facts.bytes = 9'800'000'000;
  facts.databases_opened = 1;
  facts.answers = {{"Rendez-vous de demain", 23}, {"Règlements de ce mois", 412}, {"Historique des patients", 61'530}};
  facts.took = std::chrono::minutes(7);
  facts.bytes_of_all = 212'000'000'000;
  return facts;
}

/// What opens a new repository, beside that password.
Result<agent::KeyedRepository> invented_repository(const crypto::Secret& password, const repository::KeyMaker& maker) {
  store::MemoryStore store;
  TRY(store.create());
  const repository::OpenedRepository opened =
      TRY(repository::create_repository(store, password, maker, repository::make_config()));
  agent::KeyFiles files = TRY(agent::collect_key_files(store, opened.key, paper::max_payload_bytes));
  return agent::KeyedRepository{opened.repository->config().id.short_hex(), std::move(files)};
}

}  // namespace

Result<std::vector<NamedSheet>> demo_sheets(const Context& context) {
  const machine::Clock& clock = context.machine.clock();
  const Instant now = clock.now();
  const Day today = std::chrono::floor<std::chrono::days>(now + clock.ahead_of_utc(now));
  const agent::SheetHead head{"Cabinet de démonstration (données inventées)", today, true};
  const paper::CheckWords words = TRY(agent::load_check_words(context.content));
  const crypto::Secret password = paper::make_password();
  const repository::KeyMaker maker = agent::key_maker(clock);
  std::vector<agent::KeyedRepository> repositories;
  repositories.push_back(TRY(invented_repository(password, maker)));
  repositories.push_back(TRY(invented_repository(password, maker)));
  const agent::RescueFacts facts = invented_facts(repositories[0].id, repositories[1].id);
  paper::Document key = TRY(agent::key_sheet(context.texts, words, head, password, repositories));

  std::vector<NamedSheet> sheets;
  sheets.push_back({"fiche-de-secours", agent::rescue_sheet(context.texts, head, facts)});
  sheets.push_back({"la-cle", std::move(key)});
  sheets.push_back({"preuve-de-restauration", agent::proof_sheet(context.texts, head, invented_proof(now))});
  return sheets;
}

}  // namespace digue::apps
