#include "machine/private_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <utility>

#include "machine/posix/descriptor.h"
#include "machine/posix/errors.h"

namespace digue::machine {

namespace {

using posix::Descriptor;
using posix::system_failure;

constexpr std::size_t max_kept_bytes = 1024 * 1024;

/// What others may change cannot be trusted, and what belongs to somebody else may be changed by them.
Result<void> check_trusted(const struct stat& status, const std::string& path) {
  if (status.st_uid != ::geteuid() && status.st_uid != 0) {
    return failure(ErrorCode::denied, path + " belongs to somebody else");
  }
  if ((status.st_mode & (S_IWGRP | S_IWOTH)) != 0)
    return failure(ErrorCode::denied, path + " may be changed by others");
  return {};
}

Result<void> make_with_parents(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string part = path.substr(0, end);
    if (::mkdir(part.c_str(), 0700) != 0) {
      const int reason = errno;
      struct stat status{};
      // On a read-only system mkdir() refuses even what is there.
      if (::stat(part.c_str(), &status) != 0) return system_failure(reason, part);
      if (!S_ISDIR(status.st_mode)) return failure(ErrorCode::invalid_input, part + " is no folder");
    }
    if (end == std::string::npos) return {};
  }
}

Result<Descriptor> open_folder(const std::string& path) {
  Descriptor folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return system_failure(errno, path);
  struct stat status{};
  if (::fstat(folder.number(), &status) != 0) return system_failure(errno, path);
  TRY(check_trusted(status, path));
  return folder;
}

bool is_plain_name(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

Result<Bytes> read_to_end(const Descriptor& file, const std::string& name) {
  Bytes content;
  std::array<std::byte, 4096> part{};
  for (;;) {
    const ssize_t count = ::read(file.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(errno, name);
    if (count == 0) return content;
    content.insert(content.end(), part.begin(), part.begin() + count);
    if (content.size() > max_kept_bytes) return failure(ErrorCode::invalid_input, name + " is too long");
  }
}

Result<Bytes> read_kept(const Descriptor& folder, const std::string& name) {
  const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const Descriptor file(::openat(folder.number(), name.c_str(), flags));
  if (!file.is_open()) return system_failure(errno, name);
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return system_failure(errno, name);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, name + " is no file");
  TRY(check_trusted(status, name));
  return read_to_end(file, name);
}

Result<void> write_all(const Descriptor& file, ByteView content, const std::string& name) {
  while (!content.empty()) {
    const ssize_t count = ::write(file.number(), content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(errno, name);
    content = content.subspan(static_cast<std::size_t>(count));
  }
  if (::fsync(file.number()) != 0) return system_failure(errno, name);
  return {};
}

/// A name that no other process takes: our own write must not end in somebody else's file.
Result<std::string> temporary_name(const std::string& name) {
  std::array<std::byte, 8> random{};
  if (::getentropy(random.data(), random.size()) != 0) return system_failure(errno, "no randomness");
  return "." + name + "." + to_hex(random);
}

/// A finished file under a temporary name, which goes away again with this object.
class TemporaryFile {
 public:
  static Result<TemporaryFile> write(const Descriptor& folder, const std::string& name, ByteView content) {
    TemporaryFile file(folder, TRY(temporary_name(name)));
    const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    const Descriptor opened(::openat(folder.number(), file.name_.c_str(), flags, 0600));
    if (!opened.is_open()) return system_failure(errno, name);
    TRY(write_all(opened, content, name));
    return file;
  }
  TemporaryFile(TemporaryFile&& other) noexcept : folder_(other.folder_), name_(std::exchange(other.name_, {})) {}
  TemporaryFile& operator=(TemporaryFile&&) = delete;
  ~TemporaryFile() {
    if (!name_.empty()) ::unlinkat(folder_, name_.c_str(), 0);
  }

  const char* name() const { return name_.c_str(); }

 private:
  TemporaryFile(const Descriptor& folder, std::string name) : folder_(folder.number()), name_(std::move(name)) {}

  int folder_;
  std::string name_;
};

/// Gives the name to a finished file only, and only when nobody was faster: link() never replaces.
Result<void> write_once(const Descriptor& folder, const std::string& name, ByteView content) {
  const TemporaryFile file = TRY(TemporaryFile::write(folder, name, content));
  if (::linkat(folder.number(), file.name(), folder.number(), name.c_str(), 0) != 0 && errno != EEXIST) {
    return system_failure(errno, name);
  }
  return {};
}

}  // namespace

Result<PrivateFolder> PrivateFolder::open(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return failure(ErrorCode::invalid_input, "no path");
  TRY(make_with_parents(path));
  TRY(open_folder(path));
  return PrivateFolder(path);
}

Result<PrivateFolder> PrivateFolder::find(const std::string& path) {
  if (path.empty() || path.find('\0') != std::string::npos) return failure(ErrorCode::invalid_input, "no path");
  TRY(open_folder(path));
  return PrivateFolder(path);
}

std::string PrivateFolder::path_of(std::string_view name) const { return path_ + "/" + std::string(name); }

Result<Bytes> PrivateFolder::keep(std::string_view name, ByteView fresh) const {
  if (!is_plain_name(name)) return failure(ErrorCode::invalid_input, "no plain name");
  if (fresh.size() > max_kept_bytes) return failure(ErrorCode::invalid_input, "too long to be kept");
  const std::string wanted(name);
  const Descriptor folder = TRY(open_folder(path_));
  Result<Bytes> kept = read_kept(folder, wanted);
  if (!kept && kept.error().code == ErrorCode::not_found) {
    TRY(write_once(folder, wanted, fresh));
    kept = read_kept(folder, wanted);
  }
  // Also when it was there: whoever wrote it may not have come this far.
  if (kept && ::fsync(folder.number()) != 0) return system_failure(errno, path_);
  return kept;
}

Result<Bytes> PrivateFolder::read(std::string_view name) const {
  if (!is_plain_name(name)) return failure(ErrorCode::invalid_input, "no plain name");
  return read_kept(TRY(open_folder(path_)), std::string(name));
}

Result<void> PrivateFolder::replace(std::string_view name, ByteView content) const {
  if (!is_plain_name(name)) return failure(ErrorCode::invalid_input, "no plain name");
  if (content.size() > max_kept_bytes) return failure(ErrorCode::invalid_input, "too long to be kept");
  const std::string wanted(name);
  const Descriptor folder = TRY(open_folder(path_));
  const TemporaryFile file = TRY(TemporaryFile::write(folder, wanted, content));
  if (::renameat(folder.number(), file.name(), folder.number(), wanted.c_str()) != 0) {
    return system_failure(errno, wanted);
  }
  if (::fsync(folder.number()) != 0) return system_failure(errno, path_);
  return {};
}

Result<void> PrivateFolder::check_file(std::string_view name) const {
  if (!is_plain_name(name)) return failure(ErrorCode::invalid_input, "no plain name");
  const Descriptor folder = TRY(open_folder(path_));
  struct stat status{};
  if (::fstatat(folder.number(), std::string(name).c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return system_failure(errno, std::string(name));
  }
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, std::string(name) + " is no file");
  return check_trusted(status, std::string(name));
}

Result<void> PrivateFolder::settle(std::string_view name, std::string_view last_name) const {
  if (!is_plain_name(name) || !is_plain_name(last_name)) return failure(ErrorCode::invalid_input, "no plain name");
  const std::string from(name);
  const Descriptor folder = TRY(open_folder(path_));
  // EEXIST: somebody was faster. ENOENT: so fast that the first name is gone already.
  if (::linkat(folder.number(), from.c_str(), folder.number(), std::string(last_name).c_str(), 0) != 0 &&
      errno != EEXIST && errno != ENOENT) {
    return system_failure(errno, from);
  }
  // The last name is durable before the first one goes: at any moment one of them is there.
  if (::fsync(folder.number()) != 0) return system_failure(errno, path_);
  if (::unlinkat(folder.number(), from.c_str(), 0) != 0 && errno != ENOENT) return system_failure(errno, from);
  return {};
}

FolderLock::~FolderLock() { const Descriptor closed(descriptor_); }

Result<FolderLock> PrivateFolder::lock(std::string_view name) const {
  if (!is_plain_name(name)) return failure(ErrorCode::invalid_input, "no plain name");
  const std::string wanted(name);
  const Descriptor folder = TRY(open_folder(path_));
  const int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file(::openat(folder.number(), wanted.c_str(), flags, 0600));
  if (!file.is_open()) return system_failure(errno, wanted);
  while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return failure(ErrorCode::locked, wanted + " is held");
    if (errno != EINTR) return system_failure(errno, wanted);
  }
  return FolderLock(file.release());
}

}  // namespace digue::machine
