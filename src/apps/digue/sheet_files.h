#pragma once

#include "apps/digue/demo_sheets.h"

namespace digue::apps {

/// Writes each sheet as HTML and as PDF into a folder that is there, for the owner alone; the names of the files.
/// `already_exists`, and nothing is replaced, if one of them is there.
Result<std::vector<std::string>> write_sheets(const Context& context, const std::string& folder,
                                              const std::vector<NamedSheet>& sheets);

}  // namespace digue::apps
