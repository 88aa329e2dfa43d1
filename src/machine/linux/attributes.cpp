#include "machine/linux/attributes.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "machine/posix/errors.h"

namespace digue::machine::linux {

namespace {

// The kernel's table of system calls, the same for all architectures since Linux 5.1; glibc 2.36 does not know these.
constexpr long getxattrat_call = 464;
constexpr long listxattrat_call = 465;

/// struct xattr_args of <linux/xattr.h>.
struct ValueArguments {
  std::uint64_t value;
  std::uint32_t size;
  std::uint32_t flags;
};

/// A common value fits; a longer one is asked again with all the room that the kernel has ever given (XATTR_SIZE_MAX,
/// XATTR_LIST_MAX).
constexpr std::size_t common_bytes = 1024;
constexpr std::size_t max_bytes = 65536;

/// Asks with little room first: a file has none or few attributes, and the kernel clears what room it is given.
template <typename Ask>
ssize_t fill(std::vector<char>& buffer, Ask ask) {
  buffer.resize(std::max(buffer.size(), common_bytes));
  ssize_t count = ask(buffer.data(), buffer.size());
  if (count >= 0 || errno != ERANGE || buffer.size() >= max_bytes) return count;
  buffer.resize(max_bytes);
  return ask(buffer.data(), buffer.size());
}

/// The names of a list that the kernel wrote: each ends with a zero byte.
std::vector<std::string> names_in(const char* list, ssize_t size) {
  std::vector<std::string> names;
  for (const char* name = list; name < list + size; name += names.back().size() + 1) names.emplace_back(name);
  return names;
}

/// `list` and `get` are the calls of one kind; both fill a buffer.
template <typename List, typename Get>
void read_with(List list, Get get, EntryMetadata& into) {
  std::array<char, common_bytes> first;  // most entries have no attribute: then nothing is allocated
  ssize_t size = list(first.data(), first.size());
  if (size == 0) return;
  std::vector<char> buffer;
  if (size < 0 && errno == ERANGE) {
    buffer.resize(max_bytes);
    size = list(buffer.data(), buffer.size());
  }
  // CIFS says ENODATA for "none".
  if (size < 0 && (errno == EOPNOTSUPP || errno == ENODATA)) return;
  if (size < 0) return into.unread_attributes.emplace_back(""), void();
  const std::vector<std::string> names = names_in(buffer.empty() ? first.data() : buffer.data(), size);
  for (const std::string& name : names) {
    const ssize_t length = fill(buffer, [&](char* value, std::size_t room) { return get(name, value, room); });
    if (length >= 0) {
      const ByteView value = bytes_of(std::string_view(buffer.data(), static_cast<std::size_t>(length)));
      into.attributes.push_back({name, Bytes(value.begin(), value.end())});
    } else if (errno != ENODATA) {  // ENODATA: somebody took it away just now
      into.unread_attributes.push_back(name);
    }
  }
}

void refuse(std::vector<RefusedPart>& refused, int reason, const std::string& name) {
  refused.push_back({RefusedPart::Part::attribute, posix::system_failure(reason, name).error()});
}

bool is_of_system_policy(const std::string& name) {
  return name.starts_with("security.") && name != "security.capability";
}

std::optional<std::vector<std::string>> names_of(const OpenEntry& entry, std::vector<RefusedPart>& refused) {
  std::vector<char> buffer;
  const ssize_t size = fill(buffer, [&](char* list, std::size_t room) { return entry.list_attributes({list, room}); });
  if (size >= 0) return names_in(buffer.data(), size);
  if (errno == EOPNOTSUPP || errno == ENODATA) return std::vector<std::string>();
  refuse(refused, errno, "list of attributes");
  return std::nullopt;
}

}  // namespace

bool has_attributes_at() {
  return ::syscall(listxattrat_call, AT_FDCWD, "/", AT_SYMLINK_NOFOLLOW, nullptr, std::size_t{0}) >= 0;
}

void read_attributes_at(bool has_at, int folder, const std::string& name, EntryMetadata& into) {
  if (has_at) {
    return read_with(
        [&](char* list, std::size_t room) {
          return ::syscall(listxattrat_call, folder, name.c_str(), AT_SYMLINK_NOFOLLOW, list, room);
        },
        [&](const std::string& attribute, char* value, std::size_t room) {
          ValueArguments arguments{reinterpret_cast<std::uintptr_t>(value), static_cast<std::uint32_t>(room), 0};
          return ::syscall(getxattrat_call, folder, name.c_str(), AT_SYMLINK_NOFOLLOW, attribute.c_str(), &arguments,
                           sizeof arguments);
        },
        into);
  }
  const std::string path = path_of_open(folder) + "/" + name;
  read_with([&](char* list, std::size_t room) { return ::llistxattr(path.c_str(), list, room); },
            [&](const std::string& attribute, char* value, std::size_t room) {
              return ::lgetxattr(path.c_str(), attribute.c_str(), value, room);
            },
            into);
}

void read_attributes(int descriptor, EntryMetadata& into) {
  read_with([&](char* list, std::size_t room) { return ::flistxattr(descriptor, list, room); },
            [&](const std::string& attribute, char* value, std::size_t room) {
              return ::fgetxattr(descriptor, attribute.c_str(), value, room);
            },
            into);
}

bool write_attributes(const OpenEntry& entry, const std::vector<ExtendedAttribute>& wanted,
                      std::vector<RefusedPart>& refused) {
  const auto present = names_of(entry, refused);
  bool has_changed = false;
  for (const std::string& name : present.value_or(std::vector<std::string>())) {
    const bool is_wanted =
        std::any_of(wanted.begin(), wanted.end(), [&](const ExtendedAttribute& one) { return one.name == name; });
    if (is_wanted || is_of_system_policy(name)) continue;
    if (entry.remove_attribute(name) == 0) {
      has_changed = true;
    } else if (errno != ENODATA) {
      refuse(refused, errno, name);
    }
  }
  for (const ExtendedAttribute& attribute : wanted) {
    if (entry.set_attribute(attribute.name, attribute.value) == 0) {
      has_changed = true;
    } else {
      refuse(refused, errno, attribute.name);
    }
  }
  return has_changed;
}

}  // namespace digue::machine::linux
