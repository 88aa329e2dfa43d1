#include <algorithm>

#include "apps/digue/database_words.h"
#include "apps/digue/plan_words.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

bool is_role(const std::string& word) {
  return std::ranges::find(plan::contact_roles, word) != plan::contact_roles.end();
}

/// What a sheet can print: a control character would make the whole plan unreadable for it.
bool is_printable(const std::vector<std::string>& words) {
  return std::ranges::all_of(words, [](const std::string& word) { return printable(word) == word; });
}

}  // namespace

Result<ExitCode> run_plan_practice(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  if (!is_printable(context.invocation.words)) return context.refuse("plan.contact.words", ExitCode::usage);
  plans->practice = context.invocation.words.front();
  TRY(agent::save_plans(context.state_folder, *plans));
  context.screen.say(context.texts.say("plan.practice.named", {{"name", plans->practice}}), Tone::good);
  return ExitCode::fine;
}

Result<ExitCode> run_plan_contact(const Context& context) {
  const plan::Plans plans = TRY(plans_and_warn(context));
  if (plans.contacts.empty() && !context.invocation.json) context.screen.say(context.texts.say("plan.contact.none"));
  for (const plan::Contact& contact : plans.contacts) {
    if (context.invocation.json) {
      context.screen.raw(json::to_line(json::Object{
          {"message_type", "contact"}, {"role", contact.role}, {"name", contact.name}, {"phone", contact.phone}}));
    } else {
      context.screen.say(context.texts.say("plan.contact.line", {{"role", context.texts.say("role." + contact.role)},
                                                                 {"name", printable(contact.name)},
                                                                 {"phone", printable(contact.phone)}}));
    }
  }
  return ExitCode::fine;
}

/// plan contact add ROLE NAME [PHONE]: whoever has that role and that name gets the new number.
Result<ExitCode> run_plan_contact_add(const Context& context) {
  const std::vector<std::string>& words = context.invocation.words;
  if (!is_role(words[0])) return context.refuse("plan.contact.role", ExitCode::usage, {{"word", printable(words[0])}});
  if (!is_printable(words)) return context.refuse("plan.contact.words", ExitCode::usage);
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const plan::Contact contact{words[0], words[1], words.size() > 2 ? words[2] : std::string()};
  const auto is_same = [&](const plan::Contact& other) {
    return other.role == contact.role && other.name == contact.name;
  };
  const auto there = std::ranges::find_if(plans->contacts, is_same);
  there == plans->contacts.end() ? plans->contacts.push_back(contact) : void(*there = contact);
  TRY(agent::save_plans(context.state_folder, *plans));
  context.screen.say(context.texts.say("plan.contact.added", {{"name", contact.name}}), Tone::good);
  return ExitCode::fine;
}

Result<ExitCode> run_plan_contact_remove(const Context& context) {
  auto plans = TRY(plans_to_change(context));
  if (!plans) return ExitCode::failed;
  const std::string& name = context.invocation.words.front();
  if (std::erase_if(plans->contacts, [&](const plan::Contact& contact) { return contact.name == name; }) == 0)
    return context.refuse("plan.contact.unknown", ExitCode::usage, {{"name", printable(name)}});
  TRY(agent::save_plans(context.state_folder, *plans));
  context.screen.say(context.texts.say("plan.contact.removed", {{"name", printable(name)}}));
  return ExitCode::fine;
}

}  // namespace digue::apps
