#include "agent/other_disk.h"

#include <doctest/doctest.h>

#include "machine/fake/computer.h"
#include "machine/fake/file_tree.h"

namespace digue::agent {
namespace {

/// A practice's folder on the fixed disk, and a repository somewhere else.
struct Computer {
  machine::fake::MemoryFileTree files;
  machine::fake::Computer computer{machine::fake::Contents()};

  Computer() {
    files.put_folder("/home/cabinet");
    files.put_folder("/media/bleu/sauvegarde");
    mount("/", "sda2", false, 1);
    mount("/media/bleu", "sdb1", true, 2);
  }

  void mount(const std::string& path, const std::string& device, bool is_removable, std::uint64_t file_system) {
    computer.contents().mounts.value.push_back({path, "ext4", device});
    computer.contents().block_devices[device].value = {device, "", {}, is_removable};
    if (path != "/") files.metadata(path).device_id = file_system;
    if (path == "/media/bleu") files.metadata("/media/bleu/sauvegarde").device_id = file_system;
  }

  std::optional<bool> answer() {
    return are_on_different_disks(files, computer.mounts(), "/home/cabinet", "/media/bleu/sauvegarde");
  }
};

TEST_CASE("a disk that is plugged in is another one than the one inside") {
  Computer computer;
  CHECK(computer.answer() == true);
}

TEST_CASE("what shares a file system shares a disk, whatever the mounts say") {
  Computer computer;
  computer.files.metadata("/media/bleu/sauvegarde").device_id = 1;
  CHECK(computer.answer() == false);
}

TEST_CASE("two partitions of fixed disks may be one disk: nobody knows") {
  Computer computer;
  computer.computer.contents().block_devices["sdb1"].value.is_removable = false;
  CHECK(computer.answer() == std::nullopt);
}

TEST_CASE("a path that a link leads elsewhere is not believed") {
  Computer computer;
  computer.files.metadata("/media/bleu/sauvegarde").device_id = 3;
  CHECK(computer.answer() == std::nullopt);
}

TEST_CASE("what the system does not tell is not known") {
  Computer computer;
  SUBCASE("the mounts") { computer.computer.contents().mounts.error = ErrorCode::denied; }
  SUBCASE("the disk") { computer.computer.contents().block_devices["sdb1"].error = ErrorCode::unavailable; }
  SUBCASE("a share of a server") { computer.computer.contents().mounts.value.back().device.clear(); }
  CHECK(computer.answer() == std::nullopt);
}

}  // namespace
}  // namespace digue::agent
