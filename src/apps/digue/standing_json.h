#pragma once

#include "agent/sentences.h"
#include "json/value.h"

namespace digue::apps {

/// A standing as one JSON line (docs/formats/json-lines.md). It tells that a person confirmed, never who.
json::Value to_json(std::string_view message_type, const posture::Standing& standing,
                    const agent::Sentences& sentences);

}  // namespace digue::apps
