#include <doctest/doctest.h>

#include "plan/plans.h"

namespace digue::plan {
namespace {

const std::string whole = R"(version = 1
[tell]
desktop = false
ping-file = "/etc/digue/ping"
[tell.mail]
to = ["cabinet@exemple.test", "prestataire@exemple.test"]
from = "poste@exemple.test"
server = "smtp.exemple.test"
port = 587
security = "starttls"
user = "poste"
password-file = "/etc/digue/mail.password"
authority-file = "/etc/digue/authority.pem"
)";

const std::string least = R"(version = 1
[tell.mail]
to = ["cabinet@exemple.test"]
from = "poste@exemple.test"
server = "smtp.exemple.test"
)";

std::string fault_of(const std::string& toml) {
  const auto plans = read_plans(toml);
  return plans ? "" : plans.error().kind;
}

TEST_CASE("without a word of it, only screens are told") {
  const Tell tell = read_plans("version = 1\n").value().tell;
  CHECK(tell.desktop);
  CHECK_FALSE(tell.mail);
  CHECK(tell.ping_file.empty());
}

TEST_CASE("who is told is read, and written back the same") {
  for (const std::string& toml : {whole, least}) {
    const Plans plans = read_plans(toml).value();
    CHECK(read_plans(write_plans(plans)).value() == plans);
  }
  const Tell tell = read_plans(whole).value().tell;
  CHECK_FALSE(tell.desktop);
  CHECK(tell.mail->to.size() == 2);
  CHECK(tell.mail->security == MailSecurity::starttls);
  CHECK(read_plans(least).value().tell.mail->security == MailSecurity::tls);
}

TEST_CASE("no mail is planned in clear to another computer, or with a password in clear") {
  CHECK(fault_of(least + "security = \"none\"\n") == "in_clear");
  CHECK(fault_of(least + "security = \"ssl\"\n") == "no_security");
  const std::string here = "version = 1\n[tell.mail]\nto = [\"a@b\"]\nfrom = \"c@d\"\nserver = \"localhost\"\n";
  CHECK(fault_of(here + "security = \"none\"\n").empty());
  CHECK(fault_of(here + "security = \"none\"\nuser = \"u\"\npassword-file = \"/p\"\n") == "in_clear");
}

TEST_CASE("a user without a password file is a fault, and a password does not stand in the plans") {
  CHECK(fault_of(least + "user = \"poste\"\n") == "missing");
  CHECK(fault_of(least + "password-file = \"/etc/p\"\n") == "missing");
  CHECK(fault_of(least + "password = \"secret\"\n") == "unknown_name");
  CHECK(fault_of(least + "user = \"poste\"\npassword-file = \"p\"\n") == "no_path");
}

TEST_CASE("an address that could say more in a header is none") {
  for (const char* address :
       {"", "a", "@b", "a@", "a b@c", "a@b@c", "a@b\r\nBcc: c@d", "<a@b>", "\"a\"@b", "a@b,c@d", "-x@b", "é@b"}) {
    CAPTURE(address);
    CHECK_FALSE(is_mail_address(address));
  }
  CHECK(is_mail_address("prenom.nom+digue@exemple.test"));
  CHECK(fault_of("version = 1\n[tell.mail]\nto = [\"Nom <a@b>\"]\nfrom = \"c@d\"\nserver = \"s\"\n") ==
        "no_mail_address");
  CHECK(fault_of("version = 1\n[tell.mail]\nto = [\"a@b\"]\nfrom = \"c@d\"\nserver = \"s/x\"\n") == "no_server");
}

}  // namespace
}  // namespace digue::plan
