#include <doctest/doctest.h>
#include <openssl/evp.h>
#include <rapidcheck.h>

#include <algorithm>

#include "crypto/openssl.h"
#include "crypto/scrypt.h"

namespace digue::crypto {
namespace {

TEST_CASE("scrypt derives what OpenSSL derives") {
  CHECK(rc::check("for any password, salt and costs", [] {
    const auto password = *rc::gen::arbitrary<std::string>();
    const auto salt = *rc::gen::arbitrary<std::string>();
    const ScryptCosts costs{
        .n = 2ULL << *rc::gen::inRange(0U, 10U), .r = *rc::gen::inRange(1U, 10U), .p = *rc::gen::inRange(1U, 4U)};
    const auto count = *rc::gen::inRange<std::size_t>(1, 100);
    Bytes expected(count);
    RC_ASSERT(EVP_PBE_scrypt(password.data(), password.size(), raw(bytes_of(salt)), salt.size(), costs.n, costs.r,
                             costs.p, max_scrypt_bytes, raw_out(expected), count) == 1);
    const ByteView letters = bytes_of(password);
    const auto derived = scrypt(Secret(Bytes(letters.begin(), letters.end())), bytes_of(salt), costs, count);
    RC_ASSERT(derived.has_value());
    RC_ASSERT(std::ranges::equal(derived->reveal(), expected));
  }));
}

}  // namespace
}  // namespace digue::crypto
