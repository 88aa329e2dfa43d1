#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/id.h"
#include "base/instant.h"

namespace digue::store {

/// The kinds of files in a repository (restic's design document, "Repository Layout").
enum class FileType { config, key, lock, snapshot, index, pack };

/// The folder of the format: "keys", "locks", "snapshots", "index", "data"; "config" for the one file without a folder.
std::string_view folder_of(FileType type);

/// SHA-256 of the file as it is stored.
using FileId = Id<struct StoredFile>;

/// One file. The id of the config is never looked at.
struct FileName {
  FileType type = FileType::config;
  FileId id;

  auto operator<=>(const FileName&) const = default;
};

/// The config has no id: whatever is given for it names the same file.
FileName with_plain_id(FileName name);

/// As in "snapshots/6f1a…", for messages and logs: says nothing of what is in it.
std::string describe(const FileName& name);

struct ListedFile {
  FileId id;
  std::uint64_t size = 0;            ///< bytes
  std::optional<Instant> stored_at;  ///< by the place's own clock, where it has one that the writer cannot set

  bool operator==(const ListedFile&) const = default;
};

/// A pack on its way to the place. Destroyed before finish(), it leaves nothing. For one thread; must not outlive its
/// store.
class Upload {
 public:
  virtual ~Upload() = default;

  virtual Result<void> write(ByteView content) = 0;
  /// Returns when the pack is durable under its name. `id` must be the SHA-256 of all that was written: it is not
  /// hashed again. Called once, and again only after `unavailable` where is_repeatable().
  virtual Result<void> finish(const FileId& id) = 0;
  /// True while all that was written is still in memory. A disk that failed to write may have dropped anything: there
  /// the pack must be made again.
  virtual bool is_repeatable() const { return false; }
};

/// A place where the files of one repository lie. It knows nothing of what is in them.
///
/// Every file is written once, whole or not at all, and never changed: a store that is told to save a name that is
/// taken by the same content is content, and never replaces another one (`already_exists`).
///
/// Errors: `not_found`, `already_exists`, `denied` (also a place that refuses to delete), `full`, `unavailable` (the
/// only one that is worth trying again), `damaged` (shorter than asked), `invalid_input`. Any thread may call it.
class Store {
 public:
  virtual ~Store() = default;

  /// Makes the folders of an empty repository. `already_exists` if there is a config.
  virtual Result<void> create() = 0;

  /// Returns when the content is durable. For all but packs; the content's SHA-256 is the name (but for the config).
  virtual Result<void> save(const FileName& name, ByteView content) = 0;
  /// May wait until an earlier upload is finished or destroyed: a place that holds packs in memory holds few.
  virtual Result<std::unique_ptr<Upload>> begin_pack() = 0;

  /// The whole file; `invalid_input` if it is longer than `max_bytes`: nothing of it is read then.
  virtual Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) = 0;
  /// Fills `into` from `offset`; `damaged` if the file ends before. After an error `into` may hold anything.
  virtual Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) = 0;
  /// The same, as `length` new bytes.
  Result<Bytes> load_part(const FileName& name, std::uint64_t offset, std::size_t length);
  virtual Result<std::uint64_t> size(const FileName& name) = 0;

  /// All files of a type, in no order. What has no name of the format (a temporary file, a stranger's) is left out.
  /// `not_found` where neither its folder nor a config is there: a disk that is not plugged in is not an empty one.
  virtual Result<std::vector<ListedFile>> list(FileType type) = 0;
  /// What is not there any more is removed. Durable when it returns, but for packs: one that a power cut brings back
  /// does no harm, while an index that comes back may name packs that are gone.
  virtual Result<void> remove(const FileName& name) = 0;

  /// How many packs may be under way at the same time, at least two: begin_pack() waits for one to end when there are
  /// more. A place that holds them in memory allows few.
  virtual std::size_t max_uploads() const { return 4; }

  /// How many calls at the same time serve this place best.
  virtual std::size_t connections() const = 0;
};

}  // namespace digue::store
