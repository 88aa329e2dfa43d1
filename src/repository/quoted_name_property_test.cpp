#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "base/utf8.h"
#include "repository/go_json.h"
#include "repository/quoted_name.h"

namespace digue::repository {
namespace {

TEST_CASE("any name is quoted as valid text and comes back as it was") {
  CHECK(rc::check([](const std::string& name) {
    std::string quoted;
    append_quoted(quoted, name);
    RC_ASSERT(is_utf8(quoted));
    RC_ASSERT(unquote(quoted).value() == name);
  }));
}

TEST_CASE("base64 of every length is read back") {
  CHECK(rc::check([](const std::string& text) {
    std::string out;
    append_base64(out, bytes_of(text));
    const Bytes read = from_base64(out).value();
    RC_ASSERT(text_of(read) == text);
  }));
}

}  // namespace
}  // namespace digue::repository
