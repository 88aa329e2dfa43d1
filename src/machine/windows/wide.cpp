#include "machine/windows/wide.h"

#include "machine/utf16.h"

namespace digue::machine::windows {

static_assert(sizeof(wchar_t) == sizeof(char16_t), "Windows has UTF-16 in its wide characters");

Result<std::wstring> to_wide(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return failure(ErrorCode::invalid_input, "a text with a NUL in it");
  const std::u16string units = TRY(to_utf16(text));
  return std::wstring(units.begin(), units.end());
}

std::string from_wide(std::wstring_view text) { return from_utf16(std::u16string(text.begin(), text.end())); }

}  // namespace digue::machine::windows
