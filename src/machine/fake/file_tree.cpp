#include "machine/fake/file_tree.h"

#include "base/path.h"
#include "base/text.h"
#include "machine/fake/memory_files.h"

namespace digue::machine::fake {

namespace {

MemoryFiles::Path names_of(const std::string& path) {
  MemoryFiles::Path names;
  const std::string clean = clean_path("/" + path);
  for (const std::string_view name : split(clean, '/')) {
    if (!name.empty()) names.emplace_back(name);
  }
  return names;
}

/// Makes what is missing on the way; a link or file that stands there is replaced.
EntryPointer folder_at(MemoryFiles& files, const MemoryFiles::Path& names) {
  EntryPointer at = files.root;
  for (const std::string& name : names) {
    const auto found = at->children.find(name);
    if (found == at->children.end() || found->second->metadata.type != EntryType::folder) {
      files.take_out(at, name);
      at->children[name] = files.make(EntryType::folder);
      files.touch(*at);
    }
    at = at->children[name];
  }
  return at;
}

void put(MemoryFiles& files, const std::string& path, const EntryPointer& entry) {
  MemoryFiles::Path names = names_of(path);
  const std::string name = std::move(names.back());
  names.pop_back();
  const EntryPointer folder = folder_at(files, names);
  files.take_out(folder, name);
  folder->children[name] = entry;
  files.touch(*folder);
}

EntryPointer find(MemoryFiles& files, const std::string& path) {
  EntryPointer at = files.root;
  for (const std::string& name : names_of(path)) at = at->children.at(name);
  return at;
}

}  // namespace

MemoryFileTree::MemoryFileTree() : files_(std::make_unique<MemoryFiles>()) {}

MemoryFileTree::~MemoryFileTree() = default;

Result<std::string> MemoryFileTree::absolute(const std::string& path) {
  if (path.empty()) return failure(ErrorCode::invalid_input, "no path");
  return clean_path(path.starts_with('/') ? path : "/" + path);
}

Result<std::unique_ptr<SourceFolder>> MemoryFileTree::open_source(const std::string& folder) {
  TRY(files_->step("open_source", folder));
  const std::lock_guard lock(files_->mutex);
  return open_memory_folder(*files_, TRY(files_->folder(files_->root, names_of(folder))));
}

Result<std::unique_ptr<TargetTree>> MemoryFileTree::open_target(const std::string& folder) {
  TRY(files_->step("open_target", folder));
  const std::lock_guard lock(files_->mutex);
  EntryPointer at = files_->root;
  for (const std::string& name : names_of(folder)) {
    if (!at->children.contains(name)) TRY(files_->insert(at, name, files_->make(EntryType::folder)));
    at = TRY(files_->folder(at, {name}));
  }
  return open_memory_target(*files_, at);
}

void MemoryFileTree::put_file(const std::string& path, std::string_view content) {
  const std::lock_guard lock(files_->mutex);
  const EntryPointer file = files_->make(EntryType::file);
  const ByteView bytes = bytes_of(content);
  file->content.assign(bytes.begin(), bytes.end());
  files_->touch(*file);
  put(*files_, path, file);
}

void MemoryFileTree::put_folder(const std::string& path) {
  const std::lock_guard lock(files_->mutex);
  folder_at(*files_, names_of(path));
}

void MemoryFileTree::put_link(const std::string& path, const std::string& target) {
  const std::lock_guard lock(files_->mutex);
  const EntryPointer link = files_->make(EntryType::link);
  link->metadata.link_target = target;
  put(*files_, path, link);
}

void MemoryFileTree::put_special(const std::string& path, EntryType type) {
  const std::lock_guard lock(files_->mutex);
  put(*files_, path, files_->make(type));
}

void MemoryFileTree::put_hard_link(const std::string& existing, const std::string& path) {
  const std::lock_guard lock(files_->mutex);
  const EntryPointer entry = find(*files_, existing);
  put(*files_, path, entry);
  ++entry->metadata.links;
  files_->touch_status(*entry);
}

void MemoryFileTree::drop(const std::string& path) {
  const std::lock_guard lock(files_->mutex);
  MemoryFiles::Path names = names_of(path);
  const std::string name = std::move(names.back());
  names.pop_back();
  files_->take_out(folder_at(*files_, names), name);
}

EntryMetadata& MemoryFileTree::metadata(const std::string& path) {
  const std::lock_guard lock(files_->mutex);
  return find(*files_, path)->metadata;
}

Bytes& MemoryFileTree::content(const std::string& path) {
  const std::lock_guard lock(files_->mutex);
  return find(*files_, path)->content;
}

void MemoryFileTree::on_step(OnStep hook) { files_->hook = std::move(hook); }

void MemoryFileTree::fail_at(std::uint64_t step, ErrorCode code, Lasting lasting) {
  files_->failing_step = step;
  files_->failure_code = code;
  files_->failure_lasting = lasting;
}

std::uint64_t MemoryFileTree::steps() const { return files_->steps; }

}  // namespace digue::machine::fake
