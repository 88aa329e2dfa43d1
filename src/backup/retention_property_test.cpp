#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "backup/retention_test.h"

namespace digue::backup {
namespace {

using std::chrono::days;
using std::chrono::hours;

std::vector<SnapshotFacts> any_history() {
  std::vector<SnapshotFacts> snapshots;
  const auto ages = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 24 * 800));
  for (std::size_t number = 0; number < ages.size(); ++number) {
    snapshots.push_back(snapshot_at(number, now - hours(ages[number])));
    snapshots.back().ahead_of_utc = hours(*rc::gen::inRange(-12, 15));
    snapshots.back().first_seen = snapshots.back().claimed_at + hours(*rc::gen::inRange(0, 2));
    snapshots.back().first_seen = std::min(*snapshots.back().first_seen, now);
  }
  return snapshots;
}

KeepPolicy any_policy() {
  const auto rule = [] {
    return KeepRule{*rc::gen::inRange(-1, 5), {0, *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 5), 0}};
  };
  KeepPolicy policy{{1, {}}, rule(), rule(), rule(), rule(), rule(), {}};
  policy.last.count = *rc::gen::inRange(1, 5);
  return policy;
}

TEST_CASE("snapshots that lie about their time never change what becomes of the others") {
  CHECK(rc::check("liars", [] {
    RetentionQuestion question = question_of(any_history(), any_policy());
    const auto honest = kept(question);
    const std::size_t count = question.snapshots.size();
    for (const int days_off : *rc::gen::container<std::vector<int>>(rc::gen::inRange(-400, 400))) {
      SnapshotFacts liar =
          snapshot_at(1000 + question.snapshots.size(), now + days(days_off > 0 ? days_off : days_off - 3));
      liar.absent_at = now - hours(1);
      liar.first_seen = now;
      question.snapshots.push_back(liar);
    }
    const auto plans = plan_retention(question).value();
    std::size_t set_aside = 0;
    for (const GroupPlan& plan : plans) set_aside += plan.set_aside.size();
    RC_ASSERT(kept(plans) == honest);
    RC_ASSERT(set_aside == question.snapshots.size() - count);
  }));
}

TEST_CASE("every snapshot has one fate, the newest stays, and a second run forgets nothing") {
  CHECK(rc::check("fates", [] {
    RetentionQuestion question = question_of(any_history(), any_policy());
    RC_PRE(!question.snapshots.empty());
    const auto plan = plan_retention(question).value().front();
    RC_ASSERT(plan.keep.size() + plan.forget.size() + plan.set_aside.size() == question.snapshots.size());
    const auto newest =
        std::max_element(question.snapshots.begin(), question.snapshots.end(),
                         [](const auto& one, const auto& other) { return one.claimed_at < other.claimed_at; });
    const auto kept_ids = kept(question);
    RC_ASSERT(std::any_of(question.snapshots.begin(), question.snapshots.end(), [&](const SnapshotFacts& one) {
      return one.claimed_at == newest->claimed_at && kept_ids.contains(one.id);
    }));
    std::erase_if(question.snapshots, [&](const SnapshotFacts& one) { return !kept_ids.contains(one.id); });
    RC_ASSERT(kept(question) == kept_ids);
  }));
}

}  // namespace
}  // namespace digue::backup
