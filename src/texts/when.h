#pragma once

#include <chrono>
#include <string>

#include "base/instant.h"
#include "texts/texts.h"

namespace digue::texts {

/// « aujourd'hui à 8 h 02 », « hier à 18 h 30 », « le 3 mars 2026 à 8 h 02 ».
/// `offset` is how far the practice's time is ahead of UTC at that instant.
std::string say_instant(const Texts& texts, Instant instant, Instant now, std::chrono::seconds offset);

/// « 3 mars 2026 ».
std::string say_day(const Texts& texts, Day day);

/// « à l'instant », « il y a 12 min », « il y a 3 h », « il y a 9 jours ». A negative age is « à l'instant ».
std::string say_age(const Texts& texts, std::chrono::milliseconds age);

}  // namespace digue::texts
