#include "sample_practice/folder.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <system_error>

namespace digue::sample {
namespace {

namespace files = std::filesystem;

Result<void> checked(const std::error_code& error, const files::path& path) {
  if (error) return failure(ErrorCode::denied, path.string() + ": " + error.message());
  return {};
}

Result<void> write_to(const files::path& path, ByteView content, std::ios::openmode how) {
  std::ofstream file(path, std::ios::binary | how);
  file.write(text_of(content).data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return failure(ErrorCode::denied, path.string());
  return {};
}

Result<void> set_time(const files::path& path, Instant modified) {
  std::error_code error;
  files::last_write_time(path, std::chrono::file_clock::from_sys(modified), error);
  return checked(error, path);
}

}  // namespace

Result<Folder> Folder::make(const files::path& root) {
  std::error_code error;
  files::create_directories(root, error);
  TRY(checked(error, root));
  const bool empty = files::is_empty(root, error);
  TRY(checked(error, root));
  if (!empty) return failure(ErrorCode::already_exists, root.string());
  return Folder(root);
}

Result<Folder> Folder::open(const files::path& root) {
  std::error_code error;
  if (!files::is_directory(root, error)) return failure(ErrorCode::not_found, root.string());
  return Folder(root);
}

void Folder::touch_parents_of(const std::string& path) {
  for (files::path parent = (root_ / path).parent_path(); touched_.insert(parent).second && parent != root_;)
    parent = parent.parent_path();
}

Result<void> Folder::make_parents_of(const std::string& path) {
  const files::path parent = (root_ / path).parent_path();
  touch_parents_of(path);
  if (known_.contains(parent)) return {};
  std::error_code error;
  files::create_directories(parent, error);
  TRY(checked(error, parent));
  known_.insert(parent);
  return {};
}

Result<void> Folder::write(const std::string& path, ByteView content, Instant modified) {
  TRY(make_parents_of(path));
  TRY(write_to(root_ / path, content, std::ios::trunc));
  written_ += content.size();
  return set_time(root_ / path, modified);
}

Result<void> Folder::append(const std::string& path, ByteView content, Instant modified) {
  TRY(make_parents_of(path));
  TRY(write_to(root_ / path, content, std::ios::app));
  written_ += content.size();
  return set_time(root_ / path, modified);
}

Result<void> Folder::rename(const std::string& from, const std::string& to) {
  TRY(make_parents_of(to));
  touch_parents_of(from);
  std::error_code error;
  files::rename(root_ / from, root_ / to, error);
  return checked(error, root_ / from);
}

Result<void> Folder::remove(const std::string& path) {
  touch_parents_of(path);
  std::error_code error;
  files::remove(root_ / path, error);
  return checked(error, root_ / path);
}

Result<void> Folder::stamp(const std::string& path, Instant modified) {
  written_ += TRY(size_of(path));
  return set_time(root_ / path, modified);
}

Result<std::uint64_t> Folder::size_of(const std::string& path) const {
  std::error_code error;
  const std::uint64_t size = files::file_size(root_ / path, error);
  TRY(checked(error, root_ / path));
  return size;
}

Result<std::vector<std::string>> Folder::list(const std::string& path) const {
  std::vector<std::string> found;
  std::error_code error;
  if (!files::exists(root_ / path, error)) return found;
  for (files::recursive_directory_iterator entry(root_ / path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error)) found.push_back(entry->path().lexically_relative(root_).generic_string());
  }
  TRY(checked(error, root_ / path));
  std::ranges::sort(found);
  return found;
}

Result<void> Folder::stamp_folders(Instant modified) {
  for (const files::path& folder : touched_) TRY(set_time(folder, modified));
  return {};
}

}  // namespace digue::sample
