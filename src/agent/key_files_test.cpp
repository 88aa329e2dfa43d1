#include "agent/key_files.h"

#include <doctest/doctest.h>

#include "agent/packed_text.h"
#include "crypto/hash.h"
#include "machine/fake/disk.h"
#include "paper/payload.h"
#include "repository/keys.h"
#include "store/local.h"
#include "store/memory.h"

namespace digue::agent {
namespace {

using store::FileType;

crypto::Secret password() {
  const ByteView bytes = bytes_of("mot de passe fictif");
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

repository::KeyMaker cheap_maker() {
  return {
      repository::to_zoned(parse_rfc3339("2026-11-24T08:00:00Z").value(), 3600), "camille", "poste-accueil", {2, 1, 1}};
}

struct Place {
  store::MemoryStore store;
  repository::OpenedRepository opened;

  Place() {
    REQUIRE(store.create());
    opened = repository::create_repository(store, password(), cheap_maker(), repository::make_config()).value();
  }

  KeyFiles collected() { return collect_key_files(store, opened.key, paper::max_payload_bytes).value(); }
};

Bytes packed(std::string_view text) {
  Bytes out;
  append_packed(out, bytes_of(text));
  return out;
}

TEST_CASE("a file comes back byte for byte, whatever its base64 looks like") {
  for (const char* text : {"", "x", "{\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\"}", "AAECAwQFBgcICQoLDA0ODx==",
                           "AAECAwQFBgcICQoLDA0ODw=", "====================", "AAECAwQFBgcICQoLDA0ODw==AAAA"}) {
    const Bytes bytes = packed(text);
    ByteReader reader(bytes);
    CHECK(text_of(read_packed(reader, 1000).value()) == text);
    CHECK(reader.is_at_end());
  }
}

TEST_CASE("base64 is packed as what it stands for") {
  const std::string text(400, 'A');
  CHECK(packed(text).size() < 310);
}

TEST_CASE("a packed file that is cut, too long or of an unknown kind is damaged") {
  const Bytes whole = packed("{\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\"}");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    ByteReader reader(ByteView(whole).first(size));
    CHECK(read_packed(reader, 1000).error().code == ErrorCode::damaged);
  }
  ByteReader reader(whole);
  CHECK_FALSE(read_packed(reader, 10));
  const Bytes unknown{std::byte{9}};
  ByteReader other(unknown);
  CHECK_FALSE(read_packed(other, 10));
}

TEST_CASE("config and keys of a repository come back from their packed form") {
  Place place;
  const KeyFiles files = place.collected();
  const Bytes bytes = pack_key_files(files);
  CHECK(bytes.size() < 560);  // one QR code
  CHECK(unpack_key_files(bytes).value() == files);
  CHECK_FALSE(unpack_key_files(ByteView(bytes).first(bytes.size() - 1)));
  CHECK_FALSE(unpack_key_files({}));
}

TEST_CASE("a repository whose keys and config were removed opens again") {
  Place place;
  const KeyFiles files = place.collected();
  REQUIRE(place.store.remove({FileType::config, {}}));
  REQUIRE(place.store.remove({FileType::key, repository::file_id(place.opened.key)}));
  CHECK_FALSE(repository::open_repository(place.store, password()));

  CHECK(restore_key_files(place.store, files).value() == RestoredKeyFiles{true, 1, 0, 0});
  CHECK(repository::open_repository(place.store, password()));
  CHECK(restore_key_files(place.store, files).value() == RestoredKeyFiles{false, 0, 1, 0});
}

TEST_CASE("nothing is ever replaced") {
  Place place;
  const KeyFiles files = place.collected();
  const store::FileName key{FileType::key, repository::file_id(place.opened.key)};
  place.store.overwrite(key, Bytes(3));
  CHECK(restore_key_files(place.store, files).value() == RestoredKeyFiles{false, 0, 0, 1});
  CHECK(place.store.load(key, 1000).value() == Bytes(3));

  Place other;
  const auto refused = restore_key_files(other.store, files);
  CHECK(refused.error().code == ErrorCode::already_exists);
  CHECK(other.store.list(FileType::key).value().size() == 1);
}

TEST_CASE("the key of the paper comes first, others as far as there is room, and what is no key never") {
  Place place;
  for (int times = 0; times < 12; ++times) REQUIRE(repository::add_key(place.opened, password(), cheap_maker()));
  const Bytes junk = Bytes(100);
  REQUIRE(place.store.save({FileType::key, store::FileId(crypto::sha256(junk))}, junk));

  const KeyFiles all = place.collected();
  CHECK(all.keys.size() == 13);
  const KeyFiles few = collect_key_files(place.store, place.opened.key, 1'000).value();
  CHECK(few.keys.size() == 2);
  CHECK(few.keys.front() == all.keys.front());
  CHECK(collect_key_files(place.store, place.opened.key, 100).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a folder of keys that was removed whole is made again on a disk") {
  Place place;
  machine::fake::MemoryDisk disk;
  store::LocalStore local(disk, "/disque/sauvegarde");
  CHECK_FALSE(restore_key_files(local, place.collected()));  // the disk is not plugged in
  REQUIRE(disk.make_folder("/disque"));
  REQUIRE(disk.make_folder("/disque/sauvegarde"));
  CHECK(restore_key_files(local, place.collected()).value() == RestoredKeyFiles{true, 1, 0, 0});
  CHECK(repository::open_repository(local, password()));
}

}  // namespace
}  // namespace digue::agent
