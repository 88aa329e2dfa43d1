#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace digue::repository {

/// A file name, which may be any bytes, as the format keeps it: Go's strconv.Quote without the quotes around it. Text
/// that Go calls printable stays as it is; the rest is escaped (`\n`, `\x07`, `\u00a0`, `\U0001f9b7`), each byte that
/// is not UTF-8 as `\xff`.
void append_quoted(std::string& out, std::string_view name);

/// The name's bytes. Takes every escape of Go's strconv.Unquote and leaves unescaped text as it is, so it reads names
/// whatever version of Unicode their writer knew. `invalid_input` for what Unquote refuses.
Result<std::string> unquote(std::string_view quoted);

}  // namespace digue::repository
