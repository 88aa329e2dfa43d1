#include <fmt/core.h>

#include <algorithm>

#include "agent/sheet_parts.h"
#include "base/text.h"

namespace digue::agent {

namespace {

using paper::Section, paper::Step, paper::Table;

/// Commands are written out for so many addresses: the other ones stand in the table.
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

std::string or_line(const std::string& text) { return text.empty() ? std::string(to_fill_in) : for_paper(text); }

Section contacts(const texts::Texts& texts, const std::vector<SheetContact>& contacts) {
  Section section{texts.say("sheet.contacts"), {}};
  Table table;
  for (const SheetContact& contact : contacts)
    table.rows.push_back({texts.say(key_of(contact.role)), or_line(contact.name), or_line(contact.phone)});
  if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
  paper::WriteLines lines;
  for (const auto role : {SheetContact::Role::it_provider, SheetContact::Role::software_editor}) {
    if (std::ranges::find(contacts, role, &SheetContact::role) == contacts.end())
      lines.labels.push_back(texts.say(key_of(role)));
  }
  if (!lines.labels.empty()) section.blocks.emplace_back(std::move(lines));
  return section;
}

Section places(const texts::Texts& texts, const std::vector<SheetPlace>& places) {
  Table who{{texts.say("sheet.places.name"), texts.say("sheet.places.looks"), texts.say("sheet.places.kept_at")}, {}};
  Table where{
      {texts.say("sheet.places.name"), texts.say("sheet.places.location"), texts.say("sheet.places.repository")}, {}};
  for (const SheetPlace& place : places) {
    who.rows.push_back({for_paper(place.name), or_line(place.looks), or_line(place.kept_at)});
    where.rows.push_back({for_paper(place.name), printable(place.location), or_line(place.repository)});
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

/// What is typed to reach and read the places. Nothing of it is for one of them alone where all are alike.
class Commands {
 public:
  explicit Commands(const RescueFacts& facts) : facts_(facts) {
    for (const SheetPlace& place : facts.places) {
      const bool is_new = std::ranges::find(locations_, place.location) == locations_.end();
      if (is_new && locations_.size() < places_in_commands) locations_.push_back(place.location);
    }
  }

  std::vector<std::string> mount() const {
    std::vector<std::string> commands;
    for (const SheetPlace& place : disks()) commands.push_back(mount_of(place, sheet_mount));
    if (!commands.empty()) commands.insert(commands.begin(), fmt::format("sudo mkdir -p {}", sheet_mount));
    return commands;
  }

  std::vector<std::string> snapshots(std::string_view program) const {
    std::vector<std::string> commands;
    for (const std::string& location : locations_)
      commands.push_back(fmt::format("sudo {} snapshots -r {}", program, shell_word(location)));
    return commands;
  }

  std::vector<std::string> restore(std::string_view program, std::string_view folder, std::string_view more) const {
    std::vector<std::string> commands;
    for (const std::string& location : locations_) {
      const std::string start = fmt::format("sudo {} restore latest -r {}", program, shell_word(location));
      for (const std::string& plan : facts_.plans)
        commands.push_back(fmt::format("{} --tag {} --target {}{}", start, shell_word(plan), folder, more));
      if (facts_.plans.empty()) commands.push_back(fmt::format("{} --target {}{}", start, folder, more));
    }
    return commands;
  }

  /// Each disk has the key files of the others. None where there are not two.
  std::vector<std::string> keys_from_other() const {
    std::vector<SheetPlace> all = disks();
    std::erase_if(all, [](const SheetPlace& place) { return !place.location.starts_with(sheet_mount); });
    if (all.size() < 2) return {};
    std::vector<std::string> commands{fmt::format("sudo mkdir -p {}", second_sheet_mount)};
    for (std::size_t at = 0; at < 2; ++at) {
      const SheetPlace& lost = all[at];
      const SheetPlace& other = all[1 - at];
      commands.push_back(mount_of(other, second_sheet_mount));
      const std::string from = std::string(second_sheet_mount) + other.location.substr(sheet_mount.size());
      commands.push_back(fmt::format("sudo cp -rn {} {}", shell_word(from + "/digue/cles-" + lost.repository + "/."),
                                     shell_word(lost.location + "/")));
    }
    return commands;
  }

 private:
  std::vector<SheetPlace> disks() const {
    std::vector<SheetPlace> disks;
    for (const SheetPlace& place : facts_.places) {
      if (!place.device.empty()) disks.push_back(place);
    }
    return disks;
  }

  /// Behind the sign a shell reads nothing, and a person reads which disk it is.
  static std::string mount_of(const SheetPlace& place, std::string_view where) {
    return fmt::format("sudo mount {} {}  # {}", shell_word(for_paper(place.device)), where, for_paper(place.name));
  }

  const RescueFacts& facts_;
  std::vector<std::string> locations_;
};

Section with_digue(const texts::Texts& texts, const Commands& commands) {
  paper::Steps steps;
  steps.steps.push_back({texts.say("sheet.recover.computer"), {}});
  steps.steps.push_back({texts.say("sheet.recover.key"), {}});
  const std::vector<std::string> mount = commands.mount();
  steps.steps.push_back({texts.say(mount.empty() ? "sheet.recover.reach" : "sheet.recover.plug"), mount});
  steps.steps.push_back({texts.say("sheet.recover.list"), commands.snapshots("digue")});
  steps.steps.push_back(
      {texts.say("sheet.recover.restore"), commands.restore("digue", texts.say("sheet.recover.folder"), " --verify")});
  steps.steps.push_back({texts.say("sheet.recover.open"), {}});
  return {texts.say("sheet.recover.digue"), {std::move(steps)}, true};
}

Section with_restic(const texts::Texts& texts, const Commands& commands) {
  paper::Steps steps;
  steps.steps.push_back({texts.say("sheet.restic.install"), {"sudo apt install restic"}});
  steps.steps.push_back({texts.say("sheet.restic.list"), commands.snapshots("restic")});
  steps.steps.push_back(
      {texts.say("sheet.restic.restore"), commands.restore("restic", texts.say("sheet.recover.folder"), "")});
  return {texts.say("sheet.recover.restic"), {paper::Paragraph{texts.say("sheet.restic.why")}, std::move(steps)}};
}

Section without_keys(const texts::Texts& texts, const Commands& commands) {
  Section section{texts.say("sheet.no_key.title"), {}};
  std::vector<std::string> from_other = commands.keys_from_other();
  if (from_other.empty()) {
    section.blocks.emplace_back(paper::Paragraph{texts.say("sheet.no_key")});
    return section;
  }
  section.blocks.emplace_back(
      paper::Steps{{{texts.say("sheet.no_key.other"), std::move(from_other)}, {texts.say("sheet.no_key"), {}}}});
  return section;
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
  const Commands commands(facts);
  sheet.sections.push_back(with_digue(texts, commands));
  sheet.sections.push_back(with_restic(texts, commands));
  sheet.sections.push_back(without_keys(texts, commands));
  return sheet;
}

}  // namespace digue::agent
