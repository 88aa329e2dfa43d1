#include "machine/linux/target_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/path.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

class LinuxTargetFile final : public TargetFile {
 public:
  explicit LinuxTargetFile(Descriptor file) : file_(std::move(file)) {}

  Result<void> write(std::uint64_t offset, ByteView content) override {
    while (!content.empty()) {
      const ssize_t count = ::pwrite(file_.number(), content.data(), content.size(), static_cast<off_t>(offset));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return system_failure(errno, "a file that is being restored");
      offset += static_cast<std::uint64_t>(count);
      content = content.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return read_at(file_.number(), offset, into);
  }

  Result<void> set_size(std::uint64_t size) override {
    if (::ftruncate(file_.number(), static_cast<off_t>(size)) == 0) return {};
    return system_failure(errno, "a file that is being restored");
  }

  Result<std::vector<RefusedPart>> set_metadata(const EntryMetadata& metadata) override {
    return write_metadata({file_.number(), OpenEntry::Mode::content}, metadata);
  }

 private:
  Descriptor file_;
};

bool is_missing(const Error& error) { return error.code == ErrorCode::not_found; }

Result<void> done(int result, const std::string& name) {
  if (result == 0) return {};
  return opening_failure(errno, name);
}

mode_t kind_of(EntryType type) {
  switch (type) {
    case EntryType::block_device: return S_IFBLK;
    case EntryType::char_device: return S_IFCHR;
    case EntryType::fifo: return S_IFIFO;
    case EntryType::file:
    case EntryType::folder:
    case EntryType::link:
    case EntryType::socket:
    case EntryType::other: break;
  }
  return 0;
}

}  // namespace

Result<Descriptor> LinuxTargetTree::open_itself(const Path& path, int flags) {
  if (path.empty()) {
    Descriptor root(::openat(folders_.root().number(), ".", flags | O_CLOEXEC));
    if (!root.is_open()) return system_failure(errno, "the restored folder");
    return root;
  }
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  Descriptor itself(::openat(parent->number(), path.back().c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
  if (!itself.is_open()) return opening_failure(errno, path.back());
  return itself;
}

Result<std::optional<EntryMetadata>> LinuxTargetTree::entry(const Path& path) {
  if (path.empty()) return TRY(read_open(tools_, folders_.root().number()));
  const Result<FolderCache::Folder> parent = folders_.parent(path);
  if (!parent && is_missing(parent.error())) return std::nullopt;
  if (!parent) return std::unexpected(parent.error());
  Result<EntryMetadata> found = read_entry(tools_, (*parent)->number(), path.back());
  if (!found && is_missing(found.error())) return std::nullopt;
  return found;
}

Result<std::vector<std::string>> LinuxTargetTree::names(const Path& path) {
  const Descriptor folder = TRY(open_itself(path, O_RDONLY | O_DIRECTORY));
  return read_names(folder.number());
}

Result<void> LinuxTargetTree::make_folder(const Path& path) {
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  if (::mkdirat(parent->number(), path.back().c_str(), 0700) == 0) return {};
  if (errno != EEXIST) return system_failure(errno, path.back());
  struct stat status;
  if (::fstatat(parent->number(), path.back().c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return system_failure(errno, path.back());
  }
  if (S_ISDIR(status.st_mode)) return {};
  return failure(ErrorCode::invalid_input, path.back() + " is no folder");
}

/// One thread at a time: two that make files in the same folder wait for each other in the kernel, which spins. That
/// was a tenth of a restore's processor time.
Descriptor LinuxTargetTree::make_file(int folder, const std::string& name) {
  const std::lock_guard guard(making_);
  return Descriptor(::openat(folder, name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
}

Result<std::unique_ptr<TargetFile>> LinuxTargetTree::open_file(const Path& path) {
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  if (Descriptor made = make_file(parent->number(), path.back()); made.is_open()) {
    return std::make_unique<LinuxTargetFile>(std::move(made));
  }
  if (errno != EEXIST) return opening_failure(errno, path.back());
  // O_NONBLOCK: a FIFO that stands there must not hold us.
  const int flags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file(::openat(parent->number(), path.back().c_str(), flags));
  if (!file.is_open()) return opening_failure(errno, path.back());
  struct stat status;
  if (::fstat(file.number(), &status) != 0) return system_failure(errno, path.back());
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, path.back() + " is no regular file");
  if (status.st_nlink > 1) return failure(ErrorCode::invalid_input, path.back() + " has another name");
  return std::make_unique<LinuxTargetFile>(std::move(file));
}

Result<std::unique_ptr<SourceFile>> LinuxTargetTree::open_to_read(const Path& path) {
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  bool may_hide = true;
  return open_source_file(tools_, parent->number(), path.back(), may_hide);
}

Result<void> LinuxTargetTree::make_special(const Path& path, const EntryMetadata& metadata) {
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  const std::string& name = path.back();
  if (metadata.type == EntryType::link) {
    const std::string& target = metadata.link_target;
    if (target.empty() || target.find('\0') != std::string::npos) {
      return failure(ErrorCode::invalid_input, name + ": no target of a link");
    }
    return done(::symlinkat(target.c_str(), parent->number(), name.c_str()), name);
  }
  if (metadata.type == EntryType::socket) return failure(ErrorCode::unsupported, name + " was a socket");
  const mode_t kind = kind_of(metadata.type);
  if (kind == 0) return failure(ErrorCode::invalid_input, name + " is no special file");
  return done(::mknodat(parent->number(), name.c_str(), kind | 0600U, metadata.device), name);
}

Result<void> LinuxTargetTree::make_hard_link(const Path& existing, const Path& path) {
  const FolderCache::Folder from = TRY(folders_.parent(existing));
  const FolderCache::Folder to = TRY(folders_.parent(path));
  return done(::linkat(from->number(), existing.back().c_str(), to->number(), path.back().c_str(), 0), path.back());
}

Result<void> LinuxTargetTree::remove(const Path& path) {
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  folders_.forget(path);
  return remove_all(parent->number(), path.back());
}

Result<void> LinuxTargetTree::rename(const Path& path, const std::string& new_name) {
  if (!is_entry_name(new_name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  const FolderCache::Folder parent = TRY(folders_.parent(path));
  const int folder = parent->number();
  folders_.forget(path);
  const char* from = path.back().c_str();
  const char* to = new_name.c_str();
  if (::renameat2(folder, from, folder, to, RENAME_NOREPLACE) == 0) return {};
  if (errno != EINVAL && errno != ENOSYS) return system_failure(errno, path.back());
  // A file system of the network that cannot do it in one step.
  if (::faccessat(folder, to, F_OK, AT_SYMLINK_NOFOLLOW) == 0) return system_failure(EEXIST, new_name);
  return done(::renameat(folder, from, folder, to), path.back());
}

Result<std::vector<RefusedPart>> LinuxTargetTree::set_metadata(const Path& path, const EntryMetadata& metadata) {
  const Descriptor itself = TRY(open_itself(path, O_PATH));
  return write_metadata({itself.number(), OpenEntry::Mode::path_only}, metadata);
}

Result<void> LinuxTargetTree::sync() {
  if (::syncfs(folders_.root().number()) == 0) return {};
  return system_failure(errno, "the restored folder");
}

}  // namespace digue::machine::linux
