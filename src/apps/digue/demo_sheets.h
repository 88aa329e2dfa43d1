#pragma once

#include <string>
#include <vector>

#include "apps/digue/command.h"
#include "paper/document.h"

namespace digue::apps {

struct NamedSheet {
  std::string name;  ///< of its files, without what follows the point
  paper::Document document;
};

/// The three sheets of an invented practice, with the key of a repository that lives in memory and is gone afterwards.
Result<std::vector<NamedSheet>> demo_sheets(const Context& context);

}  // namespace digue::apps
