#pragma once

#include <mutex>
#include <set>

#include "machine/disk.h"
#include "store/store.h"

namespace digue::store {

/// A repository in a folder of a disk, laid out as restic's local backend (its doc/design.rst, "Repository Layout").
///
/// A file is written under a temporary name in its own folder (a pack: in "data"), synced, renamed and its folder
/// synced: at any moment, a name of the format holds the whole content. The temporary name is one that restic skips.
///
/// What a killed run left under temporary names is removed when this object first writes to the same folder, if it is a
/// day older, by that disk's own clock, than what is being written: a run that goes on never loses its file, and who
/// only reads never removes anything.
class LocalStore final : public Store {
 public:
  /// `disk` must outlive this; `folder` is a path on it, without a slash at its end.
  LocalStore(machine::Disk& disk, std::string folder);
  ~LocalStore() override;

  /// Makes the folder too, but nothing above it: on the place of a disk that is not plugged in, nothing must grow.
  Result<void> create() override;
  Result<void> save(const FileName& name, ByteView content) override;
  Result<std::unique_ptr<Upload>> begin_pack() override;
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override;
  Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) override;
  Result<std::uint64_t> size(const FileName& name) override;
  Result<std::vector<ListedFile>> list(FileType type) override;
  Result<void> remove(const FileName& name) override;
  std::size_t connections() const override { return 2; }

 private:
  class TemporaryFile;
  class LocalUpload;

  std::string folder_with(const FileName& name) const;
  std::string path_of(const FileName& name) const;
  Result<TemporaryFile> begin_file(const std::string& folder);
  Result<TemporaryFile> begin_file_where_folder_may_be_gone(const FileName& name);
  void sweep_beside(const std::string& folder, const std::string& own_name);
  Result<void> make_lost_folder(const std::string& folder);
  Result<void> give_name(TemporaryFile file, const FileName& name);
  Result<void> rename_to(TemporaryFile& file, const FileName& name);
  Result<bool> have_same_content(const std::string& path, const std::string& other_path);
  Result<void> make_pack_folder_durable(const std::string& path);
  Result<void> list_folder(const std::string& folder, std::string_view prefix, std::vector<ListedFile>& listed);

  machine::Disk& disk_;
  std::string folder_;
  std::mutex mutex_;
  std::set<std::string> swept_;    ///< folders
  std::set<std::string> durable_;  ///< folders of packs
};

}  // namespace digue::store
