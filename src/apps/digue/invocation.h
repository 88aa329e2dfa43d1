#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/digue/place_words.h"
#include "apps/digue/repository_words.h"
#include "base/result.h"

namespace digue::apps {

/// What the person typed behind `plan add`; the patterns to leave out are with the words of a repository.
struct PlanWords {
  std::vector<std::string> times;      ///< --at
  std::vector<std::string> places;     ///< --place
  std::vector<std::string> databases;  ///< --database ENGINE:NAME
  std::vector<std::string> questions;  ///< --question SUBJECT:SQL
  std::string host;
  std::string port;
  std::string user;
  std::string password_file;
  std::vector<std::string> closures;  ///< --closed
  bool is_accepted = false;           ///< --accept
};

/// What the person typed behind `drill`.
struct DrillWords {
  std::string place;    ///< --place
  std::string print;    ///< --print: the folder
  bool is_all = false;  ///< --all
};

/// What the person typed, once it is understood.
struct Invocation {
  std::string command;  ///< as in "status" or "rules show"; "" asks for help in general
  bool wants_help = false;
  bool wants_version = false;
  bool json = false;  ///< answers as JSON lines
  bool no_color = false;
  bool shows_names = false;             ///< the practice's own names instead of stand-ins, on this screen only
  std::optional<std::string> language;  ///< "fr" or "en"
  std::optional<std::string> state;     ///< the folder where Digue keeps its journal
  std::optional<std::string> machine;   ///< the folder of a frozen machine to be asked instead of this one
  std::vector<std::string> words;       ///< what follows the command: rules, a table, a question, a folder
  std::string by;
  std::string why;
  std::string until;
  bool is_demonstration = false;      ///< prove --demonstration, sheet --demo: of invented data
  std::string out;                    ///< sheet --out, recover --to: the folder
  std::string snapshot;               ///< recover --snapshot
  bool ends = false;                  ///< set-aside --end
  std::optional<std::string> socket;  ///< where the service answers
  PlanWords plan;
  DrillWords drill;
  RepositoryWords repository;
  PlaceWords place;
};

/// A command line that makes no sense.
struct UsageError {
  std::string sentence;  ///< a key under "usage." in content/texts
  std::string word;      ///< the word that is off
};

/// The only place that knows CLI11. Language-free: errors are keys.
std::expected<Invocation, UsageError> parse_command_line(int count, const char* const* words);

}  // namespace digue::apps
