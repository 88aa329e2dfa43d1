#include "store/rehearsal.h"

#include <doctest/doctest.h>

#include "crypto/hash.h"
#include "store/memory.h"

namespace digue::store {
namespace {

FileName named(FileType type, ByteView content) { return {type, FileId(crypto::sha256(content))}; }

TEST_CASE("a rehearsal reads what is there, and all that it writes or removes leaves no trace") {
  auto owned = std::make_unique<MemoryStore>();
  MemoryStore& place = *owned;
  const ByteView there = bytes_of("there");
  const FileName name = named(FileType::snapshot, there);
  REQUIRE(place.save(name, there).has_value());

  RehearsalStore rehearsal(std::move(owned));
  const ByteView fresh = bytes_of("fresh");
  CHECK(rehearsal.save(named(FileType::index, fresh), fresh).has_value());
  const auto upload = rehearsal.begin_pack().value();
  CHECK(upload->write(fresh).has_value());
  CHECK(upload->finish(named(FileType::pack, fresh).id).has_value());
  CHECK(rehearsal.remove(name).has_value());

  CHECK(text_of(rehearsal.load(name, 100).value()) == "there");
  CHECK(rehearsal.list(FileType::snapshot).value() == place.list(FileType::snapshot).value());
  for (const FileType type : {FileType::index, FileType::pack, FileType::lock}) {
    CHECK(place.list(type).value().empty());
  }
}

}  // namespace
}  // namespace digue::store
