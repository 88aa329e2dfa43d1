#include "machine/fake/memory_files.h"

#include <algorithm>

#include "base/path.h"

namespace digue::machine::fake {

namespace {

/// Somewhere in 2027: a test that forgets to say its time shows it.
constexpr std::int64_t first_second = 1'800'000'000;

}  // namespace

MemoryFiles::MemoryFiles() { root = make(EntryType::folder); }

Result<void> MemoryFiles::step(std::string_view method, const std::string& name) {
  const std::uint64_t number = ++steps;
  if (hook) TRY(hook(method, name));
  const bool fails =
      failing_step != 0 &&
      (number == failing_step || (number > failing_step && failure_lasting == MemoryFileTree::Lasting::for_good));
  if (fails) return failure(failure_code, std::string(method) + " " + name + ": planted");
  return {};
}

EntryPointer MemoryFiles::make(EntryType type) {
  auto entry = std::make_shared<MemoryEntry>();
  entry->metadata.type = type;
  entry->metadata.permissions = type == EntryType::folder ? 0700 : type == EntryType::link ? 0777 : 0600;
  entry->metadata.user = entry->metadata.group = "root";
  entry->metadata.inode = ++last_inode_;
  entry->metadata.device_id = 1;
  entry->metadata.links = 1;
  touch(*entry);
  return entry;
}

Result<EntryPointer> MemoryFiles::folder(const EntryPointer& from, const Path& path) {
  EntryPointer at = from;
  for (const std::string& name : path) {
    at = TRY(child(at, name));
    if (at->metadata.type != EntryType::folder) return failure(ErrorCode::invalid_input, name + " is no folder");
  }
  return at;
}

Result<EntryPointer> MemoryFiles::child(const EntryPointer& folder, const std::string& name) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  const auto found = folder->children.find(name);
  if (found == folder->children.end()) return failure(ErrorCode::not_found, name);
  return found->second;
}

Result<void> MemoryFiles::insert(const EntryPointer& folder, const std::string& name, const EntryPointer& entry) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  if (!folder->children.emplace(name, entry).second) return failure(ErrorCode::already_exists, name);
  touch(*folder);
  return {};
}

void MemoryFiles::take_out(const EntryPointer& folder, const std::string& name) {
  const auto found = folder->children.find(name);
  if (found == folder->children.end()) return;
  --found->second->metadata.links;
  touch_status(*found->second);
  folder->children.erase(found);
  touch(*folder);
}

void MemoryFiles::touch(MemoryEntry& entry) {
  entry.metadata.modified_at = next_time();
  entry.metadata.changed_at = entry.metadata.modified_at;
  if (entry.metadata.type == EntryType::file) entry.metadata.size = entry.content.size();
}

void MemoryFiles::touch_status(MemoryEntry& entry) { entry.metadata.changed_at = next_time(); }

FileTime MemoryFiles::next_time() { return {first_second + ++changes_, 0}; }

std::size_t read_content(const MemoryEntry& entry, std::uint64_t offset, std::span<std::byte> into) {
  if (offset >= entry.content.size()) return 0;
  const auto from = static_cast<std::size_t>(offset);
  const std::size_t count = std::min(into.size(), entry.content.size() - from);
  std::copy_n(entry.content.begin() + static_cast<std::ptrdiff_t>(from), count, into.begin());
  return count;
}

}  // namespace digue::machine::fake
