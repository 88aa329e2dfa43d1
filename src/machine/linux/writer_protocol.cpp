#include "machine/linux/writer_protocol.h"

#include <algorithm>
#include <array>

#include "base/byte_reader.h"

namespace digue::machine::linux {

namespace {

/// In a reply they are numbered from 1, and 0 is success.
constexpr std::array sent_errors = {ErrorCode::not_found,   ErrorCode::damaged,       ErrorCode::denied,
                                    ErrorCode::locked,      ErrorCode::full,          ErrorCode::unavailable,
                                    ErrorCode::unsupported, ErrorCode::invalid_input, ErrorCode::already_exists,
                                    ErrorCode::bug};

std::unexpected<Error> damaged() { return failure(ErrorCode::damaged, "what a writer says makes no sense"); }

std::uint8_t number_of(ErrorCode code) {
  const auto found = std::ranges::find(sent_errors, code);
  const auto sent = found == sent_errors.end() ? std::ranges::find(sent_errors, ErrorCode::unavailable) : found;
  return static_cast<std::uint8_t>(1 + (sent - sent_errors.begin()));
}

Result<ErrorCode> error_of(std::uint8_t number) {
  if (number == 0 || number > sent_errors.size()) return damaged();
  return sent_errors.at(number - std::size_t{1});
}

class Writer {
 public:
  template <typename Number>
  void number(Number value) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) {
      bytes_.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(value) >> (8 * i)));
    }
  }
  void raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void bytes(ByteView bytes) {
    number(static_cast<std::uint32_t>(bytes.size()));
    raw(bytes);
  }
  void text(std::string_view text) { bytes(bytes_of(text)); }
  void texts(const std::vector<std::string>& texts) {
    number(static_cast<std::uint32_t>(texts.size()));
    for (const std::string& one : texts) text(one);
  }
  void time(const FileTime& time) {
    number(time.seconds);
    number(time.nanoseconds);
  }
  void metadata(const EntryMetadata& metadata);
  Bytes take() { return std::move(bytes_); }

 private:
  Bytes bytes_;
};

void Writer::metadata(const EntryMetadata& metadata) {
  number(static_cast<std::uint8_t>(metadata.type));
  number(metadata.permissions);
  for (const FileTime& moment : {metadata.modified_at, metadata.accessed_at, metadata.changed_at}) time(moment);
  number(metadata.user_id);
  number(metadata.group_id);
  text(metadata.user);
  text(metadata.group);
  for (const std::uint64_t value :
       {metadata.inode, metadata.device_id, metadata.links, metadata.size, metadata.device}) {
    number(value);
  }
  text(metadata.link_target);
  number(static_cast<std::uint32_t>(metadata.attributes.size()));
  for (const ExtendedAttribute& attribute : metadata.attributes) {
    text(attribute.name);
    bytes(attribute.value);
  }
  texts(metadata.unread_attributes);
}

/// Memory grows with what is really there: each item takes bytes of the frame.
class Parser {
 public:
  explicit Parser(ByteView frame) : reader_(frame) {}

  Result<std::uint8_t> u8() { return reader_.u8(); }
  Result<std::uint32_t> u32() { return reader_.u32_le(); }
  Result<std::uint64_t> u64() { return reader_.u64_le(); }
  Result<ByteView> bytes() { return reader_.bytes(TRY(reader_.u32_le())); }
  Result<std::string> text() { return std::string(text_of(TRY(bytes()))); }
  Result<std::vector<std::string>> texts() {
    std::vector<std::string> texts;
    const std::uint32_t count = TRY(u32());
    for (std::uint32_t i = 0; i < count; ++i) texts.push_back(TRY(text()));
    return texts;
  }
  Result<FileTime> time() {
    const auto seconds = static_cast<std::int64_t>(TRY(u64()));
    const auto nanoseconds = static_cast<std::int32_t>(TRY(u32()));
    if (nanoseconds < 0 || nanoseconds >= 1'000'000'000) return damaged();
    return FileTime{seconds, nanoseconds};
  }
  Result<EntryMetadata> metadata();
  ByteView rest() { return reader_.rest(); }
  bool is_at_end() const { return reader_.is_at_end(); }

 private:
  ByteReader reader_;
};

Result<EntryMetadata> Parser::metadata() {
  EntryMetadata metadata;
  const std::uint8_t type = TRY(u8());
  if (type > static_cast<std::uint8_t>(EntryType::other)) return damaged();
  metadata.type = static_cast<EntryType>(type);
  metadata.permissions = TRY(u32());
  for (FileTime* moment : {&metadata.modified_at, &metadata.accessed_at, &metadata.changed_at}) *moment = TRY(time());
  metadata.user_id = TRY(u32());
  metadata.group_id = TRY(u32());
  metadata.user = TRY(text());
  metadata.group = TRY(text());
  for (std::uint64_t* value :
       {&metadata.inode, &metadata.device_id, &metadata.links, &metadata.size, &metadata.device}) {
    *value = TRY(u64());
  }
  metadata.link_target = TRY(text());
  const std::uint32_t count = TRY(u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    std::string name = TRY(text());
    const ByteView value = TRY(bytes());
    metadata.attributes.push_back({std::move(name), Bytes(value.begin(), value.end())});
  }
  metadata.unread_attributes = TRY(texts());
  return metadata;
}

}  // namespace

