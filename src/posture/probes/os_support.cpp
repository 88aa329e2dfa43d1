#include "posture/probes/known.h"
#include "posture/probes/operating_system.h"
#include "posture/probes/probes.h"

namespace digue::posture {

namespace {

Result<std::int64_t> day_number(const json::Value& object, std::string_view name) {
  const Day day = TRY(parse_day(TRY(object.text(name))));
  return std::int64_t{day.time_since_epoch().count()};
}

/// An entry "22" of the list stands for 22 and for 22.1; an entry "24.04" for 24.04 alone.
bool is_version_of(std::string_view version, std::string_view entry) {
  if (version == entry) return true;
  return !entry.contains('.') && version.starts_with(entry) && version.substr(entry.size()).starts_with('.');
}

bool speaks_of(const json::Value& entry, const OperatingSystem& system) {
  const json::Value* platform = entry.find("platform");
  if (platform == nullptr || *platform != json::Value(system.platform)) return false;
  if (const json::Value* build = entry.find("build")) {
    const json::Value* edition = entry.find("edition");
    return system.build && system.edition && *build == json::Value(*system.build) && edition != nullptr &&
           *edition == json::Value(*system.edition);
  }
  const json::Value* version = entry.find("version");
  return version != nullptr && version->as_text() != nullptr && system.version &&
         is_version_of(*system.version, *version->as_text());
}

/// Nothing for a system that the list does not name: a newer one is unknown, never unsupported.
Result<std::optional<std::int64_t>> supported_until(const json::Value& list, const OperatingSystem& system) {
  for (const json::Value& entry : TRY(list.array("systems"))) {
    if (speaks_of(entry, system)) return TRY(day_number(entry, "supported_until"));
  }
  return std::nullopt;
}

}  // namespace

Reading read_os_support(const Look& look) {
  Reading reading{.table = "os_support"};
  const auto system = read_operating_system(look, reading);
  if (!system) return reading;
  const json::Value* list = look.lists.find("os-support");
  if (list == nullptr) {
    doubt(reading, ErrorCode::bug);
    return reading;
  }
  reading.rows.push_back(
      {{"supported_until_day", fact(known(reading, supported_until(*list, *system)).value_or(std::nullopt))},
       {"list_day", fact(known(reading, day_number(*list, "as_of")))}});
  return reading;
}

}  // namespace digue::posture
