#include "repository/pack_header_test.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace digue::repository {
namespace {

TEST_CASE("a header's bytes are those of the format") {
  auto seal = sealer();
  const std::vector<PackedBlob> blobs = {{BlobType::data, id_of(std::byte{0}), 0, 100, 511},
                                         {BlobType::tree, id_of(std::byte{0xFF}), 100, 38, 0}};
  const Bytes tail = seal_pack_tail(blobs, seal).value();
  CHECK(tail.size() == pack_tail_bytes(blobs));
  CHECK(to_hex(ByteView(tail).last(4)) == "6e000000");
  const Bytes plain = seal.open(ByteView(tail).first(tail.size() - 4)).value();
  CHECK(to_hex(plain) == "0264000000ff010000" + std::string(64, '0') + "0126000000" + std::string(64, 'f'));
  CHECK(parse_pack_header(plain, 138) == blobs);
}

TEST_CASE("a small header takes one read and a large one two") {
  auto seal = sealer();
  for (const auto& [count, reads] : {std::pair{15U, 1}, {16U, 2}}) {
    const Bytes pack = pack_of(blobs_of(std::vector<std::uint16_t>(count, 1)), seal);
    OnePack place(pack);
    CHECK(read_pack_header(place, PackId(), pack.size(), seal).has_value());
    CHECK(place.reads == reads);
  }
}

TEST_CASE("a pack in which any bit of the end is flipped is damaged") {
  auto seal = sealer();
  Bytes pack = pack_of(blobs_of({1, 2}), seal);
  const std::size_t blobs_bytes = 32 + 1 + 32 + 2;
  for (std::size_t bit = blobs_bytes * 8; bit < pack.size() * 8; ++bit) {
    pack[bit / 8] ^= std::byte{1} << (bit % 8);
    OnePack place(pack);
    CHECK(read_pack_header(place, PackId(), pack.size(), seal).error().code == ErrorCode::damaged);
    CHECK(read_pack_header(pack, seal).error().code == ErrorCode::damaged);
    pack[bit / 8] ^= std::byte{1} << (bit % 8);
  }
  CHECK(read_pack_header(pack, seal).has_value());
}

TEST_CASE("a pack that is cut anywhere is damaged") {
  auto seal = sealer();
  const Bytes pack = pack_of(blobs_of({1, 2}), seal);
  for (std::size_t length = 0; length < pack.size(); ++length) {
    const ByteView cut = ByteView(pack).first(length);
    CHECK(read_pack_header(cut, seal).error().code == ErrorCode::damaged);
    OnePack place(Bytes(cut.begin(), cut.end()));
    CHECK(read_pack_header(place, PackId(), length, seal).error().code == ErrorCode::damaged);
    CHECK(read_pack_header(place, PackId(), pack.size(), seal).error().code == ErrorCode::damaged);
  }
}

TEST_CASE("a header that was sealed with our key and makes no sense is damaged") {
  const auto code_of = [](std::string_view hex, std::uint64_t blobs_bytes) {
    const auto read = parse_pack_header(from_hex(hex).value(), blobs_bytes);
    return read ? ErrorCode::bug : read.error().code;
  };
  const std::string id(64, '0');
  CHECK(code_of("0020000000" + id, 32) == ErrorCode::bug);
  CHECK(code_of("0020000000" + id, 33) == ErrorCode::damaged);
  CHECK(code_of("0020000000" + id, 31) == ErrorCode::damaged);
  CHECK(code_of("0420000000" + id, 32) == ErrorCode::damaged);
  CHECK(code_of("001f000000" + id, 31) == ErrorCode::damaged);
  CHECK(code_of("022000000000000000" + id, 32) == ErrorCode::damaged);
  CHECK(code_of("0220000000ffffffff" + id, 32) == ErrorCode::damaged);
  CHECK(code_of("00ffffffff" + id, 0xFFFFFFFF) == ErrorCode::damaged);
  CHECK(code_of("0020000000" + id.substr(2), 32) == ErrorCode::damaged);
}

TEST_CASE("blobs that do not touch are not written") {
  auto seal = sealer();
  auto blobs = blobs_of({1, 2});
  ++blobs.back().offset;
  CHECK(seal_pack_tail(blobs, seal).error().code == ErrorCode::invalid_input);
}

TEST_CASE("a header holds as many blobs as restic's, and no more") {
  CHECK(has_room_in_header(0));
  CHECK(has_room_in_header(409'198));
  CHECK_FALSE(has_room_in_header(409'200));
}

// The same blobs in an index.

ErrorCode index_error(std::string_view json) {
  const auto read = read_index(bytes_of(json), [](const IndexedPack&) -> Result<void> { return {}; });
  return read ? ErrorCode::bug : read.error().code;
}

TEST_CASE("an index is written as restic writes it") {
  IndexWriter writer;
  CHECK(IndexWriter().finish() == "{\"packs\":[]}\n");
  writer.add(PackId(), std::vector<PackedBlob>{{BlobType::data, id_of(std::byte{1}), 0, 100, 511},
                                               {BlobType::tree, id_of(std::byte{2}), 100, 38, 0}});
  writer.add(PackId(id_of(std::byte{3}).raw()), {});
  CHECK(writer.blob_count() == 2);
  const auto repeated = [](std::string_view digits) {
    std::string hex;
    for (int i = 0; i < 32; ++i) hex += digits;
    return hex;
  };
  CHECK(writer.finish() == R"({"packs":[{"id":")" + repeated("00") + R"(","blobs":[{"id":")" + repeated("01") +
                               R"(","type":"data","offset":0,"length":100,"uncompressed_length":511},{"id":")" +
                               repeated("02") + R"(","type":"tree","offset":100,"length":38}]},{"id":")" +
                               repeated("03") + "\",\"blobs\":[]}]}\n");
}

TEST_CASE("what restic and rustic wrote or will write beside the packs is tolerated") {
  const std::string id(64, 'a');
  const std::string blob = R"({"length":40,"offset":7,"type":"data","new":{},"id":")" + id + R"("})";
  const std::string pack = R"({"blobs":[)" + blob + R"(],"time":"x","size":5,"id":")" + id + R"("})";
  const std::string json =
      R"({"supersedes":[")" + id + R"("],"packs":[)" + pack + R"(],"packs_to_delete":[)" + pack + R"(],"more":[]})";
  std::vector<bool> marks;
  const auto read = read_index(bytes_of(json), [&](const IndexedPack& seen) -> Result<void> {
    CHECK(seen.id.hex() == id);
    CHECK(seen.blobs.size() == 1);
    CHECK(seen.blobs.front().offset == 7);
    marks.push_back(seen.is_to_be_deleted);
    return {};
  });
  CHECK(read.has_value());
  CHECK(marks == std::vector{false, true});
  CHECK(packs_in(R"({"packs":null})").empty());
  CHECK(packs_in("{}").empty());
}

TEST_CASE("what is no index is damaged, and an error of the visitor is returned as it is") {
  const std::string id(64, 'a');
  const auto blob_with = [&](const std::string& rest) {
    return R"({"packs":[{"id":")" + id + R"(","blobs":[{"id":")" + id + R"(",)" + rest + "}]}]}";
  };
  CHECK(index_error(blob_with(R"("type":"data","offset":0,"length":32)")) == ErrorCode::bug);
  for (const std::string& wrong :
       {std::string(), std::string("[]"), std::string(R"({"packs":[{}]})"), std::string(R"({"packs":{}})"),
        blob_with(R"("type":"data","offset":0,"length":31)"), blob_with(R"("type":"snow","offset":0,"length":32)"),
        blob_with(R"("offset":0,"length":32)"), blob_with(R"("type":"data","offset":4294967295,"length":32)"),
        blob_with(R"("type":"data","offset":4294967296,"length":32)"),
        blob_with(R"("type":"data","offset":-1,"length":32)"),
        blob_with(R"("type":"data","offset":0,"length":32,"uncompressed_length":4294967295)"),
        blob_with(R"("type":"data","offset":0,"length":32)") + "x"}) {
    CAPTURE(wrong);
    CHECK(index_error(wrong) == ErrorCode::damaged);
  }
  const auto stopped = read_index(bytes_of(blob_with(R"("type":"data","offset":0,"length":32)")),
                                  [](const IndexedPack&) { return Result<void>(failure(ErrorCode::cancelled, "")); });
  CHECK(stopped.error().code == ErrorCode::cancelled);
}

}  // namespace
}  // namespace digue::repository
