#include "posture/probes/gvariant.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "base/bytes.h"

namespace {

using namespace digue;

/// As gsettings prints it, for texts in which nothing needs to be escaped but these two.
std::string written(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) {
    list += list.empty() ? "[" : ", ";
    list += '\'';
    for (const char c : text) list += c == '\\' || c == '\'' ? std::string{'\\', c} : std::string{c};
    list += '\'';
  }
  return list.empty() ? "@as []" : list + "]";
}

template <typename T>
void must_be(const Result<T>& again, const Result<T>& first) {
  if (first && (!again || *again != *first)) std::abort();
}

}  // namespace

/// Any bytes as an answer of gsettings: what is understood means the same when it is written again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = text_of(std::as_bytes(std::span(data, size)));
  const auto number = posture::parse_gvariant_uint32(text);
  if (number) must_be(posture::parse_gvariant_uint32("uint32 " + std::to_string(*number)), number);
  if (number && (*number < 0 || *number > UINT32_MAX)) std::abort();
  const auto yes = posture::parse_gvariant_bool(text);
  const auto texts = posture::parse_gvariant_texts(text);
  if (texts) must_be(posture::parse_gvariant_texts(written(*texts)), texts);
  // One answer has one type.
  if (number.has_value() + yes.has_value() + texts.has_value() > 1) std::abort();
  return 0;
}
