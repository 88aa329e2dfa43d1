#pragma once

#include "real_servers.h"

namespace digue::backup::test {

/// A practice's server that really runs, in a folder of its own, in which a payment has always one line of history.
class PracticeServer {
 public:
  virtual ~PracticeServer() = default;

  /// How its copy is reached.
  virtual DatabaseSource source() const = 0;
  virtual Result<std::unique_ptr<ContentStream>> open(const DatabaseSource& source) = 0;
  /// The client's words to say something to the database.
  virtual std::vector<std::string> words(const std::string& sql) const = 0;
  virtual Result<Answers> try_copy(const std::string& copy, const std::vector<std::string>& questions) = 0;

  void say(const std::string& sql) { computer.run(words(sql)); }

  Result<std::string> dump() {
    const auto content = open(source());
    return content ? all_of(**content) : std::unexpected(content.error());
  }

  OpenContent opens() {
    return [this] { return open(source()); };
  }

  /// Asks as another user, whose password stands in a file.
  Result<std::unique_ptr<ContentStream>> open_with(const std::string& user, const std::string& file_content,
                                                   std::filesystem::perms permissions) {
    DatabaseSource other = source();
    other.as = {};
    other.user = user;
    other.password_file = computer.place.write("password", file_content);
    std::filesystem::permissions(other.password_file, permissions);
    return open(other);
  }

  RealComputer computer;
  DatabaseTools tools{computer.programs, computer.files, computer.user_id};
  std::unique_ptr<TrialServer> server;

 protected:
  void start(std::unique_ptr<TrialServer> made) {
    server = std::move(made);
    REQUIRE(server->start());
  }
};

/// A copy that was made while somebody paid again and again, and came back through a repository, is one moment of it:
/// `orphans` is the question that counts payments or lines of history without the other.
inline void check_one_moment(PracticeServer& server, const std::string& payment, const std::string& copy_name,
                             const std::string& orphans) {
  StreamedPractice practice;
  {
    const Writer writer(server.computer.account, server.words(payment));
    writer.wait_for(2);
    practice.save({{copy_name, server.opens()}});
    writer.wait_for(2);
  }
  CHECK(practice.failures.all.empty());
  machine::fake::MemoryFileTree into;
  practice.restore_last(into);
  const std::string copy = content(into, "/digue-databases/" + copy_name);
  CHECK(copy.find(patient) != std::string::npos);  // what is searched for elsewhere is there

  const auto answers = server.try_copy(copy, {"SELECT count(*) FROM payments", "SELECT count(*) FROM history", orphans,
                                              "SELECT note FROM history WHERE id = 7", "SELECT count(*) FROM nothing"});
  REQUIRE(answers);
  CHECK(answers->at(0).value() >= 150'002);
  CHECK(answers->at(1).value() == answers->at(0).value());
  CHECK(answers->at(2).value() == 0);
  for (std::size_t i = 3; i < answers->size(); ++i) {
    CHECK(answers->at(i).error().code == ErrorCode::invalid_input);
    CHECK(answers->at(i).error().detail.find("CANARI") == std::string::npos);
  }
  CHECK(server.computer.has_no_trial());
}

/// While a dump runs, its password stands in no process's words or environment; `handed_on` does, so the dump was among
/// those that were searched. A wrong password and a file that others may read give no copy.
inline void check_password_file(PracticeServer& server, const std::function<std::string(std::string)>& file_with,
                                const std::string& handed_on) {
  const auto own = std::filesystem::perms(0600);
  auto right = server.open_with("secretary", file_with("SESAME-TEST-1"), own).value();
  Bytes part(1000);
  REQUIRE(right->read(part).value() > 0);
  CHECK_FALSE(any_process_tells("SESAME-TEST-1"));
  CHECK(any_process_tells(handed_on));
  CHECK(all_of(*right));

  auto wrong = server.open_with("secretary", file_with("SESAME-TEST-2"), own).value();
  CHECK(all_of(*wrong).error().code == ErrorCode::unavailable);
  CHECK(server.open_with("secretary", file_with("SESAME-TEST-1"), std::filesystem::perms(0640)).error().code ==
        ErrorCode::denied);
}

}  // namespace digue::backup::test
