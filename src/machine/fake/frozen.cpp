#include "machine/fake/frozen.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "machine/fake/frozen_json.h"
#include "machine/fake/reg_file.h"

namespace digue::machine::fake {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t max_file_bytes = 64 * 1024 * 1024;
constexpr std::string_view machine_name = "machine.json";
constexpr std::string_view registry_name = "registry.reg";

Result<std::string> read_whole(const fs::path& path) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return failure(ErrorCode::not_found, path.string() + " is not there");
  if (fs::file_size(path, error) > max_file_bytes || error) {
    return failure(ErrorCode::invalid_input, path.string() + " is too long");
  }
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) return failure(ErrorCode::unavailable, path.string() + " cannot be read");
  return text;
}

Result<void> write_whole(const fs::path& path, std::string_view text) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) return failure(ErrorCode::denied, path.string() + " cannot be written");
  file.write(text.data(), static_cast<std::streamsize>(text.size()));
  file.close();
  if (!file) return failure(ErrorCode::unavailable, path.string() + " cannot be written whole");
  return {};
}

/// The *.reg files of a folder, sorted: a later one adds to an earlier one.
Result<std::vector<fs::path>> registry_files(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    if (entry->path().extension() == ".reg") files.push_back(entry->path());
  }
  if (error) return failure(ErrorCode::unavailable, folder.string() + " cannot be listed");
  std::ranges::sort(files);
  return files;
}

std::unexpected<Error> in_file(const fs::path& path, const Error& error) {
  return failure(error.code, fmt::format("{}: {}", path.string(), error.detail));
}

/// What cannot be read back the same (a path that is not UTF-8, a date that no calendar has) must not look kept.
Result<void> check_written(const Contents& contents, const std::string& machine, const std::string& registry) {
  Result<Contents> read = read_machine_json(machine);
  if (!read) return in_file(machine_name, read.error());
  const Result<void> keys = read_reg(registry, read->registry);
  if (!keys) return in_file(registry_name, keys.error());
  if (*read == contents) return {};
  return failure(ErrorCode::invalid_input, "some of the contents cannot be kept in a frozen machine");
}

}  // namespace

Result<Contents> load_frozen(const std::string& folder) {
  const fs::path root(folder);
  const std::string machine = TRY(read_whole(root / machine_name));
  Result<Contents> contents = read_machine_json(machine);
  if (!contents) return in_file(root / machine_name, contents.error());
  for (const fs::path& path : TRY(registry_files(root))) {
    const Result<void> read = read_reg(TRY(read_whole(path)), contents->registry);
    if (!read) return in_file(path, read.error());
  }
  return contents;
}

Result<void> save_frozen(const Contents& contents, const std::string& folder) {
  const std::string machine = machine_json(contents);
  const std::string registry = write_reg(contents.registry);
  TRY(check_written(contents, machine, registry));
  const fs::path root(folder);
  std::error_code error;
  fs::create_directories(root, error);
  if (error) return failure(ErrorCode::denied, folder + " cannot be made");
  for (const fs::path& path : TRY(registry_files(root))) {
    if (path.filename() != registry_name) return failure(ErrorCode::already_exists, path.string() + " lies there");
  }
  TRY(write_whole(root / machine_name, machine));
  const bool has_keys = std::ranges::any_of(contents.registry, [](const auto& key) { return !key.second.error; });
  if (has_keys) return write_whole(root / registry_name, registry);
  fs::remove(root / registry_name, error);
  if (error) return failure(ErrorCode::denied, folder + ": the old " + std::string(registry_name) + " stays");
  return {};
}

}  // namespace digue::machine::fake
