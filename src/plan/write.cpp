#include <fmt/core.h>

#include "json/toml.h"
#include "plan/plans.h"

namespace digue::plan {

namespace {

using json::toml_quoted;

/// Adds tables and members to a text; what is empty is left out.
class Writer {
 public:
  void comment(std::string_view line) { text_ += fmt::format("# {}\n", line); }
  void table(std::string_view header) { text_ += fmt::format("\n{}\n", header); }

  void member(std::string_view key, std::string_view value) {
    if (!value.empty()) text_ += fmt::format("{} = {}\n", key, toml_quoted(value));
  }
  void truth(std::string_view key, bool value) { text_ += fmt::format("{} = {}\n", key, value); }
  void member(std::string_view key, int value) { text_ += fmt::format("{} = {}\n", key, value); }
  void member(std::string_view key, const std::vector<std::string>& values) {
    if (values.empty()) return;
    std::string list;
    for (const std::string& value : values) list += (list.empty() ? "" : ", ") + toml_quoted(value);
    text_ += fmt::format("{} = [{}]\n", key, list);
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_practice(Writer& writer, const Plans& plans) {
  writer.table("[practice]");
  writer.member("name", plans.practice);
  std::vector<std::string> closures;
  for (const Closure& closure : plans.hours.closures) {
    closures.push_back(to_iso(closure.first) + "/" + to_iso(closure.last));
  }
  writer.member("closed", closures);
  writer.table("[practice.hours]");
  for (std::size_t day = 0; day < day_names.size(); ++day) {
    std::vector<std::string> spans;
    for (const OpeningSpan& span : plans.hours.week[day]) {
      spans.push_back(to_string(span.from) + "-" + to_string(span.to));
    }
    writer.member(day_names[day], spans);
  }
}

void write_contact(Writer& writer, const Contact& contact) {
  writer.table("[[contact]]");
  writer.member("role", contact.role);
  writer.member("name", contact.name);
  writer.member("phone", contact.phone);
}

void write_place(Writer& writer, const Place& place) {
  writer.table("[[place]]");
  writer.member("id", place.id);
  writer.member("name", place.name);
  writer.member("kind", name_of(place.kind));
  writer.member("file-system", place.file_system);
  writer.member("serial", place.serial);
  writer.member("folder", place.folder);
  writer.member("url", place.url);
  writer.member("repository", place.repository);
  writer.member("looks", place.looks);
  writer.member("kept-at", place.kept_at);
  if (place.is_at_home) writer.member("night", "home");
}

void write_database(Writer& writer, const Database& database) {
  writer.table("[[plan.database]]");
  writer.member("id", database.id);
  writer.member("engine", name_of(database.engine));
  writer.member("name", database.name);
  writer.member("host", database.host);
  if (database.port != 0) writer.member("port", database.port);
  writer.member("user", database.user);
  writer.member("password-file", database.password_file);
  for (const Question& question : database.questions) {
    writer.table("[[plan.database.question]]");
    writer.member("about", name_of(question.subject));
    writer.member("sql", question.sql);
  }
}

void write_plan(Writer& writer, const Plan& plan) {
  writer.table("[[plan]]");
  writer.member("id", plan.id);
  writer.member("name", plan.name);
  writer.member("folders", plan.folders);
  writer.member("excludes", plan.excludes);
  writer.member("places", plan.places);
  std::vector<std::string> times;
  for (const TimeOfDay time : plan.times) times.push_back(to_string(time));
  writer.member("at", times);
  writer.table("[plan.keep]");
  writer.member("days", plan.keep.days);
  writer.member("weeks", plan.keep.weeks);
  writer.member("months", plan.keep.months);
  writer.member("years", plan.keep.years);
  for (const Database& database : plan.databases) write_database(writer, database);
}

void write_tell(Writer& writer, const Tell& tell) {
  if (tell == Tell()) return;
  writer.table("[tell]");
  if (!tell.desktop) writer.truth("desktop", tell.desktop);
  writer.member("ping-file", tell.ping_file);
  if (!tell.mail) return;
  writer.table("[tell.mail]");
  writer.member("to", tell.mail->to);
  writer.member("from", tell.mail->from);
  writer.member("server", tell.mail->server);
  if (tell.mail->port != 0) writer.member("port", tell.mail->port);
  if (tell.mail->security != MailSecurity::tls) writer.member("security", name_of(tell.mail->security));
  writer.member("user", tell.mail->user);
  writer.member("password-file", tell.mail->password_file);
  writer.member("authority-file", tell.mail->authority_file);
}

}  // namespace

std::string write_plans(const Plans& plans) {
  Writer writer;
  writer.comment("What this practice saves, where and when. `digue plan check` tells whether it can be read.");
  writer.table("version = 1");
  write_practice(writer, plans);
  for (const Contact& contact : plans.contacts) write_contact(writer, contact);
  for (const Place& place : plans.places) write_place(writer, place);
  for (const Plan& plan : plans.plans) write_plan(writer, plan);
  write_tell(writer, plans.tell);
  return writer.take();
}

}  // namespace digue::plan
