// Puts into a repository, under the right key and the right name, what only somebody with the password can put there:
//
//   forge REPOSITORY PASSWORD_FILE unpacked index|snapshots|locks     standard input, sealed
//   forge REPOSITORY PASSWORD_FILE bomb index|snapshots|locks BYTES   zeros that take few bytes
//   forge REPOSITORY PASSWORD_FILE sealed index|snapshots|locks       standard input, sealed as it is: no frame is made
//   forge REPOSITORY PASSWORD_FILE blob data|tree                     standard input, in a pack that an index names
//   forge REPOSITORY PASSWORD_FILE frame data|tree BYTES              standard input taken for a frame of so many bytes
//
// prints the id of what was made.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>

#include "crypto/hash.h"
#include "machine/linux/disk.h"
#include "repository/blob_writer.h"
#include "repository/index_file.h"
#include "repository/keys.h"
#include "store/local.h"

using namespace digue;
using namespace digue::repository;

namespace {

std::string content_of(std::istream& stream) { return {std::istreambuf_iterator<char>(stream), {}}; }

Result<store::FileType> type_named(std::string_view name) {
  for (const auto type : {store::FileType::index, store::FileType::snapshot, store::FileType::lock}) {
    if (store::folder_of(type) == name) return type;
  }
  return failure(ErrorCode::invalid_input, "no such folder");
}

Result<std::string> save_sealed(Repository& repository, store::FileType type, BlobTools& tools) {
  const std::string content = content_of(std::cin);
  const Bytes sealed = tools.sealer.seal(bytes_of(content));
  const store::FileId id(crypto::sha256(sealed));
  TRY(repository.store().save({type, id}, sealed));
  return id.hex();
}

/// A blob whose frame need not be what its pack and its index say.
Result<std::string> save_frame(Repository& repository, BlobType type, std::size_t bytes, BlobTools& tools) {
  const std::string content = content_of(std::cin);
  const ByteView frame = bytes_of(content);
  PackedBlob blob{.type = type, .id = BlobId(crypto::sha256(frame))};
  // Our own pack header is checked while it is written, and lies as far as it is allowed to.
  const std::uint64_t most = frame.size() * max_plain_bytes_per_frame_byte;
  blob.uncompressed_length = static_cast<std::uint32_t>(std::min<std::uint64_t>({bytes, most, max_data_bytes}));
  const Bytes sealed = tools.sealer.seal(frame);
  Packer packer(TRY(repository.store().begin_pack()));
  TRY(packer.add(blob, sealed));
  FinishedPack pack = TRY(packer.finish(tools.sealer));
  pack.blobs.front().uncompressed_length = static_cast<std::uint32_t>(bytes);
  IndexWriter index;
  index.add(pack.id, pack.blobs);
  TRY(repository.save_unpacked(store::FileType::index, index.finish(), tools));
  return blob.id.hex();
}

Result<std::string> forge(Repository& repository, std::string_view what, std::string_view where, std::size_t bytes) {
  BlobTools tools = repository.make_tools();
  if (what == "unpacked")
    return TRY(repository.save_unpacked(TRY(type_named(where)), content_of(std::cin), tools)).hex();
  if (what == "bomb") {
    return TRY(repository.save_unpacked(TRY(type_named(where)), std::string(bytes, '\0'), tools)).hex();
  }
  if (what == "sealed") return save_sealed(repository, TRY(type_named(where)), tools);
  const BlobType type = where == "tree" ? BlobType::tree : BlobType::data;
  if (what == "frame") return save_frame(repository, type, bytes, tools);
  BlobWriter writer(repository);
  const std::string content = content_of(std::cin);
  const ByteView view = bytes_of(content);
  const auto saved = TRY(writer.save(type, {&view, 1}, tools));
  TRY(writer.flush(tools));
  return saved.front().id.hex();
}

Result<std::string> run(int count, char** words) {
  machine::linux::LinuxDisk disk;
  store::LocalStore store(disk, words[1]);
  std::ifstream password_file(words[2]);
  std::string password;
  std::getline(password_file, password);
  const ByteView typed = bytes_of(password);
  const auto opened = TRY(open_repository(store, crypto::Secret(Bytes(typed.begin(), typed.end()))));
  return forge(*opened.repository, words[3], words[4], count > 5 ? std::strtoull(words[5], nullptr, 10) : 0);
}

}  // namespace

int main(int count, char** words) {
  if (count < 5 || count > 6) return 2;
  const Result<std::string> made = run(count, words);
  if (made)
    std::puts(made->c_str());
  else
    std::fprintf(stderr, "%s\n", made.error().detail.c_str());
  return made ? 0 : 1;
}
