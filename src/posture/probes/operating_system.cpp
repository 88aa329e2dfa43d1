#include "posture/probes/operating_system.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "posture/probes/known.h"
#include "posture/probes/os_release.h"
#include "posture/probes/registry_setting.h"

namespace digue::posture {

namespace {

constexpr std::size_t max_value_chars = 100;

/// os-release(5): the file below /usr/lib counts where there is none below /etc.
Result<Bytes> os_release_file(const Look& look) {
  Result<Bytes> file = look.machine.files().read("/etc/os-release", max_os_release_bytes, look.deadline);
  if (file || file.error().code != ErrorCode::not_found) return file;
  return look.machine.files().read("/usr/lib/os-release", max_os_release_bytes, look.deadline);
}

/// os-release(5) for ID and VERSION_ID: lower-case letters, digits, ".", "_" and "-".
bool is_identifier(std::string_view text) {
  return !text.empty() && text.size() <= max_value_chars && std::ranges::all_of(text, [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '-';
  });
}

std::optional<OperatingSystem> read_linux(const Look& look, Reading& reading) {
  const std::optional<Bytes> file = known(reading, os_release_file(look));
  if (!file) return std::nullopt;
  const auto values = parse_os_release(text_of(*file));
  const auto value = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
  OperatingSystem system;
  system.platform = value("ID").value_or("linux");  // the manual's default
  if (!is_identifier(system.platform)) {
    doubt(reading, ErrorCode::damaged);
    return std::nullopt;
  }
  if (const auto name = value("PRETTY_NAME")) system.name = printable(name->substr(0, max_value_chars));
  // Systems without versions (Debian testing, Arch) have no VERSION_ID: that is an answer, not a failure.
  system.version = value("VERSION_ID");
  if (system.version && !is_identifier(*system.version)) {
    system.version.reset();
    doubt(reading, ErrorCode::damaged);
  }
  return system;
}

/// EditionID in the groups of Microsoft's lifecycle pages; nothing for one that we do not know.
std::optional<std::string> edition_from(std::string_view id) {
  struct Known {
    std::string_view id;
    std::string_view edition;
    bool is_start;  ///< also CoreSingleLanguage, ProfessionalWorkstation, ServerStandardEval…
  };
  static constexpr std::array editions = {
      Known{"Core", "home_pro", true},
      Known{"Professional", "home_pro", true},
      Known{"Home", "home_pro", true},  // Windows 7
      Known{"Enterprise", "enterprise_education", false},
      Known{"EnterpriseN", "enterprise_education", false},
      Known{"Education", "enterprise_education", false},
      Known{"EducationN", "enterprise_education", false},
      Known{"IoTEnterprise", "enterprise_education", false},
      Known{"EnterpriseS", "ltsc", false},
      Known{"EnterpriseSN", "ltsc", false},
      Known{"IoTEnterpriseS", "iot_ltsc", false},
      Known{"Server", "server", true},
  };
  for (const Known& known : editions) {
    if (known.is_start ? id.starts_with(known.id) : id == known.id) return std::string(known.edition);
  }
  return std::nullopt;
}

/// For people. Not ProductName, which says "Windows 10" on Windows 11 too.
std::optional<std::string> windows_name(std::int64_t build, std::string_view edition_id) {
  if (edition_id.starts_with("Server")) return "Windows Server";
  if (build >= 22000) return "Windows 11";
  if (build >= 10240) return "Windows 10";
  return std::nullopt;
}

OperatingSystem read_windows(const Look& look, Reading& reading) {
  const std::string key = R"(HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Windows NT\CurrentVersion)";
  const auto text = [&](const std::string& name) -> Result<std::optional<std::string>> {
    return registry_text(look.machine.registry(), key, name);
  };
  OperatingSystem system{.platform = "windows"};
  const auto build_of = [&]() -> Result<std::int64_t> {
    const std::optional<std::string> build = TRY(text("CurrentBuildNumber"));
    if (!build) return failure(ErrorCode::not_found, "CurrentBuildNumber");
    return number_in(*build);
  };
  system.build = known(reading, build_of());
  const auto edition_id = known(reading, text("EditionID")).value_or(std::nullopt);
  if (edition_id) system.edition = edition_from(*edition_id);
  if (system.build) system.name = windows_name(*system.build, edition_id.value_or(""));
  // Before Windows 10 20H2 there was no DisplayVersion.
  system.version = known(reading, text("DisplayVersion")).value_or(std::nullopt);
  if (system.version) system.version = printable(system.version->substr(0, max_value_chars));
  return system;
}

}  // namespace

std::optional<OperatingSystem> read_operating_system(const Look& look, Reading& reading) {
  switch (look.machine.system()) {
    case machine::System::linux: return read_linux(look, reading);
    case machine::System::windows: return read_windows(look, reading);
    case machine::System::macos: break;
  }
  doubt(reading, ErrorCode::unsupported);
  return std::nullopt;
}

}  // namespace digue::posture
