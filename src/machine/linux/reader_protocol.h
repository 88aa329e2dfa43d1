#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "machine/files.h"

// What the program and its reader (reader.h) say to each other over a socket: frames, each a length (u32, little
// endian) and so many bytes. Both sides take what they get for forged: the reader has the rights of a person, and that
// person could steer it.

namespace digue::machine::linux {

enum class Operation : std::uint8_t {
  read = 1,          ///< answer: the content
  list = 2,          ///< answer: each name with its length (u32) before it
  info = 3,          ///< answer: kind (u8), time of change (u64, ms since 1970), size (u64)
  link_target = 4,   ///< answer: the target
  block_number = 5,  ///< answer: major and minor (u32 each) of a block device file
};

/// operation (u8), limit (u64), path (the rest).
struct Request {
  Operation operation = Operation::read;
  std::uint64_t limit = 0;  ///< most bytes of a content, most names of a list
  std::string path;

  bool operator==(const Request&) const = default;
};

/// The numbers of a device, as the kernel counts them.
struct DeviceNumber {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;

  bool operator==(const DeviceNumber&) const = default;
};

constexpr std::size_t max_path_bytes = 4095;  // PATH_MAX without its NUL
constexpr std::size_t max_request_bytes = 9 + max_path_bytes;
constexpr std::size_t max_content_bytes = 64 * 1024 * 1024;
constexpr std::size_t max_listed_names = 100'000;

/// `invalid_input` for a path that is not absolute, holds a NUL or is too long.
Result<Bytes> encode_request(const Request& request);
/// `damaged` unless encode_request could have written it.
Result<Request> parse_request(ByteView frame);

/// status (u8; 0: there is an answer), answer (the rest; nothing after an error).
Bytes encode_reply(const Result<Bytes>& answer);
/// The answer or the error that was sent; `damaged` unless encode_reply could have written it.
Result<Bytes> parse_reply(ByteView frame);
/// The longest frame that can be right.
std::size_t max_reply_bytes(const Request& request);

Bytes encode_names(const std::vector<std::string>& names);
/// Sorted. `damaged` when there are more than `max_names` or one that no file can have.
Result<std::vector<std::string>> parse_names(ByteView answer, std::size_t max_names);

Bytes encode_info(const FileInfo& info);
Result<FileInfo> parse_info(ByteView answer);

Bytes encode_number(DeviceNumber number);
Result<DeviceNumber> parse_number(ByteView answer);

/// With its length before it.
Bytes framed(ByteView frame);
/// The length of a frame; `damaged` when it is longer than `max_bytes`.
Result<std::size_t> parse_length(ByteView four_bytes, std::size_t max_bytes);

}  // namespace digue::machine::linux
