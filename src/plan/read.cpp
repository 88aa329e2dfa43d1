#include <algorithm>
#include <set>

#include "base/text.h"
#include "json/toml.h"
#include "plan/member_reader.h"
#include "plan/plans.h"
#include "plan/read_tell.h"

namespace digue::plan {

namespace {

using Table = MemberReader::Table;

constexpr int max_kept = 10'000;
constexpr std::size_t repository_id_digits = 64;

constexpr std::size_t longest_name = 100;

/// A name that may stand in a path, and in nobody's way: of a database's copy, of a credential.
bool is_plain_name(std::string_view name) {
  const auto is_plain = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= longest_name && name.front() != '.' && std::ranges::all_of(name, is_plain);
}

bool is_web_address(std::string_view url) {
  const bool is_http = url.starts_with("https://") || url.starts_with("http://");
  return is_http && !url.contains('@') && !url.contains(' ');
}

bool is_repository_id(std::string_view text) {
  return text.size() == repository_id_digits &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

/// The value of an enumeration that has that name.
template <typename T>
std::optional<T> value_named(std::string_view name, std::initializer_list<T> values) {
  for (const T value : values) {
    if (name_of(value) == name) return value;
  }
  return std::nullopt;
}

class PlansReader {
 public:
  explicit PlansReader(const json::TomlDocument& document) : members_(document) {}

  std::expected<Plans, PlanFault> read() {
    const Table root = members_.root();
    members_.expect_only(root, {"version", "practice", "contact", "place", "plan", "tell"});
    if (!members_.has(root, "version")) members_.refuse(root, "version", "missing", "version");
    members_.integer(root, "version", 1, 1, 1);
    if (const auto practice = members_.table(root, "practice")) read_practice(*practice);
    for (const Table& contact : members_.tables(root, "contact")) read_contact(contact);
    for (const Table& place : members_.tables(root, "place")) read_place(place);
    for (const Table& plan : members_.tables(root, "plan")) read_plan(plan);
    if (const auto tell = members_.table(root, "tell")) plans_.tell = read_tell(members_, *tell);
    if (members_.fault()) return std::unexpected(*members_.fault());
    return std::move(plans_);
  }

 private:
  void read_practice(const Table& in) {
    members_.expect_only(in, {"name", "hours", "closed"});
    plans_.practice = members_.text(in, "name");
    for (const std::string& text : members_.texts(in, "closed")) read_closure(in, text);
    const auto hours = members_.table(in, "hours");
    if (!hours) return;
    members_.expect_only(*hours, {"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
    for (std::size_t day = 0; day < day_names.size(); ++day) {
      for (const std::string& text : members_.texts(*hours, day_names[day])) read_span(*hours, day, text);
    }
  }

  void read_closure(const Table& in, const std::string& text) {
    const auto days = split(text, '/');
    const auto first = parse_day(days.front());
    const auto last = parse_day(days.back());
    if (days.size() > 2 || !first || !last || *last < *first) return members_.refuse(in, "closed", "no_closure", text);
    plans_.hours.closures.push_back({*first, *last});
  }

  void read_span(const Table& in, std::size_t day, const std::string& text) {
    const auto times = split(text, '-');
    const auto from = parse_time_of_day(times.front());
    const auto to = parse_time_of_day(times.back());
    std::vector<OpeningSpan>& spans = plans_.hours.week[day];
    const bool follows = spans.empty() || (from && spans.back().to <= *from);
    if (times.size() != 2 || !from || !to || *to <= *from || !follows) {
      return members_.refuse(in, day_names[day], "no_hours", text);
    }
    spans.push_back({*from, *to});
  }

  void read_contact(const Table& in) {
    members_.expect_only(in, {"role", "name", "phone"});
    Contact contact{members_.required_text(in, "role"), members_.required_text(in, "name"), members_.text(in, "phone")};
    if (contact.role != "provider" && contact.role != "editor" && contact.role != "owner") {
      members_.refuse(in, "role", "no_role", contact.role);
    }
    plans_.contacts.push_back(std::move(contact));
  }

  void read_place(const Table& in) {
    members_.expect_only(in, {"id", "name", "kind", "file-system", "serial", "folder", "url", "repository", "night"});
    Place place;
    place.id = members_.required_text(in, "id");
    place.name = members_.required_text(in, "name");
    const std::string kind = members_.required_text(in, "kind");
    const auto known = value_named(kind, {PlaceKind::disk, PlaceKind::network, PlaceKind::cloud});
    if (!known) members_.refuse(in, "kind", "no_kind", kind);
    place.kind = known.value_or(PlaceKind::disk);
    place.file_system = members_.text(in, "file-system");
    place.serial = members_.text(in, "serial");
    place.folder = members_.text(in, "folder");
    place.url = members_.text(in, "url");
    place.repository = members_.text(in, "repository");
    const std::string night = members_.text(in, "night");
    if (!night.empty() && night != "home") members_.refuse(in, "night", "no_night", night);
    place.is_at_home = night == "home";
    check_place(in, place);
    plans_.places.push_back(std::move(place));
  }

  void check_place(const Table& in, const Place& place) {
    if (plans_.find_place(place.id) != nullptr) members_.refuse(in, "id", "twice", place.id);
    if (plans_.find_place(place.name) != nullptr) members_.refuse(in, "name", "twice", place.name);
    if (!place.repository.empty() && !is_repository_id(place.repository)) {
      members_.refuse(in, "repository", "no_repository", place.repository);
    }
    if (place.kind == PlaceKind::cloud) {
      if (!is_web_address(place.url)) members_.refuse(in, "url", "no_address", place.url);
      return;
    }
    if (!is_plain_path(place.folder)) members_.refuse(in, "folder", "no_path", place.folder);
    if (place.kind == PlaceKind::disk && place.file_system.empty()) {
      members_.refuse(in, "file-system", "missing", "file-system");
    }
  }

  void read_plan(const Table& in) {
    members_.expect_only(in, {"id", "name", "folders", "excludes", "places", "at", "keep", "database"});
    Plan plan;
    plan.id = members_.required_text(in, "id");
    plan.name = members_.required_text(in, "name");
    plan.folders = members_.texts(in, "folders");
    plan.excludes = members_.texts(in, "excludes");
    plan.places = members_.texts(in, "places");
    for (const std::string& text : members_.texts(in, "at")) read_time(in, text, plan);
    if (const auto keep = members_.table(in, "keep")) plan.keep = read_keep(*keep);
    for (const Table& database : members_.tables(in, "database")) read_database(database, plan);
    check_plan(in, plan);
    plans_.plans.push_back(std::move(plan));
  }

  void read_time(const Table& in, const std::string& text, Plan& plan) {
    const auto time = parse_time_of_day(text);
    if (!time) return members_.refuse(in, "at", "no_time", text);
    if (std::ranges::find(plan.times, *time) == plan.times.end()) plan.times.push_back(*time);
    std::ranges::sort(plan.times);
  }

  Keep read_keep(const Table& in) {
    members_.expect_only(in, {"days", "weeks", "months", "years"});
    Keep keep;
    keep.days = members_.integer(in, "days", keep.days, 0, max_kept);
    keep.weeks = members_.integer(in, "weeks", keep.weeks, 0, max_kept);
    keep.months = members_.integer(in, "months", keep.months, 0, max_kept);
    keep.years = members_.integer(in, "years", keep.years, 0, max_kept);
    if (keep == Keep{0, 0, 0, 0}) members_.refuse(in, "", "keeps_nothing", "keep");
    return keep;
  }

  void check_plan(const Table& in, const Plan& plan) {
    if (plans_.find_plan(plan.id) != nullptr) members_.refuse(in, "id", "twice", plan.id);
    if (plans_.find_plan(plan.name) != nullptr) members_.refuse(in, "name", "twice", plan.name);
    for (const std::string& folder : plan.folders) {
      if (!is_plain_path(folder)) members_.refuse(in, "folders", "no_path", folder);
    }
    for (const std::string& place : plan.places) {
      const auto is_it = [&](const Place& known) { return known.id == place; };
      if (std::ranges::none_of(plans_.places, is_it)) members_.refuse(in, "places", "no_place", place);
    }
    if (plan.folders.empty() && plan.databases.empty()) members_.refuse(in, "folders", "saves_nothing", plan.name);
    if (plan.times.empty()) members_.refuse(in, "at", "missing", "at");
  }

  void read_database(const Table& in, Plan& plan) {
    members_.expect_only(in, {"id", "engine", "name", "host", "port", "user", "password-file", "question"});
    Database database;
    database.id = members_.required_text(in, "id");
    database.name = members_.required_text(in, "name");
    const std::string engine = members_.required_text(in, "engine");
    const auto known = value_named(engine, {Engine::postgresql, Engine::mariadb, Engine::sqlite});
    if (!known) members_.refuse(in, "engine", "no_engine", engine);
    database.engine = known.value_or(Engine::postgresql);
    database.host = members_.text(in, "host");
    database.port = members_.integer(in, "port", 0, 1, 65'535);
    database.user = members_.text(in, "user");
    database.password_file = members_.text(in, "password-file");
    for (const Table& question : members_.tables(in, "question")) read_question(question, database);
    check_database(in, database);
    plan.databases.push_back(std::move(database));
  }

  void check_database(const Table& in, const Database& database) {
    if (database.engine == Engine::sqlite && !is_plain_path(database.name)) {
      members_.refuse(in, "name", "no_path", database.name);
    }
    const std::string& secret = database.password_file;
    if (!secret.empty() && !is_plain_path(secret) && !is_plain_name(secret)) {
      members_.refuse(in, "password-file", "no_secret", secret);
    }
    if (!is_plain_name(database.id)) members_.refuse(in, "id", "no_id", database.id);
    // They would be taken for options of the programs that copy databases.
    for (const auto& [key, word] :
         {std::pair("name", &database.name), {"host", &database.host}, {"user", &database.user}}) {
      if (word->starts_with('-')) members_.refuse(in, key, "no_text", key);
    }
    if (!database_ids_.insert(database.id).second) members_.refuse(in, "id", "twice", database.id);
  }

  void read_question(const Table& in, Database& database) {
    members_.expect_only(in, {"about", "sql"});
    const std::string about = members_.required_text(in, "about");
    const auto subject = value_named(about, {Subject::agenda, Subject::payments, Subject::history});
    if (!subject) members_.refuse(in, "about", "no_subject", about);
    database.questions.push_back({subject.value_or(Subject::agenda), members_.required_text(in, "sql")});
  }

  MemberReader members_;
  Plans plans_;
  std::set<std::string> database_ids_;
};

}  // namespace

std::expected<Plans, PlanFault> read_plans(std::string_view toml) {
  const auto document = json::parse_toml(toml);
  if (!document) return std::unexpected(PlanFault{document.error().line, "no_toml", ""});
  return PlansReader(*document).read();
}

}  // namespace digue::plan
