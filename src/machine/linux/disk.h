#pragma once

#include "machine/disk.h"

namespace digue::machine::linux {

/// The files of this computer, with the rights of this process.
class LinuxDisk final : public Disk {
 public:
  Result<std::unique_ptr<OutputFile>> create(const std::string& path) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& path) override;
  Result<void> make_folder(const std::string& path) override;
  Result<void> sync_folder(const std::string& path) override;
  Result<std::vector<DiskEntry>> list(const std::string& path) override;
  Result<std::uint64_t> size(const std::string& path) override;
  Result<void> read(const std::string& path, std::uint64_t offset, std::span<std::byte> into) override;
};

}  // namespace digue::machine::linux
