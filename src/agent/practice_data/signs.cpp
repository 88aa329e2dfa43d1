#include "agent/practice_data/signs.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace digue::agent {

namespace {

/// One letter is no practice's archive, and a manual none either.
constexpr std::size_t few_documents = 5;

/// A file of one ending, and of another one that stands beside it; empty where the first is enough.
struct Sign {
  DataKind kind;
  std::string_view ending;
  std::string_view beside;
};

constexpr std::array signs = {Sign{DataKind::sql_server, "mdf", "ldf"},
                              Sign{DataKind::firebird, "fdb", ""},
                              Sign{DataKind::firebird, "gdb", ""},
                              Sign{DataKind::hfsql, "fic", "ndx"},
                              Sign{DataKind::hfsql, "fic", "mmo"},
                              Sign{DataKind::fourth_dimension, "4dd", ""},
                              Sign{DataKind::fourth_dimension, "4db", ""},
                              Sign{DataKind::filemaker, "fmp12", ""},
                              Sign{DataKind::access, "mdb", ""},
                              Sign{DataKind::access, "accdb", ""},
                              Sign{DataKind::paradox, "db", "px"},
                              Sign{DataKind::dbase, "dbf", "cdx"},
                              Sign{DataKind::btrieve, "btr", ""},
                              Sign{DataKind::btrieve, "mkd", ""},
                              Sign{DataKind::imaging, "dcm", ""},
                              Sign{DataKind::mail, "pst", ""},
                              Sign{DataKind::mail, "ost", ""},
                              Sign{DataKind::mail, "mbox", ""}};

constexpr std::array document_endings = {"doc", "docx", "odt", "xls", "xlsx", "ods", "pdf"};

/// Of files that are many; what has such an ending and is a folder all the same is passed over.
constexpr std::array file_endings = {"dcm", "jpg", "jpeg", "png", "tif", "tiff", "bmp", "gif",  "pdf", "doc",  "docx",
                                     "odt", "xls", "xlsx", "ods", "txt", "xml",  "rtf", "html", "htm", "json", "js",
                                     "h",   "cpp", "c",    "py",  "o",   "so",   "a",   "eml",  "msg", "mp4",  "zip"};

/// Of hidden folders only those in which programs keep mail.
constexpr std::array hidden_mail = {".thunderbird", ".evolution", ".claws-mail"};

std::string ending_of(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || name.size() - dot > 10) return {};
  return lower_ascii(name.substr(dot + 1));
}

bool is_one_of(std::string_view word, auto& words) { return std::ranges::find(words, word) != words.end(); }

}  // namespace

std::string_view name_of(DataKind kind) {
  switch (kind) {
    case DataKind::postgresql: return "postgresql";
    case DataKind::mariadb: return "mariadb";
    case DataKind::sql_server: return "sql_server";
    case DataKind::firebird: return "firebird";
    case DataKind::hfsql: return "hfsql";
    case DataKind::fourth_dimension: return "4d";
    case DataKind::filemaker: return "filemaker";
    case DataKind::access: return "access";
    case DataKind::paradox: return "paradox";
    case DataKind::dbase: return "dbase";
    case DataKind::btrieve: return "btrieve";
    case DataKind::sqlite: return "sqlite";
    case DataKind::imaging: return "imaging";
    case DataKind::mail: return "mail";
    case DataKind::documents: return "documents";
  }
  return "";
}

bool is_server(DataKind kind) { return kind == DataKind::postgresql || kind == DataKind::mariadb; }

FolderNames names_in_folder(const std::vector<std::string>& names) {
  FolderNames folder;
  for (const std::string& name : names) {
    const std::string ending = ending_of(name);
    if (!ending.empty()) ++folder.endings[ending];
    folder.names.insert(name);
  }
  return folder;
}

std::set<DataKind> signs_of(const FolderNames& folder) {
  std::set<DataKind> kinds;
  const auto has = [&](std::string_view name) { return folder.names.contains(name); };
  for (const Sign& sign : signs) {
    const bool is_alone = sign.beside.empty();
    if (folder.endings.contains(sign.ending) && (is_alone || folder.endings.contains(sign.beside))) {
      kinds.insert(sign.kind);
    }
  }
  if (has("PG_VERSION") && has("global") && has("base")) kinds.insert(DataKind::postgresql);
  if (has("ibdata1")) kinds.insert(DataKind::mariadb);
  if (has("DICOMDIR")) kinds.insert(DataKind::imaging);
  const bool is_maildir = has("cur") && has("new") && has("tmp");
  const bool is_thunderbird = has("prefs.js") && (has("Mail") || has("ImapMail"));
  if (is_maildir || is_thunderbird) kinds.insert(DataKind::mail);
  std::size_t documents = 0;
  for (const char* ending : document_endings) {
    if (const auto found = folder.endings.find(ending); found != folder.endings.end()) documents += found->second;
  }
  if (documents >= few_documents) kinds.insert(DataKind::documents);
  return kinds;
}

bool is_repository(const FolderNames& folder) {
  constexpr std::array layout = {"config", "data", "index", "keys", "snapshots"};
  return std::ranges::all_of(layout, [&](const char* name) { return folder.names.contains(name); });
}

bool may_be_folder(std::string_view name) {
  if (name.starts_with('.')) return is_one_of(name, hidden_mail);
  return name != "lost+found" && name != "node_modules" && !is_one_of(ending_of(name), file_endings);
}

bool may_be_sqlite(std::string_view name) {
  const std::string ending = ending_of(name);
  return ending == "sqlite" || ending == "sqlite3" || ending == "db" || ending == "db3";
}

bool may_be_bare_dicom(std::string_view name) {
  return !name.starts_with('.') && name.find('.') == std::string_view::npos;
}

}  // namespace digue::agent
