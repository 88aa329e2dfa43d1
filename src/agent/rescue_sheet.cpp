#include <fmt/core.h>

#include <algorithm>

#include "agent/sheet_parts.h"
#include "base/text.h"

namespace digue::agent {

namespace {

using paper::Section, paper::Step, paper::Table;

/// Commands are written out for the first places alone: the others have their address in the table.
constexpr std::size_t places_in_commands = 2;

std::string_view key_of(SheetContact::Role role) {
  switch (role) {
    case SheetContact::Role::it_provider: return "sheet.contact.it_provider";
    case SheetContact::Role::software_editor: return "sheet.contact.software_editor";
    case SheetContact::Role::responsible: return "sheet.contact.responsible";
    case SheetContact::Role::other: return "sheet.contact.other";
  }
  return "sheet.contact.other";
}

/// As one word of a command, whatever the shell would make of it.
std::string shell_word(const std::string& word) {
  constexpr std::string_view harmless = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._:@%+=-";
  std::string clean = printable(word);
  if (!clean.empty() && clean.find_first_not_of(harmless) == std::string::npos) return clean;
  return "'" + replace_all(clean, "'", R"('\'')") + "'";
}

std::vector<std::string> for_each_place(const std::vector<SheetPlace>& places, std::string_view before,
                                        std::string_view after) {
  std::vector<std::string> commands;
  for (std::size_t at = 0; at < std::min(places.size(), places_in_commands); ++at)
    commands.push_back(fmt::format("{} -r {}{}", before, shell_word(places[at].location), after));
  return commands;
}

Section contacts(const texts::Texts& texts, const std::vector<SheetContact>& contacts) {
  Table table;
  for (const SheetContact& contact : contacts)
    table.rows.push_back({texts.say(key_of(contact.role)), for_paper(contact.name), for_paper(contact.phone)});
  if (table.rows.empty())
    return {texts.say("sheet.contacts"),
            {paper::WriteLines{{texts.say("sheet.contact.it_provider"), texts.say("sheet.contact.software_editor")}}}};
  return {texts.say("sheet.contacts"), {std::move(table)}};
}

Section places(const texts::Texts& texts, const std::vector<SheetPlace>& places) {
  Table who{{texts.say("sheet.places.name"), texts.say("sheet.places.looks"), texts.say("sheet.places.kept_at")}, {}};
  Table where{
      {texts.say("sheet.places.name"), texts.say("sheet.places.location"), texts.say("sheet.places.repository")}, {}};
  for (const SheetPlace& place : places) {
    who.rows.push_back({for_paper(place.name), for_paper(place.looks), for_paper(place.kept_at)});
    where.rows.push_back({for_paper(place.name), printable(place.location), for_paper(place.repository)});
  }
  if (places.empty()) return {texts.say("sheet.places"), {paper::Paragraph{texts.say("sheet.places.none")}}};
  return {texts.say("sheet.places"), {std::move(who), std::move(where)}};
}

Section sources(const texts::Texts& texts, const std::vector<SheetSource>& sources) {
  Table table{{texts.say("sheet.sources.name"), texts.say("sheet.sources.where")}, {}};
  for (const SheetSource& source : sources) table.rows.push_back({for_paper(source.name), printable(source.where)});
  if (sources.empty()) return {texts.say("sheet.sources"), {paper::Paragraph{texts.say("sheet.sources.none")}}};
  return {texts.say("sheet.sources"), {std::move(table)}};
}

Section with_digue(const texts::Texts& texts, const std::vector<SheetPlace>& places) {
  paper::Steps steps;
  steps.steps.push_back({texts.say("sheet.recover.computer"), {}});
  steps.steps.push_back({texts.say("sheet.recover.key"), {}});
  steps.steps.push_back({texts.say("sheet.recover.plug"), {}});
  steps.steps.push_back({texts.say("sheet.recover.list"), for_each_place(places, "digue snapshots", "")});
  steps.steps.push_back({texts.say("sheet.recover.restore"),
                         for_each_place(places, "digue restore",
                                        fmt::format(" {} --target {} --verify", texts.say("sheet.recover.mark"),
                                                    texts.say("sheet.recover.folder")))});
  steps.steps.push_back({texts.say("sheet.recover.open"), {}});
  return {texts.say("sheet.recover.digue"), {std::move(steps)}, true};
}

Section with_restic(const texts::Texts& texts, const std::vector<SheetPlace>& places) {
  paper::Steps steps;
  steps.steps.push_back({texts.say("sheet.restic.install"), {"sudo apt install restic"}});
  steps.steps.push_back({texts.say("sheet.restic.list"), for_each_place(places, "restic", " snapshots")});
  steps.steps.push_back({texts.say("sheet.restic.restore"),
                         for_each_place(places, "restic",
                                        fmt::format(" restore {} --target {}", texts.say("sheet.recover.mark"),
                                                    texts.say("sheet.recover.folder")))});
  return {texts.say("sheet.recover.restic"),
          {paper::Paragraph{texts.say("sheet.restic.why")}, std::move(steps),
           paper::Notice{texts.say("sheet.no_key.title"), texts.say("sheet.no_key")}}};
}

}  // namespace

paper::Document rescue_sheet(const texts::Texts& texts, const SheetHead& head, const RescueFacts& facts) {
  paper::Document sheet = begin_sheet(texts, head, "sheet.rescue");
  if (!facts.computer.empty())
    sheet.subtitle =
        texts.say("sheet.of_computer", {{"practice", sheet.subtitle}, {"computer", for_paper(facts.computer)}});
  sheet.sections.push_back({"",
                            {paper::Notice{texts.say("sheet.attack.title"), texts.say("sheet.attack")},
                             paper::Paragraph{texts.say("sheet.rescue.intro")}}});
  sheet.sections.push_back(contacts(texts, facts.contacts));
  sheet.sections.push_back(places(texts, facts.places));
  sheet.sections.push_back(sources(texts, facts.sources));
  sheet.sections.push_back({texts.say("sheet.keep"),
                            {paper::CheckBoxes{{texts.say("sheet.keep.apart"), texts.say("sheet.keep.known"),
                                                texts.say("sheet.keep.old")}}}});
  sheet.sections.push_back(with_digue(texts, facts.places));
  sheet.sections.push_back(with_restic(texts, facts.places));
  return sheet;
}

}  // namespace digue::agent
