#pragma once

#include <string_view>

namespace digue::apps {

/// Whether restic 0.19 has this option for some command. Asked of one that a command of ours does not know: whoever
/// comes from restic is told so.
bool is_option_of_restic(std::string_view option);

}  // namespace digue::apps
