#include "machine/linux/volumes.h"

#include <fcntl.h>

#include "machine/fake/computer.h"
#include "machine/linux/blkid.h"
#include "machine/linux/linux_test.h"
#include "machine/posix/descriptor.h"
#include "support/temporary_folder.h"

namespace digue::machine::linux {
namespace {

TEST_CASE("what blkid says of a device is read, its backslashes too") {
  CHECK(parse_blkid("DEVNAME=/dev/sdb1\nLABEL=disque\\ bleu\\\\\nUUID=0a1b-2C3D\nUSAGE=filesystem\nTYPE=vfat\n") ==
        FoundContent{"vfat", "0a1b-2C3D", "disque bleu\\"});
  CHECK(parse_blkid("") == FoundContent());
  CHECK(parse_blkid("TYPE\n=\nLABEL=a=b\\\n") == FoundContent{"", "", "a=b\\"});
}

TEST_CASE("an identity that could lead out of a folder is none") {
  for (const std::string& identity : {std::string("../../etc"), std::string("."), std::string("a/b"), std::string(),
                                      std::string(65, 'a'), std::string("a b")}) {
    CHECK(parse_blkid("TYPE=ext4\nUUID=" + identity + "\n") == FoundContent{"ext4", "", ""});
  }
}

TEST_CASE("a disk that is switched off still hangs here by the number of its box") {
  fake::Contents contents;
  contents.files["/sys/bus/usb/devices/2-1/serial"].content = "box-1\n";
  contents.files["/sys/class/block/nvme0n1"].link_to = "../../devices/pci0000:00/0000:00:1d.0/nvme/nvme0/nvme0n1";
  contents.files["/sys/class/block/nvme0n1/size"].content = "2048\n";
  contents.files["/sys/class/block/nvme0n1/device/serial"].content = "inside-1   \n";
  fake::Computer computer(contents);
  LinuxVolumes volumes(computer.files(), computer.processes(), "/mounted");
  CHECK(volumes.hangs_here("box-1", patient()).value());
  CHECK(volumes.hangs_here("inside-1", patient()).value());
  CHECK_FALSE(volumes.hangs_here("box-2", patient()).value());
  CHECK(volumes.hangs_here("", patient()).error().code == ErrorCode::unsupported);
}

/// A file that this computer takes for a disk, with one ext4 on it.
struct LoopDisk {
  test::TemporaryFolder folder;
  LinuxMachine machine{test_doors()};
  LinuxVolumes volumes{machine.files(), machine.processes(), folder.path() + "/mounted"};
  std::string device;  ///< empty: there can be none here

  LoopDisk() {
    const std::string file = folder.path() + "/disk";
    std::ofstream(file).close();
    std::filesystem::resize_file(file, 16 * 1024 * 1024);
    if (!run({"mkfs.ext4", "-q", "-F", "-L", "disque bleu", file})) return;
    device = attach();
  }
  ~LoopDisk() {
    if (device.empty()) return;
    if (const auto volume = find()) static_cast<void>(volumes.unmount(*volume, patient()));
    run({"losetup", "-d", "/dev/" + device});
  }

