#pragma once

#include <string>

#include "paper/document.h"

namespace digue::paper {

/// One file for a browser: no script, nothing from outside, A4 when printed, readable in black and white. Every text of
/// the document is escaped. `invalid_input` as check() says.
Result<std::string> write_html(const Document& document);

}  // namespace digue::paper
