#include "machine/linux/source_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/path.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

using posix::Descriptor;
using posix::system_failure;

class LinuxSourceFile final : public SourceFile {
 public:
  LinuxSourceFile(TreeTools& tools, Descriptor file) : tools_(tools), file_(std::move(file)) {}

  Result<EntryMetadata> metadata() override { return read_open(tools_, file_.number()); }

  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return read_at(file_.number(), offset, into);
  }

  Result<Extent> extent(std::uint64_t offset, std::uint64_t end) override {
    const off_t from = static_cast<off_t>(offset);
    const off_t data = ::lseek(file_.number(), from, SEEK_DATA);
    if (data < 0 && errno == ENXIO) return last_hole(offset, end);
    if (data < 0 && errno == EINVAL) return Extent{offset, end - offset, false};
    if (data < 0) return system_failure(errno, "a file that is being read");
    if (data > from) return Extent{offset, std::min(end, static_cast<std::uint64_t>(data)) - offset, true};
    const off_t hole = ::lseek(file_.number(), from, SEEK_HOLE);
    if (hole < 0) return Extent{offset, end - offset, false};
    return Extent{offset, std::min(end, static_cast<std::uint64_t>(hole)) - offset, false};
  }

 private:
  /// No data follows; the file itself may have been cut meanwhile, and what is beyond its end is no hole.
  Result<Extent> last_hole(std::uint64_t offset, std::uint64_t end) {
    struct stat status;
    if (::fstat(file_.number(), &status) != 0) return system_failure(errno, "a file that is being read");
    const std::uint64_t last = std::min(end, static_cast<std::uint64_t>(status.st_size));
    return Extent{offset, last > offset ? last - offset : 0, true};
  }

  TreeTools& tools_;
  Descriptor file_;
};

}  // namespace

Result<std::unique_ptr<SourceFile>> open_source_file(TreeTools& tools, int folder, const std::string& name,
                                                     bool& may_hide) {
  // O_NONBLOCK: a FIFO that was put in the file's place must not hold us.
  const int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  Descriptor file(::openat(folder, name.c_str(), flags | (may_hide ? O_NOATIME : 0)));
  if (!file.is_open() && errno == EPERM && may_hide) {
    may_hide = false;
    file = Descriptor(::openat(folder, name.c_str(), flags));
  }
  if (!file.is_open()) return opening_failure(errno, name);
  struct stat status;
  if (::fstat(file.number(), &status) != 0) return system_failure(errno, name);
  if (!S_ISREG(status.st_mode)) return failure(ErrorCode::invalid_input, name + " is no regular file");
  return std::make_unique<LinuxSourceFile>(tools, std::move(file));
}

Result<EntryMetadata> LinuxSourceFolder::metadata() { return read_open(tools_, folder_.number()); }

Result<std::vector<std::string>> LinuxSourceFolder::names() { return read_names(folder_.number()); }

Result<EntryMetadata> LinuxSourceFolder::entry(const std::string& name) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  return read_entry(tools_, folder_.number(), name);
}

Result<EntryMetadata> LinuxSourceFolder::status(const std::string& name) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  return read_status(tools_, folder_.number(), name);
}

Result<std::unique_ptr<SourceFile>> LinuxSourceFolder::open_file(const std::string& name) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  return open_source_file(tools_, folder_.number(), name, may_hide_);
}

Result<std::unique_ptr<SourceFolder>> LinuxSourceFolder::open_folder(const std::string& name) {
  if (!is_entry_name(name)) return failure(ErrorCode::invalid_input, "no name of an entry");
  const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  Descriptor folder(::openat(folder_.number(), name.c_str(), flags | (may_hide_ ? O_NOATIME : 0)));
  if (!folder.is_open() && errno == EPERM && may_hide_) {
    may_hide_ = false;
    folder = Descriptor(::openat(folder_.number(), name.c_str(), flags));
  }
  if (!folder.is_open()) return opening_failure(errno, name);
  return std::make_unique<LinuxSourceFolder>(tools_, std::move(folder));
}

}  // namespace digue::machine::linux
