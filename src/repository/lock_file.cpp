#include "repository/lock_file.h"

#include "repository/json_fields.h"
#include "repository/json_object.h"

namespace digue::repository {

namespace {

Result<LockFile> read_lock_json(std::string_view json) {
  json::Cursor cursor(json);
  LockFile lock;
  bool has_time = false;
  TRY(cursor.object([&](std::string_view name) -> Result<void> {
    if (name == "time") {
      has_time = true;
      return read_field(cursor, lock.time);
    }
    if (name == "exclusive") return read_field(cursor, lock.is_exclusive);
    if (name == "hostname") return read_field(cursor, lock.hostname);
    if (name == "username") return read_field(cursor, lock.username);
    if (name == "pid") return read_field(cursor, lock.process_id);
    if (name == "uid") return read_field(cursor, lock.user_id);
    if (name == "gid") return read_field(cursor, lock.group_id);
    return cursor.skip();
  }));
  TRY(cursor.end());
  if (!has_time) return failure(ErrorCode::invalid_input, "no time");
  return lock;
}

}  // namespace

std::string to_json(const LockFile& lock) {
  JsonObject object;
  object.time("time", lock.time);
  object.boolean("exclusive", lock.is_exclusive);
  object.text("hostname", lock.hostname);
  object.text("username", lock.username);
  object.signed_number("pid", lock.process_id);
  if (lock.user_id != 0) object.number("uid", lock.user_id);
  if (lock.group_id != 0) object.number("gid", lock.group_id);
  return object.finish();
}

Result<LockFile> parse_lock_file(std::string_view json) { return as_damage(read_lock_json(json), "lock"); }

}  // namespace digue::repository
