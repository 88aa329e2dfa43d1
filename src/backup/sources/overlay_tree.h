#pragma once

#include <vector>

#include "backup/sources/content_stream.h"
#include "machine/file_tree.h"

namespace digue::backup {

/// The files of this computer, and one folder that none has: in it stand streamed files. So one archive saves folders
/// and databases into one snapshot. The folder hides a real one of that name.
///
/// A streamed file is opened when it is saved, read once, and never taken for unchanged. If its stream breaks, the file
/// is left out of the snapshot and reported as any file that cannot be read: older snapshots keep what they have.
class OverlayTree final : public machine::FileTree {
 public:
  /// `folder` is absolute and clean, as in "/digue-databases". `made_at` is the time that all in it has: that of the
  /// snapshot. Both `files` and what the streamed files need outlive it.
  OverlayTree(machine::FileTree& files, std::string folder, std::vector<StreamedFile> streamed,
              machine::FileTime made_at);

  /// The path of each streamed file, to be named as a path of the archive: no exclude of a person ("*.dump") can then
  /// leave one out. The folder itself cannot be named.
  std::vector<std::string> paths() const;

  Result<std::string> absolute(const std::string& path) override;
  Result<std::unique_ptr<machine::SourceFolder>> open_source(const std::string& folder) override;
  Result<std::unique_ptr<machine::TargetTree>> open_target(const std::string& folder) override;

 private:
  machine::FileTree& files_;
  std::string folder_;
  std::vector<StreamedFile> streamed_;  ///< sorted by name
  machine::FileTime made_at_;
};

}  // namespace digue::backup
