#include "machine/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <span>

#include "machine/posix/errors.h"

namespace digue::machine {

bool output_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

bool input_is_terminal() { return isatty(STDIN_FILENO) == 1; }

namespace {

/// Nothing that is typed is shown as long as this lives.
class HiddenInput {
 public:
  HiddenInput() {
    is_set_ = tcgetattr(STDIN_FILENO, &before_) == 0;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  ~HiddenInput() {
    if (is_set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

 private:
  termios before_{};
  bool is_set_ = false;
};

constexpr std::size_t max_line_bytes = 4096;

Result<std::size_t> read_some(std::span<std::byte> into) {
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR) return posix::system_failure(errno, "standard input");
  }
}

void show(std::string_view text) { static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size())); }

}  // namespace

Result<Bytes> read_hidden_line(std::string_view prompt) {
  // Hidden first: whoever sees the prompt may type at once, and what he types must be neither shown nor thrown away.
  const HiddenInput hidden;
  show(prompt);
  Bytes line;
  std::byte next{};
  while (TRY(read_some({&next, 1})) == 1) {
    if (next == std::byte{'\n'}) {
      show("\n");
      return line;
    }
    if (line.size() == max_line_bytes) return failure(ErrorCode::invalid_input, "a line that is too long");
    line.push_back(next);
  }
  return failure(ErrorCode::cancelled, "the input ended");
}

Result<Bytes> read_standard_input(std::size_t max_bytes) {
  Bytes content(max_bytes + 1);
  std::size_t filled = 0;
  while (const std::size_t count = TRY(read_some(std::span(content).subspan(filled)))) {
    filled += count;
    if (filled > max_bytes) return failure(ErrorCode::invalid_input, "standard input is too long");
  }
  content.resize(filled);
  return content;
}

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
