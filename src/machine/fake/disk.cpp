#include "machine/fake/disk.h"

#include <algorithm>

namespace digue::machine::fake {

/// A file or a folder: what programs see of it now, and what a power cut cannot take.
struct MemoryDisk::Node {
  bool is_folder = false;
  Bytes content;
  std::size_t durable_size = 0;  ///< of `content`, which only grows
  Names names;
  Names durable_names;
  Instant modified_at{};
};

class MemoryDisk::Output final : public OutputFile {
 public:
  Output(MemoryDisk& disk, NodePointer file) : disk_(disk), file_(std::move(file)), power_cycle_(disk.power_cycle_) {}

  Result<void> write(ByteView content) override { return disk_.append(*file_, power_cycle_, content); }
  Result<void> sync() override { return disk_.sync(*file_, power_cycle_); }

 private:
  MemoryDisk& disk_;
  NodePointer file_;
  std::size_t power_cycle_;
};

namespace {

std::string last_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

/// What a power cut leaves of a content of which only the first bytes were durable.
void cut_content(Bytes& content, std::size_t durable_size, std::mt19937_64& random) {
  const std::size_t survived = durable_size + random() % (content.size() - durable_size + 1);
  const bool is_size_kept = random() % 2 == 0;
  const std::size_t size = is_size_kept ? content.size() : survived;
  content.resize(survived);
  content.resize(size);  // zeros: the length was written, and the content was not
}

}  // namespace

MemoryDisk::MemoryDisk() : root_(std::make_shared<Node>()) { root_->is_folder = true; }
MemoryDisk::~MemoryDisk() = default;

std::size_t MemoryDisk::operations() const {
  const std::lock_guard lock(mutex_);
  return operations_;
}

void MemoryDisk::fail_at(std::size_t n, ErrorCode code) {
  const std::lock_guard lock(mutex_);
  fails_at_ = operations_ + n;
  failure_ = code;
}

void MemoryDisk::stop_at(std::size_t n) {
  const std::lock_guard lock(mutex_);
  stops_at_ = operations_ + n;
}

void MemoryDisk::resume() {
  const std::lock_guard lock(mutex_);
  fails_at_ = 0;
  stops_at_ = 0;
}

void MemoryDisk::set_capacity(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  capacity_ = bytes;
}

void MemoryDisk::set_time(Instant now) {
  const std::lock_guard lock(mutex_);
  now_ = now;
}

Result<void> MemoryDisk::count_operation() {
  ++operations_;
  if (stops_at_ != 0 && operations_ >= stops_at_) return failure(ErrorCode::unavailable, "the fake disk is stopped");
  if (operations_ == fails_at_) return failure(failure_, "the fake disk fails as asked");
  return {};
}

void MemoryDisk::lose_power_below(Node& node, std::mt19937_64& random) {
  if (!node.is_folder) {
    cut_content(node.content, node.durable_size, random);
    node.durable_size = node.content.size();
    return;
  }
  Names changed = node.names;
  changed.insert(node.durable_names.begin(), node.durable_names.end());
  for (const auto& [name, ignored] : changed) {
    const auto before = node.durable_names.find(name);
    const auto after = node.names.find(name);
    const bool is_durable = before != node.durable_names.end();
    const bool is_there = after != node.names.end();
    if (is_durable && is_there && before->second == after->second) continue;
    if (random() % 2 == 0) continue;  // the change was not written
    if (is_there) {
      node.durable_names[name] = after->second;
    } else {
      node.durable_names.erase(name);
    }
  }
  node.names = node.durable_names;
  for (const auto& [name, child] : node.names) lose_power_below(*child, random);
}

std::uint64_t MemoryDisk::used_by(const Node& node) {
  std::uint64_t used = node.content.size();
  for (const auto& [name, child] : node.names) used += used_by(*child);
  return used;
}

void MemoryDisk::lose_power(std::uint64_t seed) {
  const std::lock_guard lock(mutex_);
  std::mt19937_64 random(seed);
  lose_power_below(*root_, random);
  used_ = used_by(*root_);
  ++power_cycle_;
  fails_at_ = 0;
  stops_at_ = 0;
}

Result<void> MemoryDisk::overwrite(const std::string& path, Bytes content) {
  const std::lock_guard lock(mutex_);
  const NodePointer file = TRY(find_file(path));
  file->content = std::move(content);
  file->durable_size = file->content.size();
  used_ = used_by(*root_);
  return {};
}

Result<Bytes> MemoryDisk::content(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  return TRY(find_file(path))->content;
}

Result<MemoryDisk::NodePointer> MemoryDisk::find(const std::string& path) const {
  if (!path.starts_with('/')) return failure(ErrorCode::invalid_input, path + " is no path of the fake disk");
  NodePointer node = root_;
  for (std::size_t begin = 1; begin < path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const auto found = node->names.find(path.substr(begin, end - begin));
    if (found == node->names.end()) return failure(ErrorCode::not_found, path);
    node = found->second;
    begin = end + 1;
  }
  return node;
}

Result<MemoryDisk::NodePointer> MemoryDisk::find_file(const std::string& path) const {
  NodePointer node = TRY(find(path));
  if (node->is_folder) return failure(ErrorCode::invalid_input, path + " is no file");
  return node;
}

Result<MemoryDisk::NodePointer> MemoryDisk::parent_of(const std::string& path) const {
  NodePointer parent = TRY(find(path.substr(0, std::max<std::size_t>(path.rfind('/'), 1))));
  if (!parent->is_folder) return failure(ErrorCode::not_found, path);
  return parent;
}

Result<void> MemoryDisk::append(Node& file, std::size_t power_cycle, ByteView content) {
  const std::lock_guard lock(mutex_);
  if (power_cycle != power_cycle_) return failure(ErrorCode::unavailable, "the power was cut since");
  const Result<void> counted = count_operation();
  const std::size_t room =
      static_cast<std::size_t>(std::min<std::uint64_t>(capacity_ - std::min(used_, capacity_), content.size()));
  const ByteView written = content.first(std::min(room, counted ? content.size() : content.size() / 2));
  file.content.insert(file.content.end(), written.begin(), written.end());
  file.modified_at = now_;
  used_ += written.size();
  if (counted && room < content.size()) return failure(ErrorCode::full, "the fake disk is full");
  return counted;
}

Result<void> MemoryDisk::sync(Node& file, std::size_t power_cycle) {
  const std::lock_guard lock(mutex_);
  if (power_cycle != power_cycle_) return failure(ErrorCode::unavailable, "the power was cut since");
  TRY(count_operation());
  file.durable_size = file.content.size();
  return {};
}

Result<std::unique_ptr<OutputFile>> MemoryDisk::create(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer parent = TRY(parent_of(path));
  auto file = std::make_shared<Node>();
  file->modified_at = now_;
  if (!parent->names.emplace(last_name(path), file).second) return failure(ErrorCode::already_exists, path);
  return std::make_unique<Output>(*this, std::move(file));
}

Result<void> MemoryDisk::rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer node = TRY(find(from));
  const NodePointer new_parent = TRY(parent_of(to));
  if (!new_parent->names.emplace(last_name(to), node).second) return failure(ErrorCode::already_exists, to);
  TRY(parent_of(from))->names.erase(last_name(from));
  return {};
}

