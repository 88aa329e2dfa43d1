#include "repository/key_file.h"

#include <doctest/doctest.h>

#include "crypto/seal.h"

namespace digue::repository {
namespace {

// Made by restic 0.19.1 for the password "x"; names changed.
constexpr std::string_view key_of_restic =
    R"({"created":"2026-11-24T19:04:13.941748362Z","username":"test","hostname":"poste-test","kdf":"scrypt","N":32768,)"
    R"("r":8,"p":2,"salt":"zIPyW5vx1xxAbdJfEHm0PI3L0i/uyBU2aRowTJVJJRgcmDLwXe1Yoad1u4dnV5xfvQ/boR0MNM4GZsyPRfF+2A==",)"
    R"("data":"u1aBYaXP4VUOgoqfM1fqNed203pC4d+wJvB7bYDHp11KU4b48cqCCudh35OOwyT3QWR7/fDSLjgEkKirG67AL4p6vcGUHV3ST1NjkOUd)"
    R"(YxBUytqe6VcdX/k6frXyqHkMRUYDQkh2DDPI0XGdal56xmR3b622+yi4M5LKnoDqgvtMqM+ooYg6zwOX+dEU6So1TuZhvrLDBijgn2yG54eRhw=="})";

crypto::Secret secret(std::string_view text) {
  const ByteView bytes = bytes_of(text);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

KeyMaker quick_maker() { return {{1, 2, 0}, "test", "poste-test", {.n = 16, .r = 8, .p = 1}}; }

TEST_CASE("a key file of restic 0.19.1 opens with its password") {
  const KeyFile file = parse_key_file(key_of_restic).value();
  CHECK(file.hostname == "poste-test");
  CHECK(file.costs == crypto::ScryptCosts{32768, 8, 2});
  CHECK(to_json(file) == key_of_restic);
  const auto key = open_key(file, secret("x"));
  REQUIRE(key.has_value());
  CHECK(to_hex(key->reveal()) ==
        "e7bd0244cfcbb94ec3a4b4a560d2ec6ca4f98c11289387ccbe7eaaff76c2c26f"
        "94f4c09d8b5b589969c143f82d3e2851fd4ec4a41c90ce30fd0297009ed6f0c2");
}

TEST_CASE("another password is a wrong key, and so is a changed byte") {
  const crypto::Secret master = make_master_key();
  KeyFile file = make_key_file(master, secret("bon"), quick_maker()).value();
  CHECK(open_key(file, secret("mauvais")).error().code == ErrorCode::wrong_key);
  CHECK(open_key(file, secret("")).error().code == ErrorCode::wrong_key);
  file.data[20] ^= std::byte{1};
  CHECK(open_key(file, secret("bon")).error().code == ErrorCode::wrong_key);
}

TEST_CASE("a key file that was made opens to the key that was put in") {
  const crypto::Secret master = make_master_key();
  const KeyFile file = make_key_file(master, secret("mot de passe"), quick_maker()).value();
  CHECK(file.salt.size() == key_salt_bytes);
  CHECK(parse_key_file(to_json(file)) == file);
  const auto opened = open_key(parse_key_file(to_json(file)).value(), secret("mot de passe"));
  REQUIRE(opened.has_value());
  CHECK(to_hex(opened->reveal()) == to_hex(master.reveal()));
}

TEST_CASE("two files for the same password have another salt") {
  const crypto::Secret master = make_master_key();
  CHECK(make_key_file(master, secret("x"), quick_maker())->salt !=
        make_key_file(master, secret("x"), quick_maker())->salt);
}

TEST_CASE("what is sealed in a key file and is no key is damaged") {
  KeyFile file = make_key_file(make_master_key(), secret("x"), quick_maker()).value();
  const auto user_key = crypto::scrypt(secret("x"), file.salt, file.costs, crypto::seal_key_bytes);
  auto sealer = crypto::Sealer::with(*user_key);
  const std::string zeros = R"({"mac":{"k":"AAAAAAAAAAAAAAAAAAAAAA==","r":"AAAAAAAAAAAAAAAAAAAAAA=="},)"
                            R"("encrypt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})";
  for (const std::string& wrong : {std::string("{}"), std::string(), zeros, zeros + "x"}) {
    CAPTURE(wrong);
    file.data = sealer->seal(bytes_of(wrong));
    CHECK(open_key(file, secret("x")).error().code == ErrorCode::damaged);
  }
}

TEST_CASE("costs that would take all memory are refused before anything is derived") {
  KeyFile file = make_key_file(make_master_key(), secret("x"), quick_maker()).value();
  file.costs.n = 1ULL << 40;
  CHECK(open_key(file, secret("x")).error().code == ErrorCode::invalid_input);
}

TEST_CASE("what is no key file is damaged, and another kdf is unsupported") {
  const auto replaced = [](std::string_view from, std::string_view to) {
    std::string json(key_of_restic);
    json.replace(json.find(from), from.size(), to);
    return parse_key_file(json);
  };
  CHECK(replaced(R"("kdf":"scrypt")", R"("kdf":"argon2id")").error().code == ErrorCode::unsupported);
  CHECK(replaced(R"("kdf":"scrypt",)", "").error().code == ErrorCode::damaged);
  CHECK(replaced("zIPyW5vx", "").error().code == ErrorCode::damaged);
  CHECK(replaced("zIPyW5vx", "zIPyW5v!").error().code == ErrorCode::damaged);
  CHECK(replaced(R"("N":32768)", R"("N":-1)").error().code == ErrorCode::damaged);
  CHECK(replaced(R"("data")", R"("daten")").error().code == ErrorCode::damaged);
  CHECK(parse_key_file("").error().code == ErrorCode::damaged);
  CHECK(parse_key_file(std::string(key_of_restic) + std::string(max_key_file_bytes, ' ')).error().code ==
        ErrorCode::damaged);
}

}  // namespace
}  // namespace digue::repository
