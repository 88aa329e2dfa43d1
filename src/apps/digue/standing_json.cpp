#include "apps/digue/standing_json.h"

#include "agent/finding_json.h"

namespace digue::apps {

json::Value to_json(std::string_view message_type, const posture::Standing& standing,
                    const agent::Sentences& sentences) {
  const posture::Rule& rule = *standing.rule;
  json::Value line = json::Object{{"message_type", message_type},
                                  {"rule", rule.id},
                                  {"leaflet", rule.leaflet},
                                  {"ours", rule.is_ours},
                                  {"essential", rule.is_essential},
                                  {"title", sentences.title(rule)},
                                  {"state", posture::name_of(standing.state)},
                                  {"confirmed_by_a_person", standing.is_confirmed},
                                  {"doubt", posture::name_of(standing.doubt)}};
  if (standing.measure) {
    line.set("measured_at", to_rfc3339(standing.measure->at));
    line.set("finding", agent::to_json(standing.measure->finding));
  }
  if (standing.confirmation) line.set("confirmed_until", to_rfc3339(standing.confirmation->until));
  if (standing.set_aside) {
    line.set("set_aside_until", to_rfc3339(standing.set_aside->until));
    line.set("state_beneath", posture::name_of(standing.beneath));
  }
  // A confirmed statement and the reason of a set-aside may hold a person's words: the sentence is ours alone.
  if (!standing.set_aside) line.set("sentence", sentences.fact(standing));
  return line;
}

}  // namespace digue::apps
