#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "machine/file_tree.h"

// What the program and its writer (writer.h) say to each other over a socket: frames as in reader_protocol.h. The
// program takes what it gets for forged: the writer has the rights of a person, and that person could steer it.

namespace digue::machine::linux {

enum class WriteOperation : std::uint8_t {
  open = 1,  ///< `name` is the folder; it must be the writer's own, and empty
  entry,     ///< answer: metadata or nothing
  names,     ///< answer: names
  make_folder,
  open_file,  ///< opens it, or makes it; answer: the number by which `file` means it (u64)
  close_file,
  write,         ///< `content` at `number` of `file`
  read,          ///< answer: at most `other_number` bytes from `number` of `file`, or of `path` if that is 0
  extent,        ///< answer: the extent of `path` that holds `number`, up to `other_number`
  set_size,      ///< of `file` to `number`
  make_special,  ///< as `metadata` says
  make_link,     ///< `path` gets the second name `other`
  remove,
  rename,        ///< to `name`
  set_metadata,  ///< of `file`, or of `path` if that is 0; answer: refused parts
  sync
};

struct WriteRequest {
  WriteOperation operation = WriteOperation::entry;
  TargetTree::Path path;
  TargetTree::Path other;
  std::string name;
  std::uint64_t file = 0;
  std::uint64_t number = 0;
  std::uint64_t other_number = 0;
  EntryMetadata metadata;
  ByteView content;  ///< of a parsed request: in its frame
};

/// So many files a writer holds open; a restore has one for each of its threads, and some that wait for a piece.
constexpr std::size_t max_written_files = 4096;
constexpr std::size_t max_write_bytes = std::size_t{1024} * 1024;  ///< of content in one request or answer
constexpr std::size_t max_writer_frame = std::size_t{64} * 1024 * 1024;

Bytes encode_write_request(const WriteRequest& request);
/// `damaged` unless encode_write_request could have written it.
Result<WriteRequest> parse_write_request(ByteView frame);

Bytes encode_write_reply(const Result<Bytes>& answer);
Result<Bytes> parse_write_reply(ByteView frame);

Bytes encode_entry(const std::optional<EntryMetadata>& metadata);
Result<std::optional<EntryMetadata>> parse_entry(ByteView answer);
Bytes encode_written_names(const std::vector<std::string>& names);
Result<std::vector<std::string>> parse_written_names(ByteView answer);
Bytes encode_file(std::uint64_t file);
Result<std::uint64_t> parse_file(ByteView answer);
Bytes encode_extent(const Extent& extent);
Result<Extent> parse_extent(ByteView answer);
Bytes encode_refused(const std::vector<RefusedPart>& parts);
Result<std::vector<RefusedPart>> parse_refused(ByteView answer);

}  // namespace digue::machine::linux
