#include "machine/linux/mounts.h"

#include <doctest/doctest.h>

#include "machine/fake/computer.h"
#include "machine/linux/mountinfo.h"

namespace digue::machine::linux {
namespace {

Deadline patient() { return Deadline::in(std::chrono::seconds(60)); }

/// A computer with the disks that a test gives it.
struct Disks {
  fake::Contents contents;
  std::map<std::string, DeviceNumber> device_files;

  void has(const std::string& path, std::string content) { contents.files[path].content = std::move(content); }
  void link(const std::string& path, std::string target) { contents.files[path].link_to = std::move(target); }

  /// `place` is the path below /sys/devices/, and its last part the name.
  void add(const std::string& place, const std::string& number) {
    const std::string name = place.substr(place.rfind('/') + 1);
    link("/sys/class/block/" + name, "../../devices/" + place);
    link("/sys/dev/block/" + number, "../../devices/" + place);
  }
  void add_partition(const std::string& place, const std::string& number) {
    add(place, number);
    has("/sys/class/block/" + place.substr(place.rfind('/') + 1) + "/partition", "1\n");
  }
  void add_mapped(const std::string& name, const std::string& number, const std::string& uuid,
                  const std::vector<std::string>& below) {
    add("virtual/block/" + name, number);
    has("/sys/class/block/" + name + "/dm/uuid", uuid + "\n");
    for (const std::string& device : below) has("/sys/class/block/" + name + "/slaves/" + device, "");
  }
  void add_pool(const std::string& id, const std::vector<std::string>& below) {
    for (const std::string& device : below) has("/sys/fs/btrfs/" + id + "/devices/" + device, "");
  }

