#include "repository/keys.h"

#include <doctest/doctest.h>

#include "store/memory.h"

namespace digue::repository {
namespace {

crypto::Secret password() {
  const ByteView typed = bytes_of("mot de passe fictif");
  return crypto::Secret(Bytes(typed.begin(), typed.end()));
}

OpenedRepository make_repository(store::Store& store) {
  Config config;
  config.id = RepositoryId(RepositoryId::Raw{std::byte{1}});
  config.chunker_polynomial = 0x3DA3358B4DC173;
  return create_repository(store, password(), {{}, "praticien", "cabinet", {.n = 2, .r = 1, .p = 1}}, config).value();
}

void copy_keys(store::Store& from, store::MemoryStore& to) {
  const auto keys = from.list(store::FileType::key).value();
  for (const store::ListedFile& key : keys) {
    const store::FileName name = {store::FileType::key, key.id};
    to.overwrite(name, from.load(name, max_key_file_bytes).value());
  }
}

TEST_CASE("the key of another repository with the same password hides none of ours") {
  store::MemoryStore store;
  const KeyId ours = make_repository(store).key;
  store::MemoryStore others[8];
  for (store::MemoryStore& other : others) {
    make_repository(other);
    copy_keys(other, store);
  }
  const auto opened = open_repository(store, password());
  REQUIRE(opened.has_value());
  CHECK(opened->key == ours);
  for (const Quarantined& file : opened->quarantined) CHECK(file.file.type == store::FileType::key);
}

TEST_CASE("where no key opens the config, the config is what is wrong") {
  store::MemoryStore store;
  make_repository(store);
  store.overwrite({store::FileType::config, {}}, Bytes(100));
  CHECK(open_repository(store, password()).error().code == ErrorCode::damaged);
}

TEST_CASE("junk among the keys is named and is in nobody's way, however much of it there is") {
  store::MemoryStore store;
  const KeyId ours = make_repository(store).key;
  for (std::size_t i = 0; i < 500; ++i) {
    store::FileId::Raw raw{};
    raw[1] = static_cast<std::byte>(i);
    raw[2] = static_cast<std::byte>(i >> 8U);
    store.overwrite({store::FileType::key, store::FileId(raw)}, Bytes(i));
  }
  const auto opened = open_repository(store, password());
  REQUIRE(opened.has_value());
  CHECK(opened->key == ours);
  CHECK(opened->quarantined.size() >= 499);
}

}  // namespace
}  // namespace digue::repository
