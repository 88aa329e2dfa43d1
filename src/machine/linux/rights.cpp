#include "machine/linux/rights.h"

#include <unistd.h>

#include <limits>

#include "base/text.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_groups = 65'536;  // NGROUPS_MAX

template <typename Id>
std::optional<Id> parse_id(std::string_view text) {
  const auto number = text.starts_with('+') ? std::nullopt : parse_integer(text);
  // The last number is -1: "no change" for the calls that take an id.
  if (!number || *number < 0 || *number >= std::numeric_limits<Id>::max()) return std::nullopt;
  return static_cast<Id>(*number);
}

}  // namespace

Result<uid_t> user_id_of(const Account& account) {
  const auto id = parse_id<uid_t>(account.id);
  if (!id) return failure(ErrorCode::invalid_input, "no user id: " + account.id);
  return *id;
}

Result<std::vector<gid_t>> parse_groups(std::string_view text) {
  std::vector<gid_t> groups;
  for (const std::string_view word : split(trim(text), ' ')) {
    const auto group = parse_id<gid_t>(word);
    if (!group || groups.size() == max_groups) return failure(ErrorCode::damaged, "no list of groups");
    groups.push_back(*group);
  }
  return groups;
}

Result<void> check_may_become(const Account& account) {
  const uid_t user = TRY(user_id_of(account));
  if (::geteuid() != 0 && ::geteuid() != user) return failure(ErrorCode::denied, "not the account of this program");
  return {};
}

Result<std::optional<Rights>> rights_of(const Account& account, Processes& processes, Deadline deadline) {
  TRY(check_may_become(account));
  const uid_t user = TRY(user_id_of(account));
  if (::geteuid() == user) return std::nullopt;
  const Output output = TRY(processes.run({{"id", "-G", "--", "+" + account.id}, {}}, deadline));
  if (output.exit_code != 0) return failure(ErrorCode::denied, "nobody knows the account " + account.id);
  const std::vector<gid_t> groups = TRY(parse_groups(output.text));
  return Rights{user, groups.front(), groups};
}

}  // namespace digue::machine::linux
