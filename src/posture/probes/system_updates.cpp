#include <algorithm>

#include "base/text.h"
#include "posture/probes/apt.h"
#include "posture/probes/known.h"
#include "posture/probes/probes.h"

namespace digue::posture {

namespace {

constexpr std::size_t max_lists = 10'000;
constexpr std::size_t max_simulation = 16 * 1024 * 1024;  // thousands of updates, two lines each

/// Days from then to now. A time that is still to come says nothing about the past: a clock was wrong.
Result<std::int64_t> days_since(const Look& look, Instant then) {
  const Instant now = look.machine.clock().now();
  if (then > now) return failure(ErrorCode::damaged, "a time in the future");
  return std::int64_t{std::chrono::floor<std::chrono::days>(now - then).count()};
}

/// The index of a security archive, as in "…_debian-security_dists_bookworm-security_InRelease" or
/// "…_dists_noble-security_InRelease". Ubuntu's paid archives (esm.…) are no measure: some of them rarely change.
bool is_security_index(const std::string& name) {
  return name.contains("-security_") && (name.ends_with("_InRelease") || name.ends_with("_Release")) &&
         !name.starts_with("esm.");
}

/// Since when this machine knows the security updates that it knows: the time of the newest index of a security
/// archive. apt gives that file the archive's own time (or that of the download where the archive tells none) and
/// leaves it alone when it has not changed, so the last search may be younger but never older. Debian and Ubuntu sign
/// that index again every few days at least.
///
/// Not asked, because they are renewed although nothing could be reached: /var/lib/apt/periodic/update-stamp ("apt-get
/// update" ends well without a network), update-success-stamp (one archive of several is enough), and the time of the
/// folder.
Result<std::int64_t> searched_days(const Look& look) {
  machine::Files& files = look.machine.files();
  const std::string folder = "/var/lib/apt/lists";
  std::optional<Instant> newest;
  for (const std::string& name : TRY(files.list(folder, max_lists, look.deadline))) {
    if (!is_security_index(name)) continue;
    const Instant at = TRY(files.info(folder + "/" + name, look.deadline)).modified_at;
    newest = newest ? std::max(*newest, at) : at;
  }
  if (!newest) return failure(ErrorCode::not_found, "no security archive was ever searched");
  return days_since(look, *newest);
}

Result<std::string> output_of(const Look& look, std::vector<std::string> words) {
  const machine::Command command{.words = std::move(words), .as = std::nullopt, .max_output = max_simulation};
  machine::Output output = TRY(look.machine.processes().run(command, look.deadline));
  if (output.exit_code != 0) return failure(ErrorCode::damaged, command.words.front() + " failed");
  return std::move(output.text);
}

/// What would be installed, packages that are held back included: held or not, the hole is open. An update that
/// Debian's own point release has overtaken no longer bears the name of the security archive and is counted as another.
Result<AptUpdates> waiting(const Look& look) {
  return parse_apt_simulation(
      TRY(output_of(look, {"apt-get", "-s", "--ignore-hold", "-o", "Debug::NoLocking=1", "dist-upgrade"})));
}

Result<bool> is_there(const Look& look, const std::string& path) {
  return TRY(if_there(look.machine.files().info(path, look.deadline))).has_value();
}

/// Whether a program is there that asks for a restart when a new kernel was installed: unattended-upgrades (Debian),
/// update-notifier (Ubuntu).
Result<bool> asks_for_restarts(const Look& look) {
  return TRY(is_there(look, "/etc/kernel/postinst.d/unattended-upgrades")) ||
         TRY(is_there(look, "/etc/kernel/postinst.d/update-notifier"));
}

/// Where nobody asks for a restart, the kernel that runs is compared with the one that will start next: the link
/// vmlinuz (linux-update-symlinks). What came without a new kernel name is not seen.
Result<std::int64_t> days_since_next_kernel(const Look& look) {
  machine::Files& files = look.machine.files();
  Result<std::string> link = files.link_target("/vmlinuz", look.deadline);
  if (!link) link = files.link_target("/boot/vmlinuz", look.deadline);
  const std::string target = TRY(std::move(link));
  const std::size_t at = target.rfind("vmlinuz-");
  if (at == std::string::npos) return failure(ErrorCode::damaged, "a kernel without a version");
  const std::string next = target.substr(at + std::string_view("vmlinuz-").size());
  const Bytes running = TRY(files.read("/proc/sys/kernel/osrelease", 4096, look.deadline));
  if (trim(text_of(running)) == next) return 0;
  const std::string installed = "/var/lib/dpkg/info/linux-image-" + next + ".list";
  return days_since(look, TRY(files.info(installed, look.deadline)).modified_at);
}

Result<std::int64_t> restart_pending_days(const Look& look) {
  const auto asked = TRY(if_there(look.machine.files().info("/run/reboot-required", look.deadline)));
  if (asked) return days_since(look, asked->modified_at);
  if (TRY(asks_for_restarts(look))) return 0;
  return days_since_next_kernel(look);
}

Result<bool> installs_itself(const Look& look) {
  if (!TRY(is_there(look, "/usr/bin/unattended-upgrade"))) return false;
  const auto answer = parse_apt_periodic(TRY(output_of(look, {"apt-config", "dump", "APT::Periodic"})));
  if (!answer) return failure(ErrorCode::damaged, "an interval of APT::Periodic that is none");
  return *answer;
}

}  // namespace

Reading read_system_updates(const Look& look) {
  if (look.machine.system() != machine::System::linux) return unsupported("system_updates");
  Reading reading{.table = "system_updates"};
  const auto has_apt = known(reading, is_there(look, "/usr/bin/apt-get"));
  if (!has_apt) return reading;
  if (!*has_apt) return unsupported("system_updates");
  const auto searched = known(reading, searched_days(look));
  const auto updates = known(reading, waiting(look));
  const auto count = [&](std::int64_t AptUpdates::* member) { return updates ? Fact((*updates).*member) : Fact(); };
  reading.rows.push_back({{"source", "apt"},
                          {"searched_days", fact(searched)},
                          {"pending", count(&AptUpdates::pending)},
                          {"security_pending", count(&AptUpdates::security)},
                          {"restart_pending_days", fact(known(reading, restart_pending_days(look)))},
                          {"installs_itself", fact(known(reading, installs_itself(look)))}});
  return reading;
}

}  // namespace digue::posture
