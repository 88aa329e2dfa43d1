#include <array>
#include <cerrno>

#include "machine/linux/attributes.h"
#include "machine/linux/target_tree.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using Part = RefusedPart::Part;

constexpr std::uint32_t lending_bits = S_ISUID | S_ISGID;

class Refusals {
 public:
  /// Of a system call that has just returned `result`.
  bool took(int result, Part part, const char* what) {
    if (result != 0) parts.push_back({part, posix::system_failure(errno, what).error()});
    return result == 0;
  }

  std::vector<RefusedPart> parts;
};

mode_t file_type_of(EntryType type) {
  switch (type) {
    case EntryType::file: return S_IFREG;
    case EntryType::folder: return S_IFDIR;
    case EntryType::link: return S_IFLNK;
    case EntryType::block_device: return S_IFBLK;
    case EntryType::char_device: return S_IFCHR;
    case EntryType::fifo: return S_IFIFO;
    case EntryType::socket: return S_IFSOCK;
    case EntryType::other: break;
  }
  return 0;
}

timespec to_timespec(const FileTime& time) { return {time.seconds, time.nanoseconds}; }

}  // namespace

Result<std::vector<RefusedPart>> write_metadata(const OpenEntry& entry, const EntryMetadata& metadata) {
  struct stat now;
  if (::fstat(entry.descriptor(), &now) != 0) return posix::system_failure(errno, "a restored entry");
  if ((now.st_mode & S_IFMT) != file_type_of(metadata.type)) {
    return failure(ErrorCode::invalid_input, "something else stands there");
  }
  Refusals refusals;
  bool is_owned = now.st_uid == metadata.user_id && now.st_gid == metadata.group_id;
  bool has_changed = !is_owned;
  // The owner first: a change of owner takes setuid, setgid and capabilities away.
  if (!is_owned) {
    is_owned = refusals.took(entry.chown(metadata.user_id, metadata.group_id), Part::owner, "owner");
  }
  // Then the ACLs, which move the permissions of the group.
  has_changed |= write_attributes(entry, metadata.attributes, refusals.parts);
  const std::uint32_t permissions = metadata.permissions & (is_owned ? 07777U : 07777U & ~lending_bits);
  if (metadata.type != EntryType::link && (has_changed || (now.st_mode & 07777U) != permissions)) {
    refusals.took(entry.chmod(permissions), Part::permissions, "permissions");
  }
  // The times last: all before may move them.
  const std::array times = {to_timespec(metadata.accessed_at), to_timespec(metadata.modified_at)};
  refusals.took(entry.set_times(times), Part::times, "times");
  return std::move(refusals.parts);
}

}  // namespace digue::machine::linux
