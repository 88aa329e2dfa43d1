#include "apps/digue/forget_screen.h"

#include "apps/digue/snapshot_words.h"
#include "base/text.h"
#include "json/write.h"

namespace digue::apps {

namespace {

using repository::SnapshotId;

json::Array lines_of(const std::vector<SnapshotId>& ids, const SnapshotsById& by_id) {
  json::Array lines;
  for (const SnapshotId& id : ids) lines.push_back(snapshot_line(*by_id.at(id)));
  return lines;
}

/// restic's groups, and which snapshots are set aside and why.
json::Value group_line(const backup::GroupPlan& plan, const SnapshotsById& by_id) {
  json::Array keep;
  json::Array reasons;
  for (const backup::Kept& kept : plan.keep) {
    const json::Value snapshot = snapshot_line(*by_id.at(kept.id));
    keep.push_back(snapshot);
    reasons.push_back(
        json::Object{{"snapshot", snapshot}, {"matches", json::Array(kept.reasons.begin(), kept.reasons.end())}});
  }
  json::Array set_aside;
  for (const backup::SetAside& aside : plan.set_aside) {
    set_aside.push_back(
        json::Object{{"snapshot", snapshot_line(*by_id.at(aside.id))},
                     {"doubt", aside.doubt == backup::Doubt::in_the_future ? "in_the_future" : "back_dated"}});
  }
  return json::Object{{"tags", json::Array(plan.tags.begin(), plan.tags.end())},
                      {"host", plan.host},
                      {"paths", json::Array(plan.paths.begin(), plan.paths.end())},
                      {"keep", std::move(keep)},
                      {"remove", lines_of(plan.forget, by_id)},
                      {"reasons", std::move(reasons)},
                      {"set_aside", std::move(set_aside)}};
}

}  // namespace

void say_plans(const Context& context, const std::vector<backup::GroupPlan>& plans, const SnapshotsById& by_id) {
  if (context.invocation.json) {
    json::Array lines;
    for (const backup::GroupPlan& plan : plans) lines.push_back(group_line(plan, by_id));
    return context.screen.raw(json::to_line(std::move(lines)));
  }
  if (context.invocation.repository.quiet) return;
  bool has_back_dated = false;
  for (const backup::GroupPlan& plan : plans) {
    for (const backup::SetAside& aside : plan.set_aside) {
      const bool is_future = aside.doubt == backup::Doubt::in_the_future;
      has_back_dated = has_back_dated || !is_future;
      context.screen.say(
          context.texts.say(is_future ? "forget.in_the_future" : "forget.back_dated", {{"id", aside.id.short_hex()}}),
          Tone::doubt);
    }
    for (const backup::Kept& kept : plan.keep) context.screen.raw("= " + snapshot_row(context, *by_id.at(kept.id)));
    for (const SnapshotId& id : plan.forget) context.screen.raw("- " + snapshot_row(context, *by_id.at(id)));
  }
  if (has_back_dated) context.screen.say(context.texts.say("forget.trust_copies"));
}

}  // namespace digue::apps
