#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "machine/file_tree.h"

namespace digue::agent {

/// What the software of a practice leaves on a disk, by its engine: which brand made it, no public source tells.
enum class DataKind {
  postgresql,
  mariadb,
  sql_server,
  firebird,
  hfsql,
  fourth_dimension,
  filemaker,
  access,
  paradox,
  dbase,
  btrieve,
  sqlite,
  imaging,
  mail,
  documents
};
/// As in the table practice_data, in answers, and in the keys of content/texts.
std::string_view name_of(DataKind kind);
/// Whether a consistent copy needs its server's help, which a plan can ask for.
bool is_server(DataKind kind);

/// What lies in one folder, by its names alone.
struct FolderNames {
  std::set<std::string, std::less<>> names;                 ///< as they are
  std::map<std::string, std::size_t, std::less<>> endings;  ///< "dcm", in lower case: how many
};
FolderNames names_in_folder(const std::vector<std::string>& names);

/// What that folder is; nothing of it was opened.
std::set<DataKind> signs_of(const FolderNames& folder);

/// Whether a restic repository lies there: copies are no data of their own.
bool is_repository(const FolderNames& folder);

/// Whether an entry of that name may be a folder that is worth looking into. Without asking the system: of a hundred
/// thousand radiographs, each question would cost.
bool may_be_folder(std::string_view name);

/// Whether its first bytes must be asked what it is.
bool may_be_sqlite(std::string_view name);
bool may_be_bare_dicom(std::string_view name);

}  // namespace digue::agent
