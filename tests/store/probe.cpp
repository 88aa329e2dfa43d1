// Asks a server one thing and tells what came of it, for hostile_test.py:
//
//   store_probe LOCATION create|save|list|list-packs|load|part|size|remove
//
// prints "ok NUMBER" (of files or bytes) or the name of the error's code.

#include <cstdio>
#include <string_view>

#include "store/rest/rest.h"

using namespace digue;
using namespace digue::store;

namespace {

constexpr std::uint64_t max_bytes = 1024 * 1024;

Result<std::uint64_t> done(const Result<void>& result) {
  TRY(result);
  return 0;
}

Result<std::uint64_t> ask(Store& store, std::string_view what) {
  const FileName name{FileType::index, FileId(FileId::Raw{std::byte{0x5a}})};
  if (what == "create") return done(store.create());
  if (what == "save") return done(store.save(name, Bytes(4 * max_bytes)));
  if (what == "list") return TRY(store.list(name.type)).size();
  if (what == "load") return TRY(store.load(name, max_bytes)).size();
  if (what == "part") return TRY(store.load_part(name, 100, 200)).size();
  if (what == "size") return store.size(name);
  if (what == "remove") return done(store.remove(name));
  return failure(ErrorCode::bug, "no such question");
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) return 2;
  net::HttpOptions options;
  options.connect_timeout = std::chrono::seconds(5);
  options.stall_timeout = std::chrono::seconds(1);
  RestStore store(net::HttpClient::make(std::move(options)).value(), words[1]);
  const Result<std::uint64_t> answer = ask(store, words[2]);
  if (answer) {
    std::printf("ok %llu\n", static_cast<unsigned long long>(*answer));
  } else {
    std::printf("%s\n", std::string(name_of(answer.error().code)).c_str());
    std::fprintf(stderr, "%s\n", answer.error().detail.c_str());
  }
  return 0;
}
