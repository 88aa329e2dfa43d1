#include "backup/sources/mariadb.h"

namespace digue::backup {

machine::StreamCommand mariadb_dump(const DatabaseSource& source) {
  machine::StreamCommand command;
  command.words = {"mariadb-dump"};
  // It must be the first option. The system's own settings say where the socket is.
  if (!source.password_file.empty()) command.words.push_back("--defaults-extra-file=" + source.password_file);
  if (source.host.starts_with('/')) {
    command.words.push_back("--socket=" + source.host);
  } else if (!source.host.empty()) {
    command.words.push_back("--host=" + source.host);
    command.words.emplace_back("--protocol=tcp");  // "localhost" would be the socket
  }
  if (source.port != 0) command.words.push_back("--port=" + std::to_string(source.port));
  if (!source.user.empty()) command.words.push_back("--user=" + source.user);
  for (const char* option : {"--single-transaction", "--quick", "--skip-lock-tables", "--skip-dump-date", "--routines",
                             "--events", "--triggers", "--hex-blob", "--default-character-set=utf8mb4",
                             // How many bytes of rows one INSERT holds. Where INSERTs end, all later ones move when a
                             // row is added: the fewer they are, the more stays the same. Servers take 16 MiB.
                             "--net-buffer-length=8388608", "--max-allowed-packet=1073741824", "--databases", "--"}) {
    command.words.emplace_back(option);
  }
  command.words.push_back(source.name);
  command.as = source.as;
  return command;
}

Result<std::unique_ptr<ContentStream>> open_mariadb(const DatabaseTools& tools, const DatabaseSource& source) {
  TRY(check_source(source));
  if (!source.password_file.empty()) TRY(check_password_file(tools.files, source.password_file, tools.user_id));
  return content_of_program(tools.programs, mariadb_dump(source), "-- Dump completed\n");
}

}  // namespace digue::backup
