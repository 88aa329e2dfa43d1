#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace digue::machine {

/// A point of time as file systems keep it.
struct FileTime {
  std::int64_t seconds = 0;      ///< since 1970 UTC, may be negative
  std::int32_t nanoseconds = 0;  ///< 0 to 999,999,999

  auto operator<=>(const FileTime&) const = default;
};

enum class EntryType { file, folder, link, block_device, char_device, fifo, socket, other };

struct ExtendedAttribute {
  std::string name;
  Bytes value;

  bool operator==(const ExtendedAttribute&) const = default;
};

/// All that a file system says of one entry besides its content. Names and targets are the system's own bytes, which
/// need not be UTF-8.
struct EntryMetadata {
  EntryType type = EntryType::other;
  std::uint32_t permissions = 0;  ///< the low 12 bits of a POSIX mode: rwx, setuid, setgid, sticky
  FileTime modified_at;
  FileTime accessed_at;
  FileTime changed_at;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  std::string user;  ///< the account's name, empty if it has none
  std::string group;
  std::uint64_t inode = 0;
  std::uint64_t device_id = 0;  ///< of the file system
  std::uint64_t links = 0;      ///< names of the same file
  std::uint64_t size = 0;       ///< bytes, for files
  std::uint64_t device = 0;     ///< which device a device file stands for
  std::string link_target;
  std::vector<ExtendedAttribute> attributes;  ///< in the system's order; on Linux also the ACLs (system.posix_acl_*)
  /// Attributes that are there and that the system does not let us read; "" stands for their list. What else was read
  /// is true: a file is worth saving without them, if it is said.
  std::vector<std::string> unread_attributes;

  bool operator==(const EntryMetadata&) const = default;
};

/// A part of a file: a hole reads as zeros and takes no room.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  bool is_hole = false;

  bool operator==(const Extent&) const = default;
};

/// A file of the person, open for reading.
class SourceFile {
 public:
  virtual ~SourceFile() = default;

  /// As it is now, of the open file itself: nobody can have put another one in its place.
  virtual Result<EntryMetadata> metadata() = 0;
  /// Fills as much of `into` as there is from `offset`; fewer bytes only at the end of the file.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) = 0;
  /// The extent that holds `offset`, up to `end`, which is beyond it. Where the system keeps no account of holes, all
  /// is data. Empty if the file ends before `offset`; data may also end before the extent does, as read() tells.
  virtual Result<Extent> extent(std::uint64_t offset, std::uint64_t end) = 0;
};

/// A folder of the person, open for reading. Its entries are reached by their names alone, never by a path: so no
/// length limit applies, and nobody can swap a folder above for a link.
class SourceFolder {
 public:
  virtual ~SourceFolder() = default;

  virtual Result<EntryMetadata> metadata() = 0;
  /// The names in it, without "." and "..", sorted by their bytes.
  virtual Result<std::vector<std::string>> names() = 0;
  /// Links are not followed. A link whose target cannot be read is an error.
  virtual Result<EntryMetadata> entry(const std::string& name) = 0;
  /// entry() without the target and the attributes, in a third of its time. Neither changes while `inode` and
  /// `changed_at` stay the same, so what is known of an unchanged entry need not be asked again.
  virtual Result<EntryMetadata> status(const std::string& name) = 0;
  /// `invalid_input` if it is no regular file (a link is none). Never waits for a FIFO.
  virtual Result<std::unique_ptr<SourceFile>> open_file(const std::string& name) = 0;
  virtual Result<std::unique_ptr<SourceFolder>> open_folder(const std::string& name) = 0;
};

/// Which part of an entry's metadata the system would not take, and why.
struct RefusedPart {
  enum class Part { owner, attribute, permissions, times };

  Part part;
  Error error;
};

/// A file that is being restored. Any thread may call it.
class TargetFile {
 public:
  virtual ~TargetFile() = default;

