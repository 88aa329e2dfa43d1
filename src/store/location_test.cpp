#include "store/location.h"

#include <doctest/doctest.h>

#include "base/bytes.h"

namespace digue::store {
namespace {

RestPlace rest(std::string_view text) { return std::get<RestPlace>(parse_location(text).value()); }
std::string local(std::string_view text) { return std::get<LocalPlace>(parse_location(text).value()).folder; }

TEST_CASE("a path is a folder") {
  CHECK(local("/srv/sauvegarde") == "/srv/sauvegarde");
  CHECK(local("/srv/sauvegarde//") == "/srv/sauvegarde");
  CHECK(local("/") == "/");
  CHECK(local("local:/srv/été: 1") == "/srv/été: 1");
  CHECK(local("relative") == "relative");
  CHECK(local("C:\\Sauvegarde") == "C:\\Sauvegarde");
}

TEST_CASE("a REST location gives its URL, its user and its password apart") {
  const RestPlace place = rest("rest:https://agent:s%40cret%3a@server.example:8000/a/b");
  CHECK(place.url == "https://server.example:8000/a/b/");
  CHECK(place.user == "agent");
  CHECK(text_of(place.password.value().reveal()) == "s@cret:");
  CHECK(rest("rest:http://[::1]:8000").url == "http://[::1]:8000/");
  CHECK(rest("rest:http://user@host/").user == "user");
  CHECK_FALSE(rest("rest:http://user@host/").password.has_value());
  CHECK(text_of(rest("rest:http://u:a@b@host/").password.value().reveal()) == "a@b");
}

TEST_CASE("other places are told apart from mistakes") {
  for (const char* text : {"sftp:user@host:/srv", "s3:https://host/bucket", "b2:bucket", "rclone:remote:path"}) {
    CHECK(parse_location(text).error().code == ErrorCode::unsupported);
  }
  for (const char* text : {"", "local:", "rest:", "rest:host", "rest:ftp://host/", "rest:http://", "rest:http:///path",
                           "rest:http://user:password@/", "rest:http://host/a b", "rest:http://host/\r\nX: y",
                           "rest:http://host/?a=b", "rest:http://host/#a", "rest:http://u:%4@host/"}) {
    CAPTURE(text);
    CHECK(parse_location(text).error().code == ErrorCode::invalid_input);
  }
}

TEST_CASE("a password is in no message") {
  CHECK(describe(parse_location("rest:https://agent:secret@host/a").value()) == "rest:https://host/a/");
  for (const char* text : {"rest:http://agent:secret@host/a b", "rest:agent:secret@host", "rest:http://a:secret%@host",
                           "sftp:agent:secret@host:/srv", "rest:http://agent:secret@"}) {
    CHECK(parse_location(text).error().detail.find("secret") == std::string::npos);
  }
}

}  // namespace
}  // namespace digue::store
