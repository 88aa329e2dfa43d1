#include "apps/digue/marks.h"

namespace digue::apps {

using posture::State;

std::string_view mark_of(const posture::Standing& standing) {
  switch (standing.state) {
    case State::held: return standing.is_confirmed ? "✓" : "✔";
    case State::to_correct: return "▲";
    case State::to_confirm: return "●";
    case State::unknown: return "?";
    case State::set_aside: return "‖";
    case State::not_applicable: return "–";
  }
  return "?";
}

Tone tone_of(const posture::Standing& standing) {
  switch (standing.state) {
    case State::held: return Tone::good;
    case State::to_correct: return Tone::bad;
    case State::to_confirm:
    case State::unknown: return Tone::doubt;
    case State::set_aside:
    case State::not_applicable: return Tone::quiet;
  }
  return Tone::plain;
}

}  // namespace digue::apps
