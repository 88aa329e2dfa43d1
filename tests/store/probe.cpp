// Asks a server one thing and tells what came of it, for hostile_test.py:
//
//   store_probe URL create|save|list|load|part|size|remove STALL_SECONDS [AUTHORITY]
//
// prints "ok NUMBER" (of files or bytes) or the name of the error's code, and the kilobytes that it held at most.

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
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

/// Of this program alone: what wait4() tells includes who started it.
std::string peak_kilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "VmHWM:" && status >> word) return word;
  }
  return "unknown";
}

}  // namespace

int main(int count, char** words) {
  if (count < 4 || count > 5) return 2;
  net::HttpOptions options;
  options.connect_timeout = std::chrono::seconds(20);
  options.stall_timeout = std::chrono::seconds(std::atoi(words[3]));
  if (count == 5) options.authority_file = words[4];
  RestStore store(net::HttpClient::make(std::move(options)).value(), words[1]);
  const Result<std::uint64_t> answer = ask(store, words[2]);
  if (answer) {
    std::printf("ok %llu\n", static_cast<unsigned long long>(*answer));
  } else {
    std::printf("%s\n", std::string(name_of(answer.error().code)).c_str());
    std::fprintf(stderr, "%s\n", answer.error().detail.c_str());
  }
  std::printf("%s\n", peak_kilobytes().c_str());
  return 0;
}
