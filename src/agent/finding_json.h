#pragma once

#include "json/value.h"
#include "posture/finding.h"

namespace digue::agent {

/// A finding as it stands in the journal and in the answers of the program.
json::Value to_json(const posture::Finding& finding);

/// Reads what to_json writes. `invalid_input` names what is missing.
Result<posture::Finding> finding_from(const json::Value& value);

/// Columns and rows, as {"columns": […], "rows": [[…]]}. Bytes become hexadecimal text.
json::Value to_json(const posture::AnswerTable& table);

}  // namespace digue::agent
