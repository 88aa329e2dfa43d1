#include "backup/sources/postgresql.h"

#include "base/text.h"

namespace digue::backup {

namespace {

/// Without quotes, a name with "=" or "://" would be taken for a whole connection.
std::string quoted(const std::string& value) {
  return "'" + replace_all(replace_all(value, "\\", "\\\\"), "'", "\\'") + "'";
}

}  // namespace

std::string postgresql_connection(const DatabaseSource& source) {
  std::string words = "dbname=" + quoted(source.name);
  if (!source.host.empty()) words += " host=" + quoted(source.host);
  if (source.port != 0) words += " port=" + std::to_string(source.port);
  if (!source.user.empty()) words += " user=" + quoted(source.user);
  return words;
}

machine::StreamCommand postgresql_dump(const DatabaseSource& source) {
  machine::StreamCommand command;
  command.words = {"pg_dump",
                   "--format=custom",
                   "--compress=0",
                   "--no-password",
                   "--lock-wait-timeout=60000",  // a program that changes tables must not hold up a night
                   "--dbname=" + postgresql_connection(source)};
  command.as = source.as;
  if (!source.password_file.empty()) command.environment.emplace_back("PGPASSFILE", source.password_file);
  return command;
}

Result<std::unique_ptr<ContentStream>> open_postgresql(const DatabaseTools& tools, const DatabaseSource& source) {
  TRY(check_source(source));
  if (!source.password_file.empty()) TRY(check_password_file(tools.files, source.password_file, tools.user_id));
  return content_of_program(tools.programs, postgresql_dump(source), "");
}

}  // namespace digue::backup
