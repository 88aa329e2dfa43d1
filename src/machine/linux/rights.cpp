#include "machine/linux/rights.h"

#include <unistd.h>

#include <limits>

#include "base/text.h"
#include "machine/person.h"

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

namespace digue::machine {

Result<Person> person_of(std::uint32_t user_id, Processes& processes, Deadline deadline) {
  const std::string who = "+" + std::to_string(user_id);
  const Output name = TRY(processes.run({{"id", "-nu", "--", who}, {}}, deadline));
  const Output groups = TRY(processes.run({{"id", "-G", "--", who}, {}}, deadline));
  if (name.exit_code != 0 || groups.exit_code != 0) return failure(ErrorCode::not_found, "nobody has that number");
  Person person{.user_id = user_id, .name = std::string(trim(name.text)), .groups = {}};
  for (const gid_t group : TRY(linux::parse_groups(groups.text))) person.groups.push_back(group);
  // What has no name is called by its number.
  if (person.name.empty() || person.groups.empty()) return failure(ErrorCode::not_found, "an account without a name");
  return person;
}

}  // namespace digue::machine
