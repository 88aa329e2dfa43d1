#pragma once

#include "json/value.h"

namespace digue::texts {

/// Everything in content/ (rules, texts, dated lists) and the schema of the facts, as tools/build_content.py embedded
/// it when the program was built. `bug` if the embedded bytes are not what that tool writes.
Result<json::Value> embedded_content();

}  // namespace digue::texts
