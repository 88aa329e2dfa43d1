#include "journal/journal.h"

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace digue;

namespace {

/// A file that is there as long as this object.
class Scratch {
 public:
  Scratch(const std::uint8_t* data, std::size_t size) {
    const int file = mkstemp(path_.data());
    if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size)) std::abort();
    close(file);
  }
  ~Scratch() { unlink(path_.c_str()); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  const std::string& path() const { return path_; }

 private:
  std::string path_ = "/tmp/digue-fuzz-journal-XXXXXX";
};

/// That of the seeds, so that a mutation may verify.
crypto::Secret the_key() {
  Bytes bytes;
  for (unsigned i = 0; i < 32; ++i) bytes.push_back(static_cast<std::byte>(i));
  return crypto::Secret(std::move(bytes));
}

}  // namespace

/// Whatever stands in the file is read or refused, and what verifies without a fault can be shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Scratch scratch(data, size);
  auto opened = journal::Journal::open_to_read(scratch.path(), the_key());
  if (!opened) return 0;
  const auto verified = opened->verify();
  std::int64_t shown = 0;
  const auto visited = opened->newest_first([&](const journal::Entry& entry) {
    for (const auto& [name, value] : *entry.body.as_object()) static_cast<void>(opened->personal(entry, name));
    return ++shown < 1'000;
  });
  const bool is_clean = verified && verified->faults.empty() && !verified->was_interrupted && shown < 1'000;
  if (is_clean && (!visited || shown != verified->entries)) std::abort();
  return 0;
}
