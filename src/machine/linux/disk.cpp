#include "machine/linux/disk.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "machine/posix/descriptor.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;

/// A disk that was pulled is not a file that is missing: "not found" would let a caller think that it was removed.
std::unexpected<Error> disk_failure(int number, const std::string& path) {
  std::unexpected<Error> failed = posix::system_failure(number, path);
  if (number == ENODEV || number == ENXIO) failed.error().code = ErrorCode::unavailable;
  if (number == EFBIG) failed.error().code = ErrorCode::full;
  return failed;
}

template <typename Call>
auto until_not_interrupted(Call call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

Result<Descriptor> open_path(const std::string& path, int flags) {
  if (path.find('\0') != std::string::npos) return failure(ErrorCode::invalid_input, "a path with a null byte");
  const int number = until_not_interrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0600); });
  if (number < 0) return disk_failure(errno, path);
  return Descriptor(number);
}

/// A person may keep the folder of a repository elsewhere, behind a link.
Result<Descriptor> open_folder(const std::string& path) { return open_path(path, O_RDONLY | O_DIRECTORY); }

struct OpenFile {
  Descriptor descriptor;
  std::uint64_t size = 0;
};

/// O_NONBLOCK: whatever stands there (a FIFO), opening it must not wait.
Result<OpenFile> open_regular(const std::string& path) {
  Descriptor file = TRY(open_path(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW));
  struct stat status{};
  if (::fstat(file.number(), &status) != 0) return disk_failure(errno, path);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, path + " is no file");
  return OpenFile{std::move(file), static_cast<std::uint64_t>(status.st_size)};
}

class LinuxOutputFile final : public OutputFile {
 public:
  LinuxOutputFile(Descriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Result<void> write(ByteView content) override {
    while (!content.empty()) {
      const ssize_t count =
          until_not_interrupted([&] { return ::write(file_.number(), content.data(), content.size()); });
      if (count < 0) return disk_failure(errno, path_);
      content = content.subspan(static_cast<std::size_t>(count));
    }
    return {};
  }

  Result<void> sync() override {
    if (until_not_interrupted([&] { return ::fsync(file_.number()); }) != 0) return disk_failure(errno, path_);
    return {};
  }

 private:
  Descriptor file_;
  std::string path_;
};

/// Against mistakes, not against attackers. Some file systems (exFAT, many network shares) have no such mark.
void mark_read_only(const std::string& path) {
  const Result<OpenFile> file = open_regular(path);
  if (file) ::fchmod(file->descriptor.number(), 0400);
}

/// For file systems that know no renaming without replacing. Without hard links either (exFAT), a name that appears
/// between the two last calls is replaced.
int rename_step_by_step(const std::string& from, const std::string& to) {
  if (::link(from.c_str(), to.c_str()) == 0) return ::unlink(from.c_str());
  if (errno != EPERM && errno != EOPNOTSUPP && errno != ENOSYS && errno != EINVAL) return -1;
  struct stat status{};
  if (::lstat(to.c_str(), &status) == 0) {
    errno = EEXIST;
    return -1;
  }
  return errno == ENOENT ? ::rename(from.c_str(), to.c_str()) : -1;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::optional<DiskEntry> entry_of(const struct stat& status, const char* name) {
  if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) return std::nullopt;
  DiskEntry entry;
  entry.name = name;
  entry.is_folder = S_ISDIR(status.st_mode);
  if (!entry.is_folder) entry.size = static_cast<std::uint64_t>(status.st_size);
  const auto modified = std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  entry.modified_at = Instant(std::chrono::floor<std::chrono::milliseconds>(modified));
  return entry;
}

}  // namespace

Result<std::unique_ptr<OutputFile>> LinuxDisk::create(const std::string& path) {
  Descriptor file = TRY(open_path(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW));
  return std::make_unique<LinuxOutputFile>(std::move(file), path);
}

Result<void> LinuxDisk::rename(const std::string& from, const std::string& to) {
  // Before it has its name: nobody ever sees it there and may still change it.
  mark_read_only(from);
  int result = ::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE);
  if (result != 0 && (errno == EINVAL || errno == ENOSYS || errno == EOPNOTSUPP)) {
    result = rename_step_by_step(from, to);
  }
  if (result != 0) return disk_failure(errno, to);
  return {};
}

Result<void> LinuxDisk::remove(const std::string& path) {
  if (::unlink(path.c_str()) != 0) return disk_failure(errno, path);
  return {};
}

Result<void> LinuxDisk::make_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) return disk_failure(errno, path);
  return {};
}

Result<void> LinuxDisk::sync_folder(const std::string& path) {
  const Descriptor folder = TRY(open_folder(path));
  if (until_not_interrupted([&] { return ::fsync(folder.number()); }) == 0) return {};
  // Some file systems (network shares, FUSE) make names durable by themselves, or cannot be asked to.
  if (errno == EINVAL || errno == EOPNOTSUPP || errno == ENOSYS) return {};
  return disk_failure(errno, path);
}

Result<std::vector<DiskEntry>> LinuxDisk::list(const std::string& path) {
  const Descriptor folder = TRY(open_folder(path));
  // The stream owns its descriptor, so it gets one of its own.
  const int own = ::fcntl(folder.number(), F_DUPFD_CLOEXEC, 0);
  if (own < 0) return disk_failure(errno, path);
  const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(own));
  if (!stream) {
    const int reason = errno;
    ::close(own);
    return disk_failure(reason, path);
  }
  std::vector<DiskEntry> entries;
  for (;;) {
    errno = 0;
    const dirent* found = ::readdir(stream.get());
    if (found == nullptr && errno != 0) return disk_failure(errno, path);
    if (found == nullptr) return entries;
    const std::string_view name = found->d_name;
    if (name == "." || name == "..") continue;
    struct stat status{};
    if (::fstatat(folder.number(), found->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // removed since
      return disk_failure(errno, path + "/" + found->d_name);
    }
    if (auto entry = entry_of(status, found->d_name)) entries.push_back(std::move(*entry));
  }
}

Result<std::uint64_t> LinuxDisk::size(const std::string& path) {
  struct stat status{};
  if (::lstat(path.c_str(), &status) != 0) return disk_failure(errno, path);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, path + " is no file");
  return static_cast<std::uint64_t>(status.st_size);
}

Result<void> LinuxDisk::read(const std::string& path, std::uint64_t offset, std::span<std::byte> into) {
  const OpenFile file = TRY(open_regular(path));
  if (offset > file.size || into.size() > file.size - offset)
    return failure(ErrorCode::damaged, path + " is too short");
  while (!into.empty()) {
    const ssize_t count = until_not_interrupted(
        [&] { return ::pread(file.descriptor.number(), into.data(), into.size(), static_cast<off_t>(offset)); });
    // A bad sector: what else is on the disk can be read, while an open() tells when the whole disk is gone.
    if (count < 0 && errno == EIO) return failure(ErrorCode::damaged, path + " cannot be read from its disk");
    if (count < 0) return disk_failure(errno, path);
    if (count == 0) return failure(ErrorCode::damaged, path + " is too short");
    into = into.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
  return {};
}

}  // namespace digue::machine::linux
