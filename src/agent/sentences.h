#pragma once

#include <string>
#include <vector>

#include "machine/machine.h"
#include "posture/standing.h"
#include "texts/texts.h"

namespace digue::agent {

/// Says standings and answers with the sentences of content/, the same on every screen.
class Sentences {
 public:
  Sentences(const texts::Texts& texts, const machine::Clock& clock) : texts_(texts), clock_(clock) {}

  /// « Non, pas encore. 2 règles essentielles sont à corriger sur ce poste. » Never a promise of safety.
  std::string answer(const std::vector<posture::Standing>& standings) const;

  /// The state in one or two words, told apart when a person said it: « Tenue (vu par Digue) ».
  std::string state(const posture::Standing& standing) const;

  /// What is, what follows from it and why we think so: the fact below the title.
  std::string fact(const posture::Standing& standing) const;

  /// « vu il y a 12 min », « déclaré par Camille le 3 mars 2026 »; empty when there is nothing to say.
  std::string source(const posture::Standing& standing) const;

  std::string title(const posture::Rule& rule) const;
  /// One of the rule's other sentences: "why", "leaflet", "statement"; empty if it has none.
  std::string of_rule(const posture::Rule& rule, std::string_view sentence) const;
  /// What to do about it on that system.
  std::string how(const posture::Rule& rule, machine::System system) const;

 private:
  std::string doubt(const posture::Standing& standing) const;
  std::string set_aside(const posture::Standing& standing) const;
  std::string name_or_erased(const std::string& name) const;
  std::string day_of(Instant instant) const;

  const texts::Texts& texts_;
  const machine::Clock& clock_;
};

}  // namespace digue::agent
