#pragma once

#include "json/value.h"
#include "paper/check_words.h"

namespace digue::agent {

/// The words of content/lists/check-words.toml. `bug` if the product's own list is not fit.
Result<paper::CheckWords> load_check_words(const json::Value& content);

}  // namespace digue::agent
