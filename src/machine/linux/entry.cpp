#include "machine/linux/entry.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include "machine/linux/attributes.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::system_failure;

/// symlink(2) takes no longer target than a path; some file systems of the network tell one.
constexpr std::size_t max_target_bytes = std::size_t{1024} * 1024;

EntryType type_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFREG: return EntryType::file;
    case S_IFDIR: return EntryType::folder;
    case S_IFLNK: return EntryType::link;
    case S_IFBLK: return EntryType::block_device;
    case S_IFCHR: return EntryType::char_device;
    case S_IFIFO: return EntryType::fifo;
    case S_IFSOCK: return EntryType::socket;
    default: return EntryType::other;
  }
}

FileTime time_of(const timespec& time) { return {time.tv_sec, static_cast<std::int32_t>(time.tv_nsec)}; }

/// `size` is what stat said, which is 0 for links of /proc and may be out of date.
Result<std::string> target_of(int folder, const std::string& name, std::uint64_t size) {
  std::string target;
  for (std::size_t room = std::max<std::size_t>(size + 1, 128); room <= max_target_bytes; room *= 2) {
    target.resize(room);
    const ssize_t count = ::readlinkat(folder, name.c_str(), target.data(), room);
    if (count < 0) return system_failure(errno, name);
    if (static_cast<std::size_t>(count) < room) {
      target.resize(static_cast<std::size_t>(count));
      return target;
    }
  }
  return failure(ErrorCode::invalid_input, name + ": the target is too long");
}

}  // namespace

EntryMetadata metadata_of(const struct stat& status, AccountNames& names) {
  EntryMetadata metadata;
  metadata.type = type_of(status.st_mode);
  metadata.permissions = status.st_mode & 07777U;
  metadata.modified_at = time_of(status.st_mtim);
  metadata.accessed_at = time_of(status.st_atim);
  metadata.changed_at = time_of(status.st_ctim);
  metadata.user_id = status.st_uid;
  metadata.group_id = status.st_gid;
  metadata.user = names.user(status.st_uid);
  metadata.group = names.group(status.st_gid);
  metadata.inode = status.st_ino;
  metadata.device_id = status.st_dev;
  metadata.links = status.st_nlink;
  if (metadata.type == EntryType::file) metadata.size = static_cast<std::uint64_t>(status.st_size);
  if (metadata.type == EntryType::block_device || metadata.type == EntryType::char_device) {
    metadata.device = status.st_rdev;
  }
  return metadata;
}

Result<EntryMetadata> read_status(TreeTools& tools, int folder, const std::string& name) {
  struct stat status;
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return system_failure(errno, name);
  return metadata_of(status, tools.names);
}

Result<EntryMetadata> read_entry(TreeTools& tools, int folder, const std::string& name) {
  struct stat status;
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return system_failure(errno, name);
  EntryMetadata metadata = metadata_of(status, tools.names);
  if (metadata.type == EntryType::link) {
    metadata.link_target = TRY(target_of(folder, name, static_cast<std::uint64_t>(status.st_size)));
  }
  read_attributes_at(tools.has_attributes_at, folder, name, metadata);
  return metadata;
}

Result<EntryMetadata> read_open(TreeTools& tools, int descriptor) {
  struct stat status;
  if (::fstat(descriptor, &status) != 0) return system_failure(errno, "an open file");
  EntryMetadata metadata = metadata_of(status, tools.names);
  read_attributes(descriptor, metadata);
  return metadata;
}

Result<std::vector<std::string>> read_names(int folder) {
  if (::lseek(folder, 0, SEEK_SET) < 0) return system_failure(errno, "a folder");
  std::vector<std::string> names;
  alignas(dirent64) std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t size = ::getdents64(folder, buffer.data(), buffer.size());
    if (size < 0) return system_failure(errno, "a folder");
    if (size == 0) break;
    for (ssize_t at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      const std::string_view name(entry->d_name);
      if (name != "." && name != "..") names.emplace_back(name);
      at += entry->d_reclen;
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::size_t> read_at(int file, std::uint64_t offset, std::span<std::byte> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::pread(file, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(errno, "a file that is being read");
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

std::unexpected<Error> opening_failure(int number, const std::string& name) {
  switch (number) {
    case ELOOP:
    case ENOTDIR:
    case EISDIR:
    case ENXIO:
    case ENODEV: return failure(ErrorCode::invalid_input, name + " is of another type");
    default: return system_failure(number, name);
  }
}

}  // namespace digue::machine::linux
