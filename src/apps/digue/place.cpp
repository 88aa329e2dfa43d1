#include <fmt/core.h>

#include "agent/place_facts.h"
#include "apps/digue/amounts.h"
#include "apps/digue/place_session.h"
#include "base/text.h"
#include "json/write.h"
#include "texts/when.h"

namespace digue::apps {

namespace {

using agent::PlaceStanding;
using agent::Presence;

json::Value value_of(const std::optional<Instant>& instant) {
  return instant ? json::Value(to_rfc3339(*instant)) : json::Value();
}

json::Value value_of(const std::optional<bool>& flag) { return flag ? json::Value(*flag) : json::Value(); }

json::Value place_line(const PlaceStanding& standing, const std::optional<agent::HdsHost>& host) {
  const auto& history = standing.history;
  json::Value line = json::Object{{"message_type", "place"},
                                  {"id", standing.place.id},
                                  {"name", standing.place.name},
                                  {"kind", name_of(standing.place.kind)},
                                  {"presence", agent::name_of(standing.presence)},
                                  {"since", value_of(standing.since)},
                                  {"at_home", standing.place.is_at_home},
                                  {"first_seen", value_of(history.first_seen)},
                                  {"last_seen", value_of(history.last_seen)},
                                  {"last_copy", value_of(history.last_copy)},
                                  {"left_plugged", value_of(standing.is_left_plugged)}};
  line.set("free_bytes", standing.volume && standing.volume->free_bytes
                             ? json::Value(static_cast<std::int64_t>(*standing.volume->free_bytes))
                             : json::Value());
  line.set("disk_encryption",
           standing.volume && standing.volume->encryption ? json::Value(*standing.volume->encryption) : json::Value());
  if (history.tried_delete) {
    line.set("delete_tried", json::Object{{"at", to_rfc3339(history.tried_delete->at)},
                                          {"refused", history.tried_delete->is_refused},
                                          {"still_there", history.tried_delete->has_lied}});
  }
  if (standing.place.kind == plan::PlaceKind::cloud) line.set("hds_listed", host ? json::Value(true) : json::Value());
  return line;
}

/// One place on the screen of a person.
class PlaceCard {
 public:
  PlaceCard(const Context& context, const PlaceStanding& standing) : context_(context), standing_(standing) {}

  void say(const std::optional<agent::HdsHost>& host) const {
    context_.screen.say_marked(mark(), heading(), tone());
    line(presence());
    if (standing_.is_left_plugged == true) line(text("place.left_plugged"), Tone::bad);
    if (standing_.presence == Presence::strange) line(text("place.strange"), Tone::bad);
    line(copies());
    if (standing_.volume) say_disk(*standing_.volume);
    if (standing_.history.tried_delete) say_delete(*standing_.history.tried_delete);
    if (standing_.place.kind == plan::PlaceKind::cloud) say_host(host);
  }

 private:
  std::string text(std::string_view key, std::initializer_list<texts::Filling> fillings = {}) const {
    return context_.texts.say(key, fillings);
  }
  std::string when(Instant instant) const {
    const machine::Clock& clock = context_.machine.clock();
    return texts::say_instant(context_.texts, instant, clock.now(), clock.ahead_of_utc(instant));
  }
  void line(const std::string& sentence, Tone tone = Tone::plain) const {
    context_.screen.say(sentence, tone, beside_mark);
  }

  bool is_as_wished() const { return standing_.presence == Presence::away; }
  std::string_view mark() const { return is_as_wished() ? "✔" : tone() == Tone::bad ? "▲" : "●"; }
  Tone tone() const {
    if (is_as_wished()) return Tone::good;
    return standing_.is_left_plugged == true || standing_.presence == Presence::strange ? Tone::bad : Tone::doubt;
  }
  std::string heading() const {
    const std::string kind = text(fmt::format("place.kind.{}", name_of(standing_.place.kind)));
    return fmt::format("{} ({}, {})", printable(standing_.place.name), kind, standing_.place.id);
  }
  std::string presence() const {
    const std::string state = text(fmt::format("place.presence.{}", agent::name_of(standing_.presence)));
    const bool is_dated = standing_.since && standing_.presence != Presence::unknown &&
                          standing_.presence != Presence::never_seen &&
                          standing_.history.presence == standing_.presence;
    return is_dated ? text("place.since", {{"state", state}, {"when", when(*standing_.since)}}) : state;
  }
  std::string copies() const {
    const auto& copied_at = standing_.history.last_copy;
    return copied_at ? text("place.last_copy", {{"when", when(*copied_at)}}) : text("place.no_copy");
  }
  void say_disk(const machine::Volume& volume) const {
    if (volume.free_bytes) line(text("place.free", {{"bytes", say_bytes(context_.texts, *volume.free_bytes)}}));
    if (!volume.encryption) return;
    line(volume.encryption->empty() ? text("place.disk_in_clear")
                                    : text("place.disk_encrypted", {{"kind", *volume.encryption}}),
         Tone::quiet);
  }
  void say_delete(const agent::TriedDelete& tried) const {
    const std::string_view key = tried.has_lied     ? "place.delete.lied"
                                 : tried.is_refused ? "place.delete.refused"
                                                    : "place.delete.done";
    line(text(key, {{"when", when(tried.at)}}), tried.has_lied ? Tone::bad : Tone::plain);
  }
  void say_host(const std::optional<agent::HdsHost>& host) const {
    if (!host) return line(text("place.hds.to_confirm"), Tone::doubt);
    const auto since = parse_day(host->since);
    line(text("place.hds.listed", {{"host", host->name},
                                   {"scope", host->scope},
                                   {"since", since ? texts::say_day(context_.texts, *since) : host->since}}),
         Tone::doubt);
  }

  const Context& context_;
  const PlaceStanding& standing_;
};

}  // namespace

Result<ExitCode> run_place(const Context& context) {
  const plan::Plans plans = TRY(plans_now(context));
  if (plans.places.empty() && !context.invocation.json) {
    context.screen.say(context.texts.say("place.none"));
    return ExitCode::fine;
  }
  Result<journal::Journal> writable = context.open_journal();
  journal::Journal journal = writable ? std::move(*writable) : TRY(context.read_journal_if_any());
  const auto standings = TRY(look_at_places(context, plans, journal));
  for (const PlaceStanding& standing : standings) {
    const auto host = TRY(agent::hds_host_of(standing.place, context.content));
    if (context.invocation.json) {
      context.screen.raw(json::to_line(place_line(standing, host)));
    } else {
      PlaceCard(context, standing).say(host);
    }
  }
  const auto advice = agent::coach(standings, context.machine.clock().now());
  if (!advice || context.invocation.json) return ExitCode::fine;
  context.screen.blank();
  context.screen.say(context.texts.say("place.coach." + advice->sentence,
                                       {{"here", printable(advice->here)}, {"home", printable(advice->home)}}),
                     Tone::strong);
  return ExitCode::fine;
}

}  // namespace digue::apps
