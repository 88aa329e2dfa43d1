#pragma once

#include "base/bytes.h"
#include "base/instant.h"
#include "paper/document.h"

namespace digue::paper {

/// A4, black alone, with its fonts in it and text that can be selected. A key line, a step, a row or a QR code is never
/// split between two pages. The same document and date give the same bytes on the same computer (its fonts may differ
/// from another's). `invalid_input` as check() says and for a block taller than a page, `unavailable` if the drawing
/// library fails.
Result<Bytes> write_pdf(const Document& document, Instant created_at);

}  // namespace digue::paper
