#include "machine/linux/reader_protocol.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/byte_reader.h"

namespace digue::machine::linux {

namespace {

constexpr std::size_t max_name_bytes = 255;  // NAME_MAX

/// The errors that a reader can send; in a reply they are numbered from 1, and 0 is success.
constexpr std::array sent_errors = {ErrorCode::not_found,     ErrorCode::denied,      ErrorCode::unavailable,
                                    ErrorCode::invalid_input, ErrorCode::unsupported, ErrorCode::bug};

std::uint8_t status_of(ErrorCode code) {
  const auto found = std::ranges::find(sent_errors, code);
  const auto sent = found == sent_errors.end() ? std::ranges::find(sent_errors, ErrorCode::unavailable) : found;
  return static_cast<std::uint8_t>(1 + (sent - sent_errors.begin()));
}

template <typename Number>
void append(Bytes& bytes, Number number) {
  for (std::size_t i = 0; i < sizeof(Number); ++i) bytes.push_back(static_cast<std::byte>(number >> (8 * i)));
}

void append_text(Bytes& bytes, std::string_view text) {
  const ByteView view = bytes_of(text);
  bytes.insert(bytes.end(), view.begin(), view.end());
}

bool is_path(std::string_view path) {
  return path.starts_with('/') && path.size() <= max_path_bytes && path.find('\0') == std::string_view::npos;
}

bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= max_name_bytes && name != "." && name != ".." &&
         name.find('/') == std::string_view::npos && name.find('\0') == std::string_view::npos;
}

std::unexpected<Error> damaged(std::string detail) { return failure(ErrorCode::damaged, std::move(detail)); }

}  // namespace

Result<Bytes> encode_request(const Request& request) {
  if (!is_path(request.path)) return failure(ErrorCode::invalid_input, "no absolute path");
  Bytes frame;
  append(frame, static_cast<std::uint8_t>(request.operation));
  append(frame, request.limit);
  append_text(frame, request.path);
  return frame;
}

Result<Request> parse_request(ByteView frame) {
  ByteReader reader(frame);
  const std::uint8_t operation = TRY(reader.u8());
  if (operation < static_cast<std::uint8_t>(Operation::read) ||
      operation > static_cast<std::uint8_t>(Operation::block_number)) {
    return damaged("no operation");
  }
  const std::uint64_t limit = TRY(reader.u64_le());
  const std::string_view path = text_of(reader.rest());
  if (!is_path(path)) return damaged("no path");
  return Request{static_cast<Operation>(operation), limit, std::string(path)};
}

Bytes encode_reply(const Result<Bytes>& answer) {
  Bytes frame;
  append(frame, answer ? std::uint8_t{0} : status_of(answer.error().code));
  if (answer) frame.insert(frame.end(), answer->begin(), answer->end());
  return frame;
}

Result<Bytes> parse_reply(ByteView frame) {
  ByteReader reader(frame);
  const std::uint8_t status = TRY(reader.u8());
  const ByteView answer = reader.rest();
  if (status == 0) return Bytes(answer.begin(), answer.end());
  if (status > sent_errors.size() || !answer.empty()) return damaged("no status");
  return failure(sent_errors.at(status - std::size_t{1}), "the file could not be read");
}

std::size_t max_reply_bytes(const Request& request) {
  switch (request.operation) {
    case Operation::read: return 1 + std::min<std::size_t>(request.limit, max_content_bytes);
    case Operation::list:
      return 1 + std::min<std::size_t>(request.limit, max_listed_names) * (sizeof(std::uint32_t) + max_name_bytes);
    case Operation::info: return 1 + 1 + 8 + 8;
    case Operation::link_target: return 1 + max_path_bytes;
    case Operation::block_number: return 1 + 4 + 4;
  }
  return 0;
}

Bytes encode_names(const std::vector<std::string>& names) {
  Bytes answer;
  for (const std::string& name : names) {
    append(answer, static_cast<std::uint32_t>(name.size()));
    append_text(answer, name);
  }
  return answer;
}

Result<std::vector<std::string>> parse_names(ByteView answer, std::size_t max_names) {
  ByteReader reader(answer);
  std::vector<std::string> names;
  while (!reader.is_at_end()) {
    const std::uint32_t length = TRY(reader.u32_le());
    const std::string_view name = text_of(TRY(reader.bytes(length)));
    if (!is_name(name) || names.size() == max_names) return damaged("no list of names");
    names.emplace_back(name);
  }
  std::ranges::sort(names);
  return names;
}

Bytes encode_info(const FileInfo& info) {
  Bytes answer;
  append(answer, static_cast<std::uint8_t>(info.kind));
  append(answer, static_cast<std::uint64_t>(info.modified_at.time_since_epoch().count()));
  append(answer, static_cast<std::uint64_t>(info.size));
  return answer;
}

Result<FileInfo> parse_info(ByteView answer) {
  ByteReader reader(answer);
  const std::uint8_t kind = TRY(reader.u8());
  const std::uint64_t modified_at = TRY(reader.u64_le());
  const std::uint64_t size = TRY(reader.u64_le());
  if (kind > static_cast<std::uint8_t>(FileKind::other) || size > std::numeric_limits<std::int64_t>::max() ||
      !reader.is_at_end()) {
    return damaged("no information on a file");
  }
  return FileInfo{static_cast<FileKind>(kind),
                  Instant(std::chrono::milliseconds(static_cast<std::int64_t>(modified_at))),
                  static_cast<std::int64_t>(size)};
}

Bytes encode_number(DeviceNumber number) {
  Bytes answer;
  append(answer, number.major);
  append(answer, number.minor);
  return answer;
}

Result<DeviceNumber> parse_number(ByteView answer) {
  ByteReader reader(answer);
  const std::uint32_t major = TRY(reader.u32_le());
  const std::uint32_t minor = TRY(reader.u32_le());
  if (!reader.is_at_end()) return damaged("no device number");
  return DeviceNumber{major, minor};
}

Bytes framed(ByteView frame) {
  Bytes bytes;
  append(bytes, static_cast<std::uint32_t>(frame.size()));
  bytes.insert(bytes.end(), frame.begin(), frame.end());
  return bytes;
}

Result<std::size_t> parse_length(ByteView four_bytes, std::size_t max_bytes) {
  const std::uint32_t length = TRY(ByteReader(four_bytes).u32_le());
  if (length > max_bytes) return damaged("a frame too long");
  return length;
}

}  // namespace digue::machine::linux
