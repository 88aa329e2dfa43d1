#include "backup/sources/engine_account.h"

#include "base/text.h"

namespace digue::backup {

Result<machine::Account> account_named(machine::Processes& processes, const std::string& name,
                                       machine::Deadline deadline) {
  // A number would be taken for an id.
  if (name.empty() || is_digit(name.front()) || name.find(':') != std::string::npos) {
    return failure(ErrorCode::invalid_input, "no name of an account");
  }
  const auto output = TRY(processes.run({{"getent", "passwd", "--", name}, {}}, deadline));
  constexpr int no_such_key = 2;
  if (output.exit_code == no_such_key) return failure(ErrorCode::not_found, "no such account");
  if (output.exit_code != 0) return failure(ErrorCode::unavailable, "the accounts cannot be asked");
  // passwd(5)
  const auto fields = split(trim(output.text), ':');
  if (fields.size() != 7 || fields[0] != name || !parse_integer(fields[2])) {
    return failure(ErrorCode::unavailable, "an answer that is no account");
  }
  return machine::Account{std::string(fields[2]), name, std::string(fields[4]), std::string(fields[5])};
}

}  // namespace digue::backup
