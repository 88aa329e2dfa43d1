#include "apps/digue/forget_policy.h"

#include "base/text.h"

namespace digue::apps {

namespace {

/// "unlimited" and -1 keep all, as restic has it.
Result<int> keep_count(const std::string& text) {
  if (text.empty()) return 0;
  if (text == "unlimited") return backup::KeepRule::unlimited;
  const auto count = parse_integer(text);
  if (!count || *count < backup::KeepRule::unlimited || *count > 1'000'000) {
    return failure(ErrorCode::invalid_input, "no count");
  }
  return static_cast<int>(*count);
}

Result<backup::KeepRule> keep_rule(const std::string& count, const std::string& within) {
  backup::KeepRule rule{TRY(keep_count(count)), {}};
  if (!within.empty()) rule.within = TRY(backup::parse_calendar_span(within));
  return rule;
}

}  // namespace

Result<backup::KeepPolicy> keep_policy(const RepositoryWords& words) {
  backup::KeepPolicy policy;
  policy.last = TRY(keep_rule(words.keep_last, words.keep_within));
  policy.hourly = TRY(keep_rule(words.keep_hourly, words.keep_within_hourly));
  policy.daily = TRY(keep_rule(words.keep_daily, words.keep_within_daily));
  policy.weekly = TRY(keep_rule(words.keep_weekly, words.keep_within_weekly));
  policy.monthly = TRY(keep_rule(words.keep_monthly, words.keep_within_monthly));
  policy.yearly = TRY(keep_rule(words.keep_yearly, words.keep_within_yearly));
  for (const std::string& list : words.keep_tags) {
    std::vector<std::string>& wanted = policy.tags.emplace_back();
    for (const std::string_view tag : split(list, ',')) wanted.emplace_back(tag);
  }
  return policy;
}

Result<backup::GroupBy> group_by(std::string_view text) {
  backup::GroupBy by{false, false, false};
  if (text.empty()) return by;
  for (const std::string_view word : split(text, ',')) {
    if (word == "host" || word == "hosts") {
      by.host = true;
    } else if (word == "path" || word == "paths") {
      by.paths = true;
    } else if (word == "tag" || word == "tags") {
      by.tags = true;
    } else {
      return failure(ErrorCode::invalid_input, "no such group");
    }
  }
  return by;
}

}  // namespace digue::apps