  bool run(std::vector<std::string> words) {
    const auto output = machine.processes().run({std::move(words), {}}, patient());
    return output && output->exit_code == 0;
  }
  std::string attach() {
    const auto output =
        machine.processes().run({{"losetup", "--find", "--show", folder.path() + "/disk"}, {}}, patient());
    if (!output || output->exit_code != 0) return {};
    return std::string(trim(output->text)).substr(std::string_view("/dev/").size());
  }
  std::optional<Volume> find() {
    const auto list = volumes.list(patient()).value();
    for (const Volume& volume : list) {
      if (volume.device == device) return volume;
    }
    return std::nullopt;
  }
};

/// Only root, and not in every container.
bool cannot_make_disks() { return !posix::Descriptor(::open("/dev/loop-control", O_RDWR | O_CLOEXEC)).is_open(); }
const auto needs_disks = doctest::description("no loop device can be made here");

TEST_CASE("a disk is found by its file system, mounted, flushed, and switched off" *
          doctest::skip(cannot_make_disks()) * needs_disks) {
  LoopDisk disk;
  REQUIRE_FALSE(disk.device.empty());
  const Volume fresh = disk.find().value();
  CHECK(fresh.kind == "ext4");
  CHECK(fresh.label == "disque bleu");
  CHECK(fresh.file_system.size() == 36);
  CHECK(fresh.size == 16 * 1024 * 1024);
  CHECK(fresh.disk == disk.device);
  CHECK_FALSE(fresh.is_removable);
  CHECK_FALSE(fresh.encryption.has_value());
  CHECK(fresh.mounted_at.empty());
  CHECK_FALSE(fresh.free_bytes.has_value());

  const std::string path = disk.volumes.mount(fresh, patient()).value();
  CHECK(path.starts_with(disk.folder.path() + "/mounted/"));
  CHECK((std::filesystem::status(disk.folder.path() + "/mounted").permissions() & std::filesystem::perms::others_all) ==
        std::filesystem::perms::none);
  const Volume mounted = disk.find().value();
  CHECK(mounted.mounted_at == std::vector{path});
  CHECK(mounted.free_bytes.value() > 0);
  CHECK(disk.volumes.mount(mounted, patient()).value() == path);
  const std::string mounts = content_of("/proc/self/mountinfo");
  const std::string line = mounts.substr(mounts.find(path));
  CHECK(line.substr(0, line.find(" - ")).find("nosuid,nodev,noexec") != std::string::npos);
  std::ofstream(path + "/copy") << "content";

  CHECK(disk.volumes.power_off(mounted, patient()).error().code == ErrorCode::locked);
  {
    const std::ifstream used(path + "/copy");
    CHECK(disk.volumes.unmount(mounted, patient()).error().code == ErrorCode::locked);
  }
  REQUIRE(disk.volumes.unmount(mounted, patient()).has_value());
  CHECK(disk.find().value().mounted_at.empty());
  REQUIRE(disk.volumes.power_off(mounted, patient()).has_value());
  CHECK_FALSE(disk.find().has_value());

  disk.device = disk.attach();
  const Volume again = disk.find().value();
  CHECK(again.file_system == fresh.file_system);
  CHECK(content_of(disk.volumes.mount(again, patient()).value() + "/copy") == "content");
}

TEST_CASE("a disk that is seen in two places is unmounted in both" * doctest::skip(cannot_make_disks()) * needs_disks) {
  LoopDisk disk;
  REQUIRE_FALSE(disk.device.empty());
  const std::string path = disk.volumes.mount(disk.find().value(), patient()).value();
  std::filesystem::create_directories(path + "/inner");
  const std::string other = disk.folder.path() + "/other place";
  std::filesystem::create_directory(other);
  REQUIRE(disk.run({"mount", "--bind", path + "/inner", other}));
  CHECK(disk.find().value().mounted_at == std::vector{path});
  REQUIRE(disk.volumes.unmount(disk.find().value(), patient()).has_value());
  CHECK(content_of("/proc/self/mountinfo").find(disk.folder.path()) == std::string::npos);
}

TEST_CASE("a disk with nothing that is known is here too, and is not mounted" * doctest::skip(cannot_make_disks()) *
          needs_disks) {
  LoopDisk disk;
  REQUIRE_FALSE(disk.device.empty());
  REQUIRE(disk.run({"wipefs", "-a", "/dev/" + disk.device}));
  const Volume wiped = disk.find().value();
  CHECK(wiped.is_readable);
  CHECK(wiped.kind.empty());
  CHECK(wiped.file_system.empty());
  CHECK(disk.volumes.mount(wiped, patient()).error().code == ErrorCode::unsupported);
}

}  // namespace
}  // namespace digue::machine::linux
