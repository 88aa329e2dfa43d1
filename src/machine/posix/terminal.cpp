#include "machine/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

namespace digue::machine {

bool output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

std::size_t terminal_width() {
  constexpr std::size_t usual = 80;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col < 20) return usual;
  return size.ws_col;
}

std::string default_state_folder(const std::string& home, const std::string& state_home) {
  if (geteuid() == 0) return "/var/lib/digue";
  // The specification says that a relative path is to be ignored.
  if (state_home.starts_with('/')) return state_home + "/digue";
  return home + "/.local/state/digue";
}

}  // namespace digue::machine
