#include "tell/memory.h"

namespace digue::tell {

namespace {

json::Value or_null(const std::optional<Instant>& instant) {
  return instant ? json::Value(to_rfc3339(*instant)) : json::Value();
}

Result<std::optional<Instant>> instant_or_null(const json::Value& in, std::string_view name) {
  const json::Value* value = in.find(name);
  if (value != nullptr && value->is_null()) return std::nullopt;
  return std::optional(TRY(parse_rfc3339(TRY(in.text(name)))));
}

json::Value to_json(const Sending& sending) {
  return json::Object{{"tried", or_null(sending.tried)}, {"failures", sending.failures}, {"failure", sending.failure}};
}

Result<Sending> sending_from(const json::Value& value) {
  Sending sending;
  sending.tried = TRY(instant_or_null(value, "tried"));
  const std::int64_t failures = TRY(value.integer("failures"));
  if (failures < 0 || failures > 1'000) return failure(ErrorCode::invalid_input, "failures");
  sending.failures = static_cast<int>(failures);
  sending.failure = TRY(value.text("failure"));
  return sending;
}

json::Value to_json(const Problem& problem, const Told& told) {
  json::Array on_screen;
  for (const Instant at : told.on_screen) on_screen.emplace_back(to_rfc3339(at));
  return json::Object{{"trouble", name_of(problem.trouble)}, {"about", problem.about},
                      {"since", to_rfc3339(told.since)},     {"gone", or_null(told.gone)},
                      {"on_screen", std::move(on_screen)},   {"by_mail", told.by_mail}};
}

Result<Told> told_from(const json::Value& value) {
  Told told;
  told.since = TRY(parse_rfc3339(TRY(value.text("since"))));
  told.gone = TRY(instant_or_null(value, "gone"));
  told.by_mail = TRY(value.boolean("by_mail"));
  for (const json::Value& at : TRY(value.array("on_screen"))) {
    if (at.as_text() == nullptr) return failure(ErrorCode::invalid_input, "on_screen");
    told.on_screen.push_back(TRY(parse_rfc3339(*at.as_text())));
  }
  return told;
}

json::Value to_json(const std::optional<Notice>& notice) {
  if (!notice) return {};
  json::Array troubles;
  for (const Trouble trouble : notice->troubles) troubles.emplace_back(name_of(trouble));
  return json::Object{
      {"id", static_cast<std::int64_t>(notice->id)}, {"at", to_rfc3339(notice->at)}, {"troubles", std::move(troubles)}};
}

Result<std::uint64_t> id_from(const json::Value& in, std::string_view name) {
  const std::int64_t id = TRY(in.integer(name));
  if (id < 0) return failure(ErrorCode::invalid_input, std::string(name));
  return static_cast<std::uint64_t>(id);
}

Result<std::optional<Notice>> notice_from(const json::Value& in) {
  const json::Value* value = in.find("notice");
  if (value == nullptr || value->is_null()) return std::nullopt;
  Notice notice;
  notice.id = TRY(id_from(*value, "id"));
  notice.at = TRY(parse_rfc3339(TRY(value->text("at"))));
  const json::Array troubles = TRY(value->array("troubles"));
  for (const json::Value& name : troubles) {
    const auto trouble = name.as_text() == nullptr ? std::nullopt : trouble_from(*name.as_text());
    if (trouble) notice.troubles.push_back(*trouble);
  }
  // One whose every word was passed over must not turn into good news.
  if (notice.troubles.empty() && !troubles.empty()) return std::nullopt;
  return notice;
}

}  // namespace

json::Value to_json(const Memory& memory) {
  json::Array problems;
  for (const auto& [problem, told] : memory.problems) problems.push_back(to_json(problem, told));
  return json::Object{{"version", 1},
                      {"series", memory.series},
                      {"last_id", static_cast<std::int64_t>(memory.last_id)},
                      {"problems", std::move(problems)},
                      {"notice", to_json(memory.notice)},
                      {"owes_repair", memory.owes_repair},
                      {"repair_shown", or_null(memory.repair_shown)},
                      {"owes_repair_mail", memory.owes_repair_mail},
                      {"trouble_mail", or_null(memory.trouble_mail)},
                      {"weekly_mail", or_null(memory.weekly_mail)},
                      {"mail", to_json(memory.mail)},
                      {"ping", to_json(memory.ping)}};
}

Result<Memory> memory_from(const json::Value& value) {
  if (TRY(value.integer("version")) != 1) return failure(ErrorCode::invalid_input, "another version");
  Memory memory;
  memory.series = TRY(value.text("series"));
  memory.last_id = TRY(id_from(value, "last_id"));
  for (const json::Value& entry : TRY(value.array("problems"))) {
    Told told = TRY(told_from(entry));
    const auto trouble = trouble_from(TRY(entry.text("trouble")));
    std::string about = TRY(entry.text("about"));
    if (trouble) memory.problems[{*trouble, std::move(about)}] = std::move(told);
  }
  memory.notice = TRY(notice_from(value));
  memory.owes_repair = TRY(value.boolean("owes_repair"));
  memory.repair_shown = TRY(instant_or_null(value, "repair_shown"));
  memory.owes_repair_mail = TRY(value.boolean("owes_repair_mail"));
  memory.trouble_mail = TRY(instant_or_null(value, "trouble_mail"));
  memory.weekly_mail = TRY(instant_or_null(value, "weekly_mail"));
  memory.mail = TRY(sending_from(TRY(value.object("mail"))));
  memory.ping = TRY(sending_from(TRY(value.object("ping"))));
  return memory;
}

}  // namespace digue::tell
