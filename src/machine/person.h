#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "machine/deadline.h"
#include "machine/file_tree.h"
#include "machine/processes.h"

namespace digue::machine {

/// Somebody who asks this program for something, as the kernel would judge what he may read.
struct Person {
  std::uint32_t user_id = 0;
  std::string name;
  std::vector<std::uint32_t> groups;  ///< the account's own is the first

  bool operator==(const Person&) const = default;
};

/// Who has that number now, by the system's own `id`, in a child with a deadline: a directory server that does not
/// answer holds up nobody else. `not_found` if nobody has it.
Result<Person> person_of(std::uint32_t user_id, Processes& processes, Deadline deadline);

/// Folders in which a person is given files back. What writes is a child that has that person's rights and nothing
/// else: no link, mount or trap of theirs leads it anywhere that they could not write themselves, and where it hangs it
/// is killed. It is sent what is to be written, and no key.
class PersonTargets {
 public:
  virtual ~PersonTargets() = default;

  /// As person_of.
  virtual Result<Person> person(std::uint32_t user_id) = 0;
  /// The folder at this absolute path, made with what is missing above it. `denied` if it is not the person's own, or
  /// could not be made by them; `already_exists` if something is in it. Of what it gives, any thread may use it, and no
  /// call takes longer than a few minutes; after one that took too long, all others are `unavailable`.
  virtual Result<std::unique_ptr<TargetTree>> open(const Person& person, const std::string& folder) = 0;
};

/// One that starts a writer (this program, called with a word of its own) for each folder. For one thread, which must
/// outlive what it opened: a child ends with it.
std::unique_ptr<PersonTargets> person_targets();

}  // namespace digue::machine
