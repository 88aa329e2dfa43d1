#include "machine/linux/reader.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>

#include "machine/linux/frames.h"
#include "machine/linux/reader_protocol.h"
#include "machine/posix/descriptor.h"
#include "machine/posix/errors.h"

namespace digue::machine {

namespace {

using posix::Descriptor;
using posix::system_failure;
using namespace linux;  // NOLINT(google-build-using-namespace): the protocol is all there is in this file

std::unexpected<Error> no_file(const std::string& path) { return failure(ErrorCode::invalid_input, path); }

Result<Descriptor> opened(const std::string& path, int flags) {
  Descriptor descriptor(::open(path.c_str(), flags | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!descriptor.is_open()) return system_failure(errno, path);
  return descriptor;
}

Result<struct stat> status_of(const Descriptor& descriptor, const std::string& path) {
  struct stat status{};
  if (::fstat(descriptor.number(), &status) != 0) return system_failure(errno, path);
  return status;
}

/// Opens a regular file only. To open anything else can be an act: a watchdog or a tape starts, somebody waits at the
/// other end of a FIFO. So we look first, and then open what we looked at.
Result<Descriptor> open_regular(const std::string& path) {
  const Descriptor place = TRY(opened(path, O_PATH));
  const struct stat status = TRY(status_of(place, path));
  if (!S_ISREG(status.st_mode)) return no_file(path);
  return opened(fmt::format("/proc/self/fd/{}", place.number()), O_RDONLY);
}

/// To the end and not to the size: files of /proc and /sys say that they are empty.
Result<Bytes> read_file(const std::string& path, std::size_t limit) {
  const Descriptor file = TRY(open_regular(path));
  Bytes content;
  std::array<std::byte, 64 * 1024> part{};
  for (;;) {
    const std::size_t wanted = std::min(part.size(), limit - content.size() + 1);
    const ssize_t count = ::read(file.number(), part.data(), wanted);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_failure(errno, path);
    if (count == 0) return content;
    content.insert(content.end(), part.begin(), part.begin() + count);
    if (content.size() > limit) return no_file(path);
  }
}

Result<Bytes> list_folder(const std::string& path, std::size_t limit) {
  const std::unique_ptr<DIR, decltype([](DIR* open) { ::closedir(open); })> names(::opendir(path.c_str()));
  if (!names) return system_failure(errno, path);
  std::vector<std::string> found;
  for (errno = 0;; errno = 0) {
    const dirent* entry = ::readdir(names.get());
    if (entry == nullptr && errno != 0) return system_failure(errno, path);
    if (entry == nullptr) return encode_names(found);
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (found.size() == limit) return no_file(path);
    found.emplace_back(name);
  }
}

FileKind kind_of(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::file;
  if (S_ISDIR(mode)) return FileKind::folder;
  if (S_ISLNK(mode)) return FileKind::link;
  return FileKind::other;
}

Result<Bytes> describe(const std::string& path) {
  const Descriptor place = TRY(opened(path, O_PATH));
  const struct stat status = TRY(status_of(place, path));
  const auto modified_at =
      std::chrono::seconds(status.st_mtim.tv_sec) + std::chrono::nanoseconds(status.st_mtim.tv_nsec);
  return encode_info({kind_of(status.st_mode), Instant(std::chrono::floor<std::chrono::milliseconds>(modified_at)),
                      std::max<std::int64_t>(status.st_size, 0)});
}

Result<Bytes> read_link(const std::string& path) {
  std::array<char, max_path_bytes + 1> target{};
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  if (length < 0) return system_failure(errno, path);
  if (static_cast<std::size_t>(length) > max_path_bytes) return no_file(path);
  const ByteView bytes = bytes_of({target.data(), static_cast<std::size_t>(length)});
  return Bytes(bytes.begin(), bytes.end());
}

Result<Bytes> block_number(const std::string& path) {
  const Descriptor place = TRY(opened(path, O_PATH));
  const struct stat status = TRY(status_of(place, path));
  if (!S_ISBLK(status.st_mode)) return no_file(path);
  return encode_number({major(status.st_rdev), minor(status.st_rdev)});
}

Result<Bytes> answer_to(const Request& request) {
  switch (request.operation) {
    case Operation::read: return read_file(request.path, std::min<std::size_t>(request.limit, max_content_bytes));
    case Operation::list: return list_folder(request.path, std::min<std::size_t>(request.limit, max_listed_names));
    case Operation::info: return describe(request.path);
    case Operation::link_target: return read_link(request.path);
    case Operation::block_number: return block_number(request.path);
  }
  return failure(ErrorCode::unsupported, "no operation");
}

}  // namespace

int serve_files(int socket) {
  constexpr int closed = 0;
  constexpr int not_understood = 2;
  while (const auto frame = receive_frame(socket, max_request_bytes)) {
    const Result<Request> request = parse_request(*frame);
    if (!request) return not_understood;
    if (!send_frame(socket, encode_reply(answer_to(*request)))) return closed;
  }
  return closed;
}

}  // namespace digue::machine
