#include "posture/probes/registry_setting.h"

#include <limits>

#include "base/text.h"
#include "posture/probes/known.h"

namespace digue::posture {

namespace {

Result<std::int64_t> in_range(std::int64_t number) {
  if (number < 0 || number > std::numeric_limits<std::int32_t>::max()) {
    return failure(ErrorCode::damaged, "a number that no setting can have");
  }
  return number;
}

}  // namespace

Result<std::optional<std::int64_t>> registry_number(machine::Registry& registry, const std::string& key,
                                                    const std::string& name) {
  const std::optional<machine::RegistryValue> value = TRY(if_there(registry.value(key, name)));
  if (!value) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&*value);
  if (number == nullptr) return failure(ErrorCode::damaged, name + " is no number");
  return TRY(in_range(*number));
}

Result<std::optional<std::string>> registry_text(machine::Registry& registry, const std::string& key,
                                                 const std::string& name) {
  std::optional<machine::RegistryValue> value = TRY(if_there(registry.value(key, name)));
  if (!value) return std::nullopt;
  auto* text = std::get_if<std::string>(&*value);
  if (text == nullptr) return failure(ErrorCode::damaged, name + " is no text");
  return std::move(*text);
}

Result<std::int64_t> number_in(const std::string& text) {
  const std::optional<std::int64_t> number = parse_integer(text);
  if (!number) return failure(ErrorCode::damaged, "a text that is no number");
  return in_range(*number);
}

}  // namespace digue::posture
