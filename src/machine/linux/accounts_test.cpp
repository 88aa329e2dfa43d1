#include "machine/linux/accounts.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "machine/fake/computer.h"

namespace digue::machine::linux {
namespace {

Deadline patient() { return Deadline::in(std::chrono::seconds(60)); }

const std::string people_of_debian =
    "root:x:0:0:root:/root:/bin/bash\n"
    "www-data:x:33:33::/var/www:/usr/sbin/nologin\n"
    "anne:x:1000:1000:Anne Lefèvre,,,:/home/anne:/bin/bash\n"
    "old:x:1001:1001::/home/old:/bin/false\n"
    "nobody:x:65534:65534:nobody:/nonexistent:/bin/sh\n"
    "paul:x:1002:1002:P\xe9p\xe9:relative:\n";

struct Practice {
  fake::Contents contents;

  Practice() { said({"getent", "--", "passwd"}, 0, people_of_debian); }

  void said(std::vector<std::string> words, int exit_code, std::string text) {
    contents.commands[{std::move(words), ""}] = {Output{exit_code, std::move(text)}, {}};
  }
  void has(const std::string& path, std::string content) { contents.files[path].content = std::move(content); }

  Result<std::vector<Account>> people() const {
    fake::Computer computer(contents);
    return LinuxAccounts(computer.files(), computer.processes()).people(patient());
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    const auto found = people().value();
    for (const Account& account : found) names.push_back(account.name);
    return names;
  }
};

TEST_CASE("people are those with a person's number and a shell") {
  const Practice practice;
  const std::vector<Account> people = practice.people().value();
  CHECK(people == std::vector<Account>{{"1000", "anne", "Anne Lefèvre", "/home/anne"},
                                       {"1002", "paul", "P\xEF\xBF\xBDp\xEF\xBF\xBD", ""}});
}

TEST_CASE("login.defs says where the numbers of people begin") {
  Practice practice;
  practice.has("/etc/login.defs", "# UID_MIN 5\nUID_MIN\t\t 1002\nUID_MAX 60000\n");
  CHECK(practice.names() == std::vector<std::string>{"paul"});
  CHECK(parse_lowest_user_id("UID_MIN many\n") == 1000);
  CHECK(parse_lowest_user_id("") == 1000);
}

TEST_CASE("a list of accounts that could not be read whole is no list") {
  Practice practice;
  practice.said({"getent", "--", "passwd"}, 1, people_of_debian);
  CHECK(practice.people().error().code == ErrorCode::unavailable);
  practice.contents.commands.begin()->second.error = ErrorCode::unavailable;
  CHECK(practice.people().error().code == ErrorCode::unavailable);
  practice.said({"getent", "--", "passwd"}, 0, people_of_debian + "eve:x:1003:1003:Eve:/home/eve\n");
  CHECK(practice.people().error().code == ErrorCode::damaged);
}

TEST_CASE("a settings file that cannot be read hides nobody in silence") {
  for (const char* path : {"/etc/login.defs", "/etc/nsswitch.conf"}) {
    Practice practice;
    practice.contents.files[path].error = ErrorCode::denied;
    CHECK(practice.people().error().code == ErrorCode::denied);
  }
}

TEST_CASE("where a directory server keeps its list to itself, those who were here count") {
  Practice practice;
  practice.has("/etc/nsswitch.conf", "hosts: dns\npasswd: files [NOTFOUND=continue] sss # domain\n");
  CHECK(practice.names() == std::vector<std::string>{"anne", "paul"});
  practice.has("/run/user/1000/bus", "");
  practice.has("/run/user/70001/bus", "");
  practice.has("/var/lib/AccountsService/users/gone", "");
  const std::vector<std::string> asked = {"getent", "--", "passwd", "1000", "70001", "gone"};
  practice.said(asked, 2,
                "anne:x:1000:1000::/home/anne:/bin/bash\n"
                "lea@cabinet:*:70001:70001:Léa:/home/lea:/bin/bash\n");
  CHECK(practice.names() == std::vector<std::string>{"anne", "paul", "lea@cabinet"});
  practice.said(asked, 1, "");
  CHECK(practice.people().error().code == ErrorCode::unavailable);
}

TEST_CASE("a memory of the login screen that cannot be read may hide somebody") {
  Practice practice;
  practice.has("/etc/nsswitch.conf", "passwd: files winbind\n");
  practice.contents.files["/var/lib/AccountsService/users"].error = ErrorCode::denied;
  CHECK(practice.people().error().code == ErrorCode::denied);
}

TEST_CASE("a machine with nobody but root has no people, which is no error") {
  Practice practice;
  practice.said({"getent", "--", "passwd"}, 0, "root:x:0:0:root:/root:/bin/bash\n");
  CHECK(practice.people().value().empty());
}

TEST_CASE("sources that tell everybody are known by name, all others are not trusted to") {
  CHECK(sources_tell_everybody(""));
  CHECK(sources_tell_everybody("passwd:         files systemd\n"));
  CHECK(sources_tell_everybody("passwd: files [!NOTFOUND=return] compat\n"));
  CHECK_FALSE(sources_tell_everybody("passwd: files ldap\n"));
  CHECK_FALSE(sources_tell_everybody("\tpasswd:\tsss files\n"));
}

TEST_CASE("a line that is no account is damaged") {
  for (const std::string& line :
       {std::string("anne:x:1000:1000:Anne:/home/anne"), std::string("anne:x:1000:1000:a:b:/home/anne:/bin/sh"),
        std::string("+::::::"), std::string("anne:x:-1:0:::"), std::string("anne:x:4294967295:0:::"),
        std::string("anne:x:0x0:0:::"), std::string(":x:1000:1000:::"), std::string("\xff:x:1000:1000:::"),
        std::string("an\0ne:x:1000:1000:::", 20), std::string("\n"), std::string(max_passwd_bytes + 1, 'x')}) {
    CAPTURE(line.substr(0, 40));
    CHECK(parse_passwd(line).error().code == ErrorCode::damaged);
  }
  CHECK(parse_passwd("").value().empty());
}

TEST_CASE("every line of a list is an account of it") {
  CHECK(rc::check([](const std::vector<uid_t>& users) {
    std::string text;
    for (const uid_t user : users) text += "u:x:" + std::to_string(user) + ":0::/:/bin/sh\n";
    const bool all_are_users = std::ranges::find(users, UINT32_MAX) == users.end();
    const auto parsed = parse_passwd(text);
    return parsed ? parsed->size() == users.size() : !all_are_users;
  }));
}

}  // namespace
}  // namespace digue::machine::linux
