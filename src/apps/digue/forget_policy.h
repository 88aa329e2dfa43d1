#pragma once

#include "apps/digue/repository_words.h"
#include "backup/retention.h"

namespace digue::apps {

/// What the options --keep-* say. `invalid_input` for a number or a span that is none.
Result<backup::KeepPolicy> keep_policy(const RepositoryWords& words);

/// What --group-by says; "" makes one group of all.
Result<backup::GroupBy> group_by(std::string_view text);

}  // namespace digue::apps
