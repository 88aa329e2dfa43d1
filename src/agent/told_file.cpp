#include "agent/told_file.h"

#include "crypto/random.h"
#include "json/parse.h"
#include "json/write.h"
#include "machine/private_folder.h"

namespace digue::agent {

namespace {

constexpr std::string_view told_file = "told.json";
constexpr json::Limits told_limits{.bytes = 1024 * 1024, .depth = 8, .values = 100'000};
constexpr std::size_t series_bytes = 8;

tell::Memory fresh_memory() {
  tell::Memory memory;
  memory.series = to_hex(crypto::random_bytes(series_bytes));
  return memory;
}

}  // namespace

Result<tell::Memory> load_told(const std::string& state) {
  const auto folder = machine::PrivateFolder::find(state);
  const auto content = folder ? folder->read(told_file) : std::unexpected(folder.error());
  if (!content && content.error().code != ErrorCode::not_found) return std::unexpected(content.error());
  if (!content) return fresh_memory();
  const auto value = json::parse(text_of(*content), told_limits);
  auto memory = value ? tell::memory_from(*value) : std::unexpected(value.error());
  return memory ? *std::move(memory) : fresh_memory();
}

Result<void> save_told(const std::string& state, const tell::Memory& memory) {
  const auto folder = TRY(machine::PrivateFolder::open(state));
  return folder.replace(told_file, bytes_of(json::to_pretty(tell::to_json(memory)) + "\n"));
}

}  // namespace digue::agent
