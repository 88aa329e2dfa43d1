#include "repository/config.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "crypto/random.h"
#include "repository/json_fields.h"
#include "repository/json_object.h"
#include "repository/polynomial.h"

namespace digue::repository {

namespace {

using json::Cursor;

/// What rustic may write and what is the same as restic's: other values cut files otherwise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> restic_chunking = {{
    {"chunker", R"("rabin")"},
    {"chunk_size", "1048576"},
    {"chunk_min_size", "524288"},
    {"chunk_max_size", "8388608"},
}};

Result<void> read_polynomial(Cursor& cursor, std::uint64_t& polynomial) {
  const std::string_view hex = TRY(cursor.string());
  const auto [end, error] = std::from_chars(hex.data(), hex.data() + hex.size(), polynomial, 16);
  if (hex.empty() || error != std::errc() || end != hex.data() + hex.size()) {
    return failure(ErrorCode::invalid_input, "no polynomial");
  }
  return {};
}

Result<Config> read_whole(std::string_view json) {
  if (json.size() > max_config_bytes) return failure(ErrorCode::invalid_input, "too long");
  Cursor cursor(json);
  Config config;
  std::uint32_t version = 0;
  std::optional<RepositoryId> id;
  TRY(cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "version") return read_field(cursor, version);
    if (name == "id") return read_field(cursor, id);
    if (name == "chunker_polynomial") return read_polynomial(cursor, config.chunker_polynomial);
    return read_unknown(cursor, name, config.unknown);
  }));
  TRY(cursor.end());
  if (version < 1 || version > 2) return failure(ErrorCode::unsupported, "config: another version of the format");
  if (!id || config.chunker_polynomial == 0) return failure(ErrorCode::invalid_input, "no id or no polynomial");
  config.version = version;
  config.id = *id;
  return config;
}

}  // namespace

bool Config::has_foreign_chunker() const {
  return std::ranges::any_of(unknown, [](const RawMember& member) {
    if (!member.name.starts_with("chunk") || member.json == "null") return false;
    return std::ranges::none_of(
        restic_chunking, [&](const auto& known) { return member.name == known.first && member.json == known.second; });
  });
}

bool Config::is_append_only() const {
  return std::ranges::any_of(unknown, [](const RawMember& member) {
    return member.name == "append_only" && member.json != "false" && member.json != "null";
  });
}

Config make_config() {
  Config config;
  config.id = RepositoryId::from_bytes(crypto::random_bytes(sizeof(RepositoryId::Raw))).value();
  config.chunker_polynomial = random_chunker_polynomial().bits;
  return config;
}

std::string to_json(const Config& config) {
  std::array<char, 16> hex;
  const char* end = std::to_chars(hex.data(), hex.data() + hex.size(), config.chunker_polynomial, 16).ptr;
  JsonObject object;
  object.number("version", config.version);
  object.id("id", config.id);
  object.text("chunker_polynomial", {hex.data(), end});
  object.raw(config.unknown);
  return object.finish();
}

Result<Config> parse_config(std::string_view json) { return as_damage(read_whole(json), "config"); }

}  // namespace digue::repository
