#pragma once

#include <string_view>

#include "apps/digue/screen.h"
#include "posture/standing.h"

namespace digue::apps {

/// A shape for each state; what was seen and what a person said have different ones.
std::string_view mark_of(const posture::Standing& standing);

Tone tone_of(const posture::Standing& standing);

}  // namespace digue::apps
