#pragma once

#include <optional>
#include <string>
#include <vector>

#include "repository/ids.h"
#include "repository/zoned_time.h"

namespace digue::repository {

/// `unknown` is what some later program wrote.
enum class NodeType : std::uint8_t { file, dir, symlink, dev, chardev, fifo, socket, irregular, unknown };

/// As in a tree: "file", "dir"…; "" for unknown.
std::string_view name_of(NodeType type);
NodeType node_type(std::string_view name);

/// Modes in trees are those of Go's os.FileMode. `posix_bits`: the low 12 bits of a POSIX mode (rwx, setuid, setgid,
/// sticky).
std::uint32_t go_mode(NodeType type, std::uint32_t posix_bits);
std::uint32_t posix_bits(std::uint32_t go_mode);

struct ExtendedAttribute {
  std::string name;
  Bytes value;

  bool operator==(const ExtendedAttribute&) const = default;
};

/// One entry of a folder (restic's design document, "Trees and Data"). Names and link targets are any bytes.
struct Node {
  std::string name;
  NodeType type = NodeType::file;
  std::uint32_t mode = 0;  ///< go_mode
  ZonedTime modified_at;
  ZonedTime accessed_at;
  ZonedTime changed_at;
  std::uint32_t user_id = 0;
  std::uint32_t group_id = 0;
  std::string user;
  std::string group;
  std::uint64_t inode = 0;
  std::uint64_t device_id = 0;  ///< st_dev: with `inode`, tells which nodes are one file
  std::uint64_t size = 0;       ///< bytes, of files alone
  std::uint64_t links = 0;
  std::string link_target;
  std::vector<ExtendedAttribute> extended_attributes;
  std::string generic_attributes;              ///< JSON object as it was read; empty for none
  std::uint64_t device = 0;                    ///< st_rdev, of dev and chardev
  std::optional<std::vector<BlobId>> content;  ///< files have one, empty or not; nothing else has
  std::optional<BlobId> subtree;               ///< of dirs
  std::string error;                           ///< what a backup could not read of it

  bool operator==(const Node&) const = default;
};

/// Whether a name from a tree may be given to a file system of the POSIX kind: not empty, no "." or "..", no slash, no
/// zero byte, not longer than a name can be. A tree may be forged, and its names must not lead out of their folder.
bool is_plain_name(std::string_view name);

}  // namespace digue::repository
