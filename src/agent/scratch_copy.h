#pragma once

#include <string>

#include "machine/file_tree.h"

namespace digue::agent {

/// The place of a copy that is restored only to be compared. It lies in a folder that only this account can enter, for
/// it holds the practice's files in clear, and it goes away with this object. What an exercise that crashed left there
/// goes first.
class ScratchCopy {
 public:
  /// `private_folder` is there, and absolute. Nobody else may be at an exercise of that name there.
  static Result<ScratchCopy> make(machine::FileTree& files, const std::string& private_folder,
                                  const std::string& name = "restored-to-compare");
  /// Removes what a crash left, and makes nothing.
  static Result<void> sweep(machine::FileTree& files, const std::string& private_folder, const std::string& name);
  ScratchCopy(ScratchCopy&& other) noexcept = default;
  ScratchCopy& operator=(ScratchCopy&&) = delete;
  ~ScratchCopy();

  std::string path() const;

  /// At once, to know whether it worked.
  Result<void> remove();

 private:
  ScratchCopy(std::unique_ptr<machine::TargetTree> above, std::string folder, std::string name)
      : above_(std::move(above)), folder_(std::move(folder)), name_(std::move(name)) {}

  std::unique_ptr<machine::TargetTree> above_;  ///< null after a move, and once it is removed
  std::string folder_;
  std::string name_;
};

}  // namespace digue::agent