  template <typename Ask>
  auto ask(Ask question) {
    fake::Computer computer(contents);
    LinuxMounts mounts(computer.files(), [this](const std::string& path, Deadline) -> Result<DeviceNumber> {
      const auto found = device_files.find(path);
      if (found == device_files.end()) return failure(ErrorCode::not_found, path);
      return found->second;
    });
    return question(mounts);
  }
  Result<BlockDevice> device(const std::string& name) {
    return ask([&](Mounts& mounts) { return mounts.block_device(name, patient()); });
  }
  Result<std::vector<Mount>> mounts(std::string mountinfo) {
    has("/proc/self/mountinfo", std::move(mountinfo));
    return ask([&](Mounts& mounts) { return mounts.mounts(patient()); });
  }
};

constexpr const char* sata = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block/sda";
constexpr const char* usb = "pci0000:00/0000:00:14.0/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb";

Disks with_sata() {
  Disks disks;
  disks.add(sata, "8:0");
  disks.has(std::string("/sys/devices/") + sata + "/removable", "0\n");
  disks.add_partition(std::string(sata) + "/sda2", "8:2");
  return disks;
}

TEST_CASE("mounts are told in their order with the kernel's name of their device") {
  Disks disks = with_sata();
  disks.add_mapped("dm-0", "254:0", "CRYPT-LUKS2-0123-home", {"sda2"});
  const auto mounts = disks.mounts(
      "22 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro\n"
      "23 22 0:21 / /proc rw - proc proc rw\n"
      "24 22 254:0 / /home rw shared:3 master:2 propagate_from:4 unbindable - ext4 /dev/mapper/home rw\n"
      "25 22 0:50 / /srv rw - nfs4 server:/srv rw\n"
      "26 24 0:51 / /home/tank rw - zfs tank rw\n"
      "27 22 259:9 / /media/gone rw - vfat /dev/sdz1 rw\n");
  CHECK(mounts.value() == std::vector<Mount>{{"/", "ext4", "sda2"},
                                             {"/proc", "proc", ""},
                                             {"/home", "ext4", "dm-0"},
                                             {"/srv", "nfs4", ""},
                                             {"/home/tank", "zfs", ""},
                                             {"/media/gone", "vfat", "259:9"}});
  CHECK(disks.device("259:9").error().code == ErrorCode::not_found);
}

TEST_CASE("a mount that cannot be understood spoils the list") {
  Disks disks;
  CHECK(disks.mounts("22 1 8:2 / / rw - ext4\n").error().code == ErrorCode::damaged);
  disks = with_sata();
  disks.contents.files["/sys/dev/block/8:2"].error = ErrorCode::unavailable;
  CHECK(disks.mounts("22 1 8:2 / / rw - ext4 /dev/sda2 rw\n").error().code == ErrorCode::unavailable);
}

TEST_CASE("blanks, backslashes and foreign bytes of a path come back as they are") {
  const auto parsed = parse_mountinfo("22 1 8:2 / /a\\040b\\134040\\011\xff\\9\r rw - ext4 /dev/\\043 rw\n");
  CHECK(parsed.value() == std::vector<MountLine>{{{8, 2}, "/a b\\040\t\xff\\9\r", "ext4", "/dev/#"}});
}

TEST_CASE("a line that is no mount is damaged") {
  for (const std::string& line :
       {std::string("x"), std::string("22 1 8:2 / / rw shared:1 ext4 /dev/sda2 rw"),
        std::string("22 1 8 / / rw - ext4 /dev/sda2 rw"), std::string("22 1 8:-2 / / rw - ext4 /dev/sda2 rw"),
        std::string("22 1 8:4294967296 / / rw - ext4 d rw"), std::string("22 1 8:2 / relative rw - ext4 d rw"),
        std::string("22 1 8:2 / / - ext4 d rw"), std::string(max_mountinfo_bytes + 1, ' ')}) {
    CAPTURE(line.substr(0, 60));
    CHECK(parse_mountinfo(line).error().code == ErrorCode::damaged);
  }
  CHECK(parse_mountinfo("").value().empty());
}

TEST_CASE("a btrfs on one device has its name, on several it is made of all of them") {
  Disks disks = with_sata();
  disks.add_mapped("dm-0", "254:0", "CRYPT-LUKS2-0123-data", {"sda2"});
  disks.device_files["/dev/mapper/data"] = {254, 0};
  const std::string line = "30 1 0:30 /@home /home rw - btrfs /dev/mapper/data rw\n";
  disks.add_pool("11-aa", {"sdz"});
  disks.add_pool("22-bb", {"dm-0"});
  CHECK(disks.mounts(line).value().front().device == "dm-0");
  disks.add_pool("22-bb", {"dm-0", "sda"});
  CHECK(disks.mounts(line).value().front().device == "btrfs-22-bb");
  CHECK(disks.device("btrfs-22-bb").value() == BlockDevice{"btrfs-22-bb", "", {"dm-0", "sda"}, false});
  CHECK(disks.device("btrfs-33-cc").error().code == ErrorCode::not_found);
}

TEST_CASE("a btrfs whose devices cannot be found is not mistaken for one without a device") {
  Disks disks = with_sata();
  const std::string line = "30 1 0:30 / / rw - btrfs /dev/mapper/data rw\n";
  CHECK(disks.mounts(line).value().front().device == "/dev/mapper/data");
  disks.device_files["/dev/mapper/data"] = {8, 2};
  CHECK(disks.mounts(line).value().front().device == "/dev/mapper/data");
  CHECK(disks.device("/dev/mapper/data").error().code == ErrorCode::not_found);
}

TEST_CASE("a partition is made of nothing and is as removable as its disk") {
  Disks disks = with_sata();
  CHECK(disks.device("sda2").value() == BlockDevice{"sda2", "", {}, false});
  disks.has(std::string("/sys/devices/") + sata + "/removable", "1\n");
  CHECK(disks.device("sda2").value().is_removable);
  CHECK(disks.device("sda").value().is_removable);
  CHECK(disks.device("sdz").error().code == ErrorCode::not_found);
}

TEST_CASE("a USB disk is removable though it says that it is not") {
  Disks disks;
  disks.add(usb, "8:16");
  disks.has(std::string("/sys/devices/") + usb + "/removable", "0\n");
  disks.add_partition(std::string(usb) + "/sdb1", "8:17");
  disks.add_mapped("dm-1", "254:1", "CRYPT-LUKS1-0123-stick", {"sdb1"});
  CHECK(disks.device("sdb1").value().is_removable);
  CHECK(disks.device("dm-1").value() == BlockDevice{"dm-1", "luks1", {"sdb1"}, true});
}

TEST_CASE("a fixed disk does not hide behind a removable one") {
  Disks disks = with_sata();
  disks.add(usb, "8:16");
  disks.add_mapped("dm-2", "254:2", "LVM-0123", {"sda2", "sdb"});
  CHECK(disks.device("dm-2").value() == BlockDevice{"dm-2", "", {"sda2", "sdb"}, false});
}

TEST_CASE("only layers that encrypt are encryption") {
  CHECK(encryption_in("CRYPT-LUKS1-0123-x") == "luks1");
  CHECK(encryption_in("CRYPT-LUKS2-0123-x") == "luks2");
  CHECK(encryption_in("CRYPT-PLAIN-x") == "plain");
  CHECK(encryption_in("CRYPT-TCRYPT-x") == "tcrypt");
  CHECK(encryption_in("CRYPT-BITLK-0123-x") == "bitlk");
  CHECK(encryption_in("CRYPT-FVAULT2-0123-x") == "fvault2");
  for (const char* other : {"", "LVM-CRYPT-LUKS2-0123", "mpath-CRYPT-LUKS2", "CRYPT-VERITY-0123-usr",
                            "CRYPT-INTEGRITY-x", "CRYPT-LUKS3-0123", "CRYPT-LUKS", "crypt-luks2-0123-x"}) {
    CAPTURE(other);
    CHECK(encryption_in(other).empty());
  }
}

TEST_CASE("a RAID and its partitions lead to all their disks") {
  Disks disks = with_sata();
  disks.add("virtual/block/md0", "9:0");
  disks.has("/sys/class/block/md0/slaves/sda2", "");
  disks.add_partition("virtual/block/md0/md0p1", "259:0");
  CHECK(disks.device("md0").value() == BlockDevice{"md0", "", {"sda2"}, false});
  CHECK(disks.device("md0p1").value() == BlockDevice{"md0p1", "", {"md0"}, false});
}

TEST_CASE("what lies in a file on another disk is not taken for a disk") {
  Disks disks;
  disks.add("virtual/block/loop0", "7:0");
  disks.add_partition("virtual/block/loop0/loop0p1", "259:1");
  disks.add_mapped("dm-3", "254:3", "CRYPT-LUKS2-0123-safe", {"loop0"});
  CHECK(disks.device("loop0").error().code == ErrorCode::unsupported);
  CHECK(disks.device("loop0p1").value() == BlockDevice{"loop0p1", "", {"loop0"}, false});
  CHECK(disks.device("dm-3").value() == BlockDevice{"dm-3", "luks2", {"loop0"}, false});
}

TEST_CASE("an NVMe disk with several paths is a disk") {
  Disks disks;
  disks.add("virtual/nvme-subsystem/nvme-subsys0/nvme0n1", "259:2");
  disks.has("/sys/devices/virtual/nvme-subsystem/nvme-subsys0/nvme0n1/removable", "0\n");
  CHECK(disks.device("nvme0n1").value() == BlockDevice{"nvme0n1", "", {}, false});
}

TEST_CASE("layers that lead back to themselves end") {
  Disks disks;
  disks.add_mapped("dm-4", "254:4", "LVM-0123", {"dm-5"});
  disks.add_mapped("dm-5", "254:5", "LVM-4567", {"dm-4"});
  CHECK(disks.device("dm-4").value().made_of == std::vector<std::string>{"dm-5"});
}

TEST_CASE("a name that could leave the kernel's folder is no device") {
  Disks disks = with_sata();
  for (const char* name : {"", ".", "..", "sda2/../sda", "/dev/sda2", "sda 2", "a:b"}) {
    CAPTURE(name);
    CHECK(disks.device(name).error().code == ErrorCode::not_found);
  }
}

TEST_CASE("an attribute that cannot be read is no absence") {
  Disks disks = with_sata();
  disks.contents.files["/sys/class/block/sda2/dm/uuid"].error = ErrorCode::denied;
  CHECK(disks.device("sda2").error().code == ErrorCode::denied);
}

}  // namespace
}  // namespace digue::machine::linux
