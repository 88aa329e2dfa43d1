#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plan/hours.h"

namespace digue::plan {

/// A person to call, as it is printed on the emergency sheet.
struct Contact {
  std::string role;  ///< "provider" (who looks after the computers), "editor" (of the practice's software), "owner"
  std::string name;
  std::string phone;

  bool operator==(const Contact&) const = default;
};

/// What a place of copies is.
enum class PlaceKind {
  disk,     ///< that people plug in and take away
  network,  ///< a share that this computer mounts: never disconnected
  cloud     ///< a server that speaks restic's REST protocol
};
/// As in plans.toml and in the keys of content/texts.
std::string_view name_of(PlaceKind kind);

/// Where copies are kept.
struct Place {
  std::string id;    ///< "place-1": what the journal says; it names nobody
  std::string name;  ///< what people call it: « disque bleu »
  PlaceKind kind = PlaceKind::disk;
  std::string file_system;  ///< of a disk: the identity of its file system (UUID), by which it is known again
  std::string serial;       ///< of a disk: the maker's number; empty where the disk tells none
  std::string folder;       ///< of the repository: in the file system of a disk, whole on a network
  std::string url;          ///< of a cloud: without user and password
  std::string repository;   ///< the identity of the repository (restic's config), 64 hexadecimal digits
  bool is_at_home = false;  ///< it spends the night elsewhere than the practice

  bool operator==(const Place&) const = default;
};

enum class Engine { postgresql, mariadb, sqlite };
std::string_view name_of(Engine engine);

/// What a question to a restored database proves (ONCD-00: « agenda, paiements, historique des patients »).
enum class Subject { agenda, payments, history };
std::string_view name_of(Subject subject);

/// Asked of the restored copy. Its one number is all that is kept of the answer.
struct Question {
  Subject subject = Subject::agenda;
  std::string sql;  ///< one SELECT that gives one number

  bool operator==(const Question&) const = default;
};

struct Database {
  std::string id;    ///< "database-1"
  std::string name;  ///< of the database in its server; of SQLite: the path of its file
  Engine engine = Engine::postgresql;
  std::string host;  ///< empty: this computer's own socket
  int port = 0;      ///< 0: the engine's own
  std::string user;  ///< empty: the engine's administrator, by the rights of this computer
  /// A file that only root can read, in the engine's own form (.pgpass, my.cnf): its path, or the name of a credential
  /// that the system's manager hands to the service. Empty where none is needed.
  std::string password_file;
  std::vector<Question> questions;

  bool operator==(const Database&) const = default;
};

/// How many of the newest copies to keep, one for each of so many days, weeks, …
struct Keep {
  int days = 30;
  int weeks = 12;
  int months = 12;
  int years = 10;

  bool operator==(const Keep&) const = default;
};

/// What is saved, where and when.
struct Plan {
  std::string id;  ///< "plan-1": what the journal says
  std::string name;
  std::vector<std::string> folders;   ///< absolute
  std::vector<std::string> excludes;  ///< restic's pattern language
  std::vector<Database> databases;
  std::vector<std::string> places;  ///< their ids
  std::vector<TimeOfDay> times;     ///< sorted
  Keep keep;

  bool operator==(const Plan&) const = default;
};

/// How a mail server is spoken to.
enum class MailSecurity {
  tls,       ///< from the first byte (RFC 8314): the usual one
  starttls,  ///< after a greeting in clear; no mail goes where the server does not offer it
  none       ///< only for a server on this computer
};
std::string_view name_of(MailSecurity security);

/// Through whom mails go, and to whom.
struct Mail {
  std::vector<std::string> to;
  std::string from;
  std::string server;
  int port = 0;  ///< 0: the usual one of the security
  MailSecurity security = MailSecurity::tls;
  std::string user;            ///< empty: the server asks for none
  std::string password_file;   ///< that only root can read
  std::string authority_file;  ///< PEM; empty: the authorities of the system

  bool operator==(const Mail&) const = default;
};

/// Who hears how the copies go, besides those who ask.
struct Tell {
  bool desktop = true;  ///< notices on the screens of this computer
  std::optional<Mail> mail;
  std::string ping_file;  ///< holds the URL that is called at each run, which is a secret; empty: none is

  bool operator==(const Tell&) const = default;
};

/// An absolute path that names one folder or file in one way.
bool is_plain_path(std::string_view path);

/// Whether it can stand in a mail's envelope and header as it is: a plain address of ASCII, without a name, comments or
/// quotes (RFC 5321, 4.1.2).
bool is_mail_address(std::string_view text);

/// All that the practice decided about its copies: the file plans.toml (docs/formats/plans.md).
struct Plans {
  std::string practice;  ///< its name, for the sheets
  OpeningHours hours;
  std::vector<Contact> contacts;
  std::vector<Place> places;
  std::vector<Plan> plans;
  Tell tell;

  const Place* find_place(std::string_view id_or_name) const;
  const Plan* find_plan(std::string_view id_or_name) const;

  bool operator==(const Plans&) const = default;
};

/// The first thing in the file that cannot be meant, and where. Nothing of such a file is believed: a folder left out
/// by half a plan would be missed on the worst day.
struct PlanFault {
  int line = 0;      ///< 0 when it is the whole file
  std::string kind;  ///< a key of content/texts, below "plan.fault."
  std::string word;  ///< what was found there, for that sentence
};

/// Reads plans.toml. Made for what people write: fuzz/plans.
std::expected<Plans, PlanFault> read_plans(std::string_view toml);

/// Such that read_plans gives the same back.
std::string write_plans(const Plans& plans);

/// The first free one of "place-1", "place-2", …
std::string free_id(std::string_view kind, const std::vector<std::string>& taken);

}  // namespace digue::plan
