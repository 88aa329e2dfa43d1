#include "agent/secret_file.h"

#include <doctest/doctest.h>

#include "machine/fake/file_tree.h"
#include "machine/identity.h"

namespace digue::agent {
namespace {

const std::string path = "/etc/digue/secret";

struct Desk {
  machine::fake::MemoryFileTree files;

  explicit Desk(std::string_view content = "mot de passe\n") {
    files.put_file(path, content);
    files.metadata(path).permissions = 0600;
    files.metadata(path).user_id = machine::this_process().user_id;
  }
  ErrorCode refusal() {
    const auto secret = read_secret_file(files, path);
    REQUIRE_FALSE(secret);
    return secret.error().code;
  }
};

TEST_CASE("a secret is one line, with or without its end") {
  for (const char* content : {"mot de passe", "mot de passe\n", "mot de passe\r\n"}) {
    Desk desk(content);
    CHECK(text_of(read_secret_file(desk.files, path)->reveal()) == "mot de passe");
  }
}

TEST_CASE("a secret that others may open, or that is another account's, is not read") {
  Desk desk;
  for (const std::uint32_t mode : {0604U, 0640U, 0602U}) {
    desk.files.metadata(path).permissions = mode;
    CHECK(desk.refusal() == ErrorCode::denied);
  }
  desk.files.metadata(path).permissions = 0400;
  CHECK(read_secret_file(desk.files, path).has_value());
  ++desk.files.metadata(path).user_id;
  CHECK(desk.refusal() == ErrorCode::denied);
}

TEST_CASE("a link, a folder and a FIFO are no secret") {
  Desk desk;
  desk.files.put_link(path, "/etc/shadow");
  CHECK(desk.refusal() == ErrorCode::denied);
  desk.files.put_special(path, machine::EntryType::fifo);
  CHECK(desk.refusal() == ErrorCode::denied);
  desk.files.drop(path);
  CHECK(desk.refusal() == ErrorCode::not_found);
}

TEST_CASE("several lines, nothing, or a flood are no secret") {
  for (const std::string& content : {std::string(), std::string("\n"), std::string("a\nb"), std::string(5000, 'x')}) {
    Desk desk(content);
    CHECK(desk.refusal() == ErrorCode::damaged);
  }
}

}  // namespace
}  // namespace digue::agent