Result<void> MemoryDisk::remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer file = TRY(find_file(path));
  used_ -= std::min<std::uint64_t>(used_, file->content.size());
  TRY(parent_of(path))->names.erase(last_name(path));
  return {};
}

Result<void> MemoryDisk::make_folder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer parent = TRY(parent_of(path));
  auto folder = std::make_shared<Node>();
  folder->is_folder = true;
  folder->modified_at = now_;
  if (!parent->names.emplace(last_name(path), folder).second) return failure(ErrorCode::already_exists, path);
  return {};
}

Result<void> MemoryDisk::sync_folder(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer folder = TRY(find(path));
  if (!folder->is_folder) return failure(ErrorCode::not_found, path);
  folder->durable_names = folder->names;
  return {};
}

Result<std::vector<DiskEntry>> MemoryDisk::list(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const NodePointer folder = TRY(find(path));
  if (!folder->is_folder) return failure(ErrorCode::not_found, path);
  std::vector<DiskEntry> entries;
  for (const auto& [name, child] : folder->names) {
    entries.push_back({name, child->is_folder, child->content.size(), child->modified_at});
  }
  return entries;
}

Result<std::uint64_t> MemoryDisk::size(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  return TRY(find_file(path))->content.size();
}

Result<void> MemoryDisk::read(const std::string& path, std::uint64_t offset, std::span<std::byte> into) {
  const std::lock_guard lock(mutex_);
  TRY(count_operation());
  const Bytes& content = TRY(find_file(path))->content;
  if (offset > content.size() || into.size() > content.size() - offset) {
    return failure(ErrorCode::damaged, path + " is too short");
  }
  std::copy_n(content.begin() + static_cast<std::ptrdiff_t>(offset), into.size(), into.begin());
  return {};
}

}  // namespace digue::machine::fake
