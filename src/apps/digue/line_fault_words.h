#pragma once

#include "apps/digue/command.h"
#include "paper/spoken_key.h"

namespace digue::apps {

/// The sentence that says what is wrong with a line of the key that was typed back: a key of content/texts, with
/// {line}.
std::string_view sentence_of(paper::LineFault::Kind kind);

/// Says all of them on standard error; never what was typed.
void say_line_faults(const Context& context, const std::vector<paper::LineFault>& faults);

}  // namespace digue::apps
