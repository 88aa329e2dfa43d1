#include "apps/digue/plan_words.h"

#include <fmt/core.h>

#include "base/text.h"
#include "machine/identity.h"

namespace digue::apps {

std::string say_fault(const Context& context, const plan::PlanFault& fault) {
  const std::string reason =
      context.texts.say(fmt::format("plan.fault.{}", fault.kind), {{"word", printable(fault.word)}});
  if (fault.line == 0) return context.texts.say("plan.fault.whole", {{"reason", reason}});
  return context.texts.say("plan.fault.at", {{"line", fmt::format("{}", fault.line)}, {"reason", reason}});
}

Result<plan::Plans> plans_and_warn(const Context& context) {
  agent::PlanFile file = TRY(agent::load_plans(context.state_folder));
  if (file.fault) context.warn("plan.has_fault", {{"fault", say_fault(context, *file.fault)}});
  return std::move(file.plans);
}

agent::DatabaseAccess database_access(const Context& context) {
  return {context.programs, context.job_processes, context.file_tree, machine::this_process().user_id,
          context.credentials};
}

Result<std::vector<const plan::Plan*>> named_plans(const plan::Plans& plans, const std::vector<std::string>& words) {
  std::vector<const plan::Plan*> named;
  for (const std::string& word : words) {
    const plan::Plan* plan = plans.find_plan(word);
    if (plan == nullptr) return failure(ErrorCode::not_found, word);
    named.push_back(plan);
  }
  if (!words.empty()) return named;
  for (const plan::Plan& plan : plans.plans) named.push_back(&plan);
  return named;
}

}  // namespace digue::apps