Bytes encode_write_request(const WriteRequest& request) {
  Writer writer;
  writer.number(static_cast<std::uint8_t>(request.operation));
  writer.texts(request.path);
  writer.texts(request.other);
  writer.text(request.name);
  writer.number(request.file);
  writer.number(request.number);
  writer.number(request.other_number);
  writer.metadata(request.metadata);
  writer.raw(request.content);
  return writer.take();
}

Result<WriteRequest> parse_write_request(ByteView frame) {
  Parser parser(frame);
  WriteRequest request;
  const std::uint8_t operation = TRY(parser.u8());
  if (operation < static_cast<std::uint8_t>(WriteOperation::open) ||
      operation > static_cast<std::uint8_t>(WriteOperation::sync)) {
    return damaged();
  }
  request.operation = static_cast<WriteOperation>(operation);
  request.path = TRY(parser.texts());
  request.other = TRY(parser.texts());
  request.name = TRY(parser.text());
  request.file = TRY(parser.u64());
  request.number = TRY(parser.u64());
  request.other_number = TRY(parser.u64());
  request.metadata = TRY(parser.metadata());
  request.content = parser.rest();
  return request;
}

Bytes encode_write_reply(const Result<Bytes>& answer) {
  Writer writer;
  writer.number(answer ? std::uint8_t{0} : number_of(answer.error().code));
  if (answer) writer.raw(*answer);
  return writer.take();
}

Result<Bytes> parse_write_reply(ByteView frame) {
  Parser parser(frame);
  const std::uint8_t status = TRY(parser.u8());
  const ByteView answer = parser.rest();
  if (status == 0) return Bytes(answer.begin(), answer.end());
  if (!answer.empty()) return damaged();
  return failure(TRY(error_of(status)), "the writer could not do it");
}

Bytes encode_entry(const std::optional<EntryMetadata>& metadata) {
  Writer writer;
  if (metadata) writer.metadata(*metadata);
  return writer.take();
}

Result<std::optional<EntryMetadata>> parse_entry(ByteView answer) {
  if (answer.empty()) return std::nullopt;
  Parser parser(answer);
  std::optional<EntryMetadata> metadata = TRY(parser.metadata());
  if (!parser.is_at_end()) return damaged();
  return metadata;
}

Bytes encode_written_names(const std::vector<std::string>& names) {
  Writer writer;
  writer.texts(names);
  return writer.take();
}

Result<std::vector<std::string>> parse_written_names(ByteView answer) {
  Parser parser(answer);
  auto names = TRY(parser.texts());
  if (!parser.is_at_end()) return damaged();
  return names;
}

Bytes encode_file(std::uint64_t file) {
  Writer writer;
  writer.number(file);
  return writer.take();
}

Result<std::uint64_t> parse_file(ByteView answer) {
  Parser parser(answer);
  const std::uint64_t file = TRY(parser.u64());
  if (file == 0 || !parser.is_at_end()) return damaged();
  return file;
}

Bytes encode_extent(const Extent& extent) {
  Writer writer;
  writer.number(extent.offset);
  writer.number(extent.length);
  writer.number(std::uint8_t{extent.is_hole});
  return writer.take();
}

Result<Extent> parse_extent(ByteView answer) {
  Parser parser(answer);
  Extent extent;
  extent.offset = TRY(parser.u64());
  extent.length = TRY(parser.u64());
  const std::uint8_t is_hole = TRY(parser.u8());
  if (is_hole > 1 || !parser.is_at_end()) return damaged();
  extent.is_hole = is_hole == 1;
  return extent;
}

Bytes encode_refused(const std::vector<RefusedPart>& parts) {
  Writer writer;
  for (const RefusedPart& part : parts) {
    writer.number(static_cast<std::uint8_t>(part.part));
    writer.number(number_of(part.error.code));
  }
  return writer.take();
}

Result<std::vector<RefusedPart>> parse_refused(ByteView answer) {
  Parser parser(answer);
  std::vector<RefusedPart> parts;
  while (!parser.is_at_end()) {
    const std::uint8_t part = TRY(parser.u8());
    if (part > static_cast<std::uint8_t>(RefusedPart::Part::times)) return damaged();
    const ErrorCode code = TRY(error_of(TRY(parser.u8())));
    parts.push_back({static_cast<RefusedPart::Part>(part), {code, "refused to the writer"}});
  }
  return parts;
}

}  // namespace digue::machine::linux
