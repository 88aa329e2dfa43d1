#pragma once

#include <algorithm>
#include <cstring>

#include "backup/trial/document.h"

namespace digue::backup::test {

/// A file that is only in memory.
class BytesFile final : public machine::SourceFile {
 public:
  explicit BytesFile(ByteView bytes) : bytes_(bytes) {}

  Result<machine::EntryMetadata> metadata() override {
    machine::EntryMetadata metadata;
    metadata.type = machine::EntryType::file;
    metadata.size = bytes_.size();
    return metadata;
  }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    if (offset >= bytes_.size()) return 0;
    const std::size_t count = std::min(into.size(), bytes_.size() - static_cast<std::size_t>(offset));
    std::memcpy(into.data(), bytes_.data() + offset, count);
    return count;
  }
  Result<machine::Extent> extent(std::uint64_t offset, std::uint64_t end) override {
    return machine::Extent{offset, end - offset, false};
  }

 private:
  ByteView bytes_;
};

inline Result<void> try_bytes(DocumentKind kind, ByteView bytes) {
  BytesFile file(bytes);
  return try_document(kind, file);
}

}  // namespace digue::backup::test
