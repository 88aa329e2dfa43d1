#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "machine/machine.h"

namespace digue::machine::fake {

/// A file, a link or a reason why there is no answer.
struct File {
  std::string content;
  Instant modified_at{};
  std::string link_to;  ///< not empty: a link; reads follow it
  std::optional<ErrorCode>
      error;  ///< what every question about it answers; `not_found` also takes it out of its folder
  std::optional<ErrorCode> read_error = std::nullopt;  ///< what only reading it answers
  FileKind kind = FileKind::file;                      ///< `folder` for one with nothing below it here

  bool operator==(const File&) const = default;
};

/// A key of the registry with its values, or the reason why nobody may look.
struct RegistryKey {
  std::map<std::string, RegistryValue> values;  ///< names in lower case
  std::optional<ErrorCode> error;

  /// Nobody sees the values behind an error.
  bool operator==(const RegistryKey& other) const { return error == other.error && (error || values == other.values); }
};

/// What a question answered, kept as data.
template <typename T>
struct Kept {
  T value{};
  std::optional<ErrorCode> error;

  Result<T> answer() const {
    if (error) return failure(*error, "as it was kept");
    return value;
  }
  bool operator==(const Kept& other) const { return error == other.error && (error || value == other.value); }
};

/// The words of a command and the id of the account that runs it ("" for this program's own).
struct CommandKey {
  std::vector<std::string> words;
  std::string as;

  auto operator<=>(const CommandKey&) const = default;
};

/// A property of the bus or a method without arguments: the address and the name.
struct BusKey {
  BusAddress address;
  std::string name;

  auto operator<=>(const BusKey&) const = default;
};

/// A whole computer as data: what it would answer to each question. What is not here is `not_found`.
struct Contents {
  System system = System::linux;
  Instant now{};
  std::chrono::minutes ahead_of_utc{0};
  Kept<std::vector<Account>> people;
  std::map<std::string, File> files;  ///< by absolute path; a path below another is a folder's
  std::map<std::string, std::map<std::string, File>> files_of;  ///< by account id; looked at before `files`
  std::map<std::string, ErrorCode> files_of_errors;             ///< by account id: why its files may not be asked for
  std::map<CommandKey, Kept<Output>> commands;
  std::map<BusKey, Kept<BusValue>> properties;
  std::map<BusKey, Kept<BusValue>> calls;
  std::optional<ErrorCode> bus_error;           ///< what every question to the bus answers
  std::map<std::string, RegistryKey> registry;  ///< by full key in lower case; an error also stands for the keys below
  Kept<std::vector<Mount>> mounts;
  std::map<std::string, Kept<BlockDevice>> block_devices;

  bool operator==(const Contents&) const = default;
};

/// Where a link at `path` leads, without the "." and ".." in it.
std::string link_destination(const std::string& path, const std::string& link_to);

}  // namespace digue::machine::fake