  virtual Result<void> write(std::uint64_t offset, ByteView content) = 0;
  /// For what stands there already: fewer bytes only at the end of the file.
  virtual Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) = 0;
  /// What is beyond is cut, what is missing is a hole.
  virtual Result<void> set_size(std::uint64_t size) = 0;
  /// As TargetTree::set_metadata(), in half of its time, and of this file whatever has its name by now. What is written
  /// later moves the times again.
  virtual Result<std::vector<RefusedPart>> set_metadata(const EntryMetadata& metadata) = 0;
};

/// A folder into which a backup is restored. No link is ever followed below it, whoever puts one there and when.
/// Paths are lists of names; a name with a separator or a zero byte, empty, "." or ".." is `invalid_input`.
/// Any thread may call it.
class TargetTree {
 public:
  using Path = std::vector<std::string>;

  virtual ~TargetTree() = default;

  /// nullopt if nothing has that name, or if a folder above is missing. An empty path is the folder itself, here and in
  /// names() and set_metadata(), nowhere else.
  virtual Result<std::optional<EntryMetadata>> entry(const Path& path) = 0;
  /// Sorted by their bytes.
  virtual Result<std::vector<std::string>> names(const Path& path) = 0;

  /// Makes it for the owner alone; one that is there stays as it is. `invalid_input` if something else stands there.
  virtual Result<void> make_folder(const Path& path) = 0;
  /// Opens a regular file for reading and writing; makes it, for the owner alone, if nothing is there. `invalid_input`
  /// if something else stands there, also a file that has a second name: it may lie outside, and would change with it.
  virtual Result<std::unique_ptr<TargetFile>> open_file(const Path& path) = 0;
  /// For reading alone what was restored, whatever its number of names. `invalid_input` if it is no regular file.
  virtual Result<std::unique_ptr<SourceFile>> open_to_read(const Path& path) = 0;
  /// Makes a link, device or FIFO as `metadata` says. `already_exists` if the name is taken; `unsupported` for a
  /// socket, which means nothing without the program that listened.
  virtual Result<void> make_special(const Path& path, const EntryMetadata& metadata) = 0;
  /// `existing`, also below this folder, gets a second name. `already_exists` if the name is taken.
  virtual Result<void> make_hard_link(const Path& existing, const Path& path) = 0;
  /// A file, link or special file, or a folder with all that is in it.
  virtual Result<void> remove(const Path& path) = 0;
  /// Gives the entry a new name in the same folder. `already_exists` if it is taken.
  virtual Result<void> rename(const Path& path, const std::string& new_name) = 0;

  /// Owner, attributes, permissions and times, in the order that lets each of them last, and takes away the attributes
  /// that the backup does not know. Goes on after a part that the system refuses, and returns all of these: nobody but
  /// the administrator can give files away, so a caller may take a `denied` owner lightly. A file that could not be
  /// given to its owner does not get setuid or setgid either: it would lend the rights of somebody else.
  /// `invalid_input` if what stands there is of another type.
  virtual Result<std::vector<RefusedPart>> set_metadata(const Path& path, const EntryMetadata& metadata) = 0;
  /// Returns when a power cut can no longer take what was restored.
  virtual Result<void> sync() = 0;
};

/// What the backup asks of this system's files. Errors everywhere: `not_found`, `denied`, `full`, `unavailable`,
/// `invalid_input`, `already_exists`, `unsupported`.
class FileTree {
 public:
  virtual ~FileTree() = default;

  /// The path as an absolute one without ".", ".." and double separators; links in it stay. Relative ones start in the
  /// working folder of the program.
  virtual Result<std::string> absolute(const std::string& path) = 0;
  /// The folder at this path; links on the way to it are followed, for a person chose it.
  virtual Result<std::unique_ptr<SourceFolder>> open_source(const std::string& folder) = 0;
  /// The folder at this path, made with its parents if it is missing.
  virtual Result<std::unique_ptr<TargetTree>> open_target(const std::string& folder) = 0;
};

}  // namespace digue::machine
