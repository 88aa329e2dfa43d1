#include "repository/key_file.h"

#include "crypto/random.h"
#include "crypto/seal.h"
#include "repository/json_fields.h"
#include "repository/json_object.h"

namespace digue::repository {

namespace {

using json::Cursor;

constexpr std::size_t encrypt_bytes = 32;
constexpr std::size_t mac_bytes = 16;  // of k and of r each

Result<KeyFile> read_key_json(std::string_view json) {
  if (json.size() > max_key_file_bytes) return failure(ErrorCode::invalid_input, "too long");
  Cursor cursor(json);
  KeyFile file;
  file.costs = {.n = 0, .r = 0, .p = 0};
  std::string derivation;
  TRY(cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "created") return read_field(cursor, file.created_at);
    if (name == "username") return read_field(cursor, file.username);
    if (name == "hostname") return read_field(cursor, file.hostname);
    if (name == "kdf") return read_field(cursor, derivation);
    if (name == "N") return read_field(cursor, file.costs.n);
    if (name == "r") return read_field(cursor, file.costs.r);
    if (name == "p") return read_field(cursor, file.costs.p);
    if (name == "salt") return read_field(cursor, file.salt);
    if (name == "data") return read_field(cursor, file.data);
    return cursor.skip();
  }));
  TRY(cursor.end());
  if (derivation.empty()) return failure(ErrorCode::invalid_input, "no kdf");
  if (derivation != "scrypt") return failure(ErrorCode::unsupported, "key: a kdf that is not scrypt");
  if (file.salt.size() != key_salt_bytes) return failure(ErrorCode::invalid_input, "a salt without 64 bytes");
  if (file.data.size() < crypto::seal_overhead) return failure(ErrorCode::invalid_input, "nothing is sealed in it");
  return file;
}

/// Reads base64 straight to where it is kept: no copy of a key is left behind by a growing buffer.
Result<void> read_key_part(Cursor& cursor, std::optional<crypto::Secret>& part, std::size_t count) {
  crypto::Secret read(TRY(from_base64(TRY(cursor.string()))));
  if (read.reveal().size() != count) return failure(ErrorCode::invalid_input, "a part of another length");
  part = std::move(read);
  return {};
}

Result<crypto::Secret> parse_master_key(const crypto::Secret& json) {
  Cursor cursor(text_of(json.reveal()));
  std::optional<crypto::Secret> encrypt;
  std::optional<crypto::Secret> k;
  std::optional<crypto::Secret> r;
  TRY(cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "encrypt") return read_key_part(cursor, encrypt, encrypt_bytes);
    if (name != "mac") return cursor.skip();
    return cursor.object([&](std::string_view part) -> Result<void> {
      if (part == "k") return read_key_part(cursor, k, mac_bytes);
      if (part == "r") return read_key_part(cursor, r, mac_bytes);
      return cursor.skip();
    });
  }));
  TRY(cursor.end());
  if (!encrypt || !k || !r) return failure(ErrorCode::invalid_input, "a part is missing");
  Bytes key;
  key.reserve(crypto::seal_key_bytes);
  for (const auto& part : {encrypt->reveal(), k->reveal(), r->reveal()}) {
    key.insert(key.end(), part.begin(), part.end());
  }
  return crypto::Secret(std::move(key));
}

crypto::Secret master_key_json(const crypto::Secret& master_key) {
  const ByteView key = master_key.reveal();
  std::string json;
  json.reserve(256);  // never moves, so no copy is left behind
  json += R"({"mac":{"k":)";
  append_json_base64(json, key.subspan(encrypt_bytes, mac_bytes));
  json += R"(,"r":)";
  append_json_base64(json, key.subspan(encrypt_bytes + mac_bytes, mac_bytes));
  json += R"(},"encrypt":)";
  append_json_base64(json, key.first(encrypt_bytes));
  json += '}';
  const ByteView bytes = bytes_of(json);
  crypto::Secret secret(Bytes(bytes.begin(), bytes.end()));
  crypto::wipe(std::as_writable_bytes(std::span(json)));
  return secret;
}

}  // namespace

std::string to_json(const KeyFile& file) {
  JsonObject object;
  object.time("created", file.created_at);
  object.text("username", file.username);
  object.text("hostname", file.hostname);
  object.text("kdf", "scrypt");
  object.number("N", file.costs.n);
  object.number("r", file.costs.r);
  object.number("p", file.costs.p);
  object.base64("salt", file.salt);
  object.base64("data", file.data);
  return object.finish();
}

Result<KeyFile> parse_key_file(std::string_view json) { return as_damage(read_key_json(json), "key"); }

Result<crypto::Secret> open_key(const KeyFile& file, const crypto::Secret& password) {
  const crypto::Secret user_key = TRY(crypto::scrypt(password, file.salt, file.costs, crypto::seal_key_bytes));
  crypto::Sealer sealer = TRY(crypto::Sealer::with(user_key));
  Result<Bytes> opened = sealer.open(file.data);
  if (!opened) return failure(ErrorCode::wrong_key, "key: the password does not open it");
  const crypto::Secret json(std::move(*opened));
  crypto::Secret master_key = TRY(as_damage(parse_master_key(json), "master key"));
  TRY(as_damage(crypto::Sealer::with(master_key), "master key"));
  return master_key;
}

crypto::Secret make_master_key() { return crypto::Secret(crypto::random_bytes(crypto::seal_key_bytes)); }

Result<KeyFile> make_key_file(const crypto::Secret& master_key, const crypto::Secret& password, const KeyMaker& maker) {
  TRY(crypto::Sealer::with(master_key));
  KeyFile file;
  file.created_at = maker.created_at;
  file.username = maker.username;
  file.hostname = maker.hostname;
  file.costs = maker.costs;
  file.salt = crypto::random_bytes(key_salt_bytes);
  const crypto::Secret user_key = TRY(crypto::scrypt(password, file.salt, file.costs, crypto::seal_key_bytes));
  crypto::Sealer sealer = TRY(crypto::Sealer::with(user_key));
  file.data = sealer.seal(master_key_json(master_key).reveal());
  return file;
}

}  // namespace digue::repository
