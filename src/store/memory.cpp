#include "store/memory.h"

#include <algorithm>

namespace digue::store {

namespace {

class MemoryUpload final : public Upload {
 public:
  explicit MemoryUpload(MemoryStore& store) : store_(store) {}

  Result<void> write(ByteView content) override {
    content_.insert(content_.end(), content.begin(), content.end());
    return {};
  }
  Result<void> finish(const FileId& id) override { return store_.save({FileType::pack, id}, content_); }
  bool is_repeatable() const override { return true; }

 private:
  MemoryStore& store_;
  Bytes content_;
};

}  // namespace

Result<void> MemoryStore::create() {
  const std::lock_guard lock(mutex_);
  if (find({FileType::config, {}})) return failure(ErrorCode::already_exists, "there is a config");
  return {};
}

Result<void> MemoryStore::save(const FileName& name, ByteView content) {
  const std::lock_guard lock(mutex_);
  const auto [place, is_new] = files_.try_emplace(with_plain_id(name), content.begin(), content.end());
  if (is_new || std::ranges::equal(place->second, content)) return {};
  return failure(ErrorCode::already_exists, describe(name) + " has another content");
}

Result<std::unique_ptr<Upload>> MemoryStore::begin_pack() { return std::make_unique<MemoryUpload>(*this); }

Result<const Bytes*> MemoryStore::find(const FileName& name) const {
  const auto found = files_.find(with_plain_id(name));
  if (found == files_.end()) return failure(ErrorCode::not_found, describe(name));
  return &found->second;
}

Result<Bytes> MemoryStore::load(const FileName& name, std::uint64_t max_bytes) {
  const std::lock_guard lock(mutex_);
  const Bytes* content = TRY(find(name));
  if (content->size() > max_bytes) return failure(ErrorCode::invalid_input, describe(name) + " is too long");
  return *content;
}

Result<void> MemoryStore::read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) {
  const std::lock_guard lock(mutex_);
  const Bytes* content = TRY(find(name));
  if (offset > content->size() || into.size() > content->size() - offset) {
    return failure(ErrorCode::damaged, describe(name) + " is too short");
  }
  std::ranges::copy(ByteView(*content).subspan(static_cast<std::size_t>(offset), into.size()), into.begin());
  return {};
}

Result<std::uint64_t> MemoryStore::size(const FileName& name) {
  const std::lock_guard lock(mutex_);
  return TRY(find(name))->size();
}

Result<std::vector<ListedFile>> MemoryStore::list(FileType type) {
  const std::lock_guard lock(mutex_);
  std::vector<ListedFile> listed;
  for (const auto& [name, content] : files_) {
    if (name.type == type) listed.push_back({name.id, content.size(), std::nullopt});
  }
  return listed;
}

Result<void> MemoryStore::remove(const FileName& name) {
  const std::lock_guard lock(mutex_);
  files_.erase(with_plain_id(name));
  return {};
}

void MemoryStore::overwrite(const FileName& name, Bytes content) {
  const std::lock_guard lock(mutex_);
  files_[with_plain_id(name)] = std::move(content);
}

}  // namespace digue::store
