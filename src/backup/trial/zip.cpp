#include <algorithm>
#include <optional>
#include <string>

#include "backup/trial/formats.h"
#include "base/byte_reader.h"

namespace digue::backup {

namespace {

constexpr std::uint32_t local_header = 0x0403'4b50;
constexpr std::uint32_t directory_entry = 0x0201'4b50;
constexpr std::string_view end_of_directory = "PK\x05\x06";
constexpr std::uint32_t zip64_end = 0x0606'4b50;
constexpr std::uint32_t zip64_locator = 0x0706'4b50;

constexpr std::size_t local_header_bytes = 30;
constexpr std::size_t directory_entry_bytes = 46;
constexpr std::size_t end_bytes = 22;
constexpr std::size_t zip64_end_bytes = 56;
constexpr std::size_t zip64_locator_bytes = 20;
constexpr std::size_t longest_comment = 0xffff;
constexpr std::uint16_t zip64_extra = 0x0001;

/// In 32 bits: see the Zip64 field.
constexpr std::uint64_t elsewhere_32 = 0xffff'ffff;

constexpr std::uint64_t max_files = 5'000'000;

Result<std::uint16_t> u16_le(ByteReader& reader) {
  const std::uint16_t low = TRY(reader.u8());
  const std::uint16_t high = TRY(reader.u8());
  return static_cast<std::uint16_t>(low | high << 8);
}

/// Where the directory is, as it is told; and where it ends.
struct Directory {
  std::uint64_t entries = 0;
  std::uint64_t size = 0;
  std::uint64_t offset = 0;
  std::uint64_t end = 0;  ///< where what tells of it begins
};

/// One entry of the directory (4.3.12).
struct Entry {
  std::uint64_t packed_size = 0;
  std::uint64_t offset = 0;
  std::string name;
};

class ZipWalk {
 public:
  explicit ZipWalk(FileWindow& file) : file_(file) {}

  Result<void> run() {
    Directory directory = TRY(find_directory());
    if (directory.size > directory.end) return broken("the directory is larger than the file");
    const std::uint64_t begin = directory.end - directory.size;
    // A program before the archive, which unpacks it, moves everything by its length (4.1.9).
    if (directory.offset > begin) return broken("the directory lies behind itself");
    moved_by_ = begin - directory.offset;
    directory_begin_ = begin;
    std::uint64_t at = begin;
    for (std::uint64_t i = 0; i < directory.entries; ++i) {
      if (i == max_files) return failure(ErrorCode::unsupported, "too many entries");
      const Entry entry = TRY(read_entry(at, directory.end));
      TRY(check_local(entry));
    }
    if (at != directory.end) return broken("the directory does not end where it should");
    return {};
  }

 private:
  /// From the last bytes (4.3.16): before them only a comment, which ends with the file.
  Result<Directory> find_directory() {
    if (file_.size() < end_bytes) return broken("too small");
    const std::uint64_t last = file_.size() - end_bytes;
    const std::uint64_t first = last - std::min<std::uint64_t>(last, longest_comment);
    const std::string tail(text_of(TRY(file_.at(first, static_cast<std::size_t>(file_.size() - first)))));
    std::size_t found = tail.rfind(end_of_directory, static_cast<std::size_t>(last - first));
    while (found != std::string::npos) {
      if (const auto directory = TRY(read_end(first + found))) return *directory;
      found = found == 0 ? std::string::npos : tail.rfind(end_of_directory, found - 1);
    }
    return broken("no end of the directory");
  }

  /// Nothing if it only looks like an end: its comment would not end with the file.
  Result<std::optional<Directory>> read_end(std::uint64_t at) {
    ByteReader reader(TRY(file_.at(at, end_bytes)));
    static_cast<void>(TRY(reader.u32_le()));
    const std::uint16_t disk = TRY(u16_le(reader));
    const std::uint16_t directory_disk = TRY(u16_le(reader));
    static_cast<void>(TRY(u16_le(reader)));  // the entries on this disk
    Directory directory;
    directory.entries = TRY(u16_le(reader));
    directory.size = TRY(reader.u32_le());
    directory.offset = TRY(reader.u32_le());
    directory.end = at;
    if (TRY(u16_le(reader)) != file_.size() - at - end_bytes) return std::nullopt;
    // Some write it for fewer entries than need it, and then these numbers are right too.
    if (const auto larger = TRY(read_zip64(at))) return larger;
    if (disk != 0 || directory_disk != 0) return failure(ErrorCode::unsupported, "an archive in several parts");
    return directory;
  }

  /// 4.3.14 and 4.3.15; nothing if they are not there: the numbers of the end are then meant as they are.
  Result<std::optional<Directory>> read_zip64(std::uint64_t end_at) {
    if (end_at < zip64_locator_bytes + zip64_end_bytes) return std::nullopt;
    const std::uint64_t locator_at = end_at - zip64_locator_bytes;
    ByteReader locator(TRY(file_.at(locator_at, zip64_locator_bytes)));
    if (TRY(locator.u32_le()) != zip64_locator) return std::nullopt;
    static_cast<void>(TRY(locator.u32_le()));  // the disk
    // Right before its locator, wherever a program in front has moved it.
    const std::uint64_t told_at = TRY(locator.u64_le());
    const std::uint64_t at = locator_at - zip64_end_bytes;
    if (told_at > at) return broken("the directory's end lies behind itself");
    ByteReader reader(TRY(file_.at(at, zip64_end_bytes)));
    if (TRY(reader.u32_le()) != zip64_end) return failure(ErrorCode::unsupported, "an extended end of the directory");
    TRY(reader.bytes(28));  // sizes, versions, disks, and the entries on this disk
    Directory directory;
    directory.entries = TRY(reader.u64_le());
    directory.size = TRY(reader.u64_le());
    directory.offset = TRY(reader.u64_le());
    directory.end = at;
    return directory;
  }

  /// `at` goes to the next one.
  Result<Entry> read_entry(std::uint64_t& at, std::uint64_t end) {
    if (at > end || end - at < directory_entry_bytes) return broken("the directory is cut off");
    ByteReader reader(TRY(file_.at(at, directory_entry_bytes)));
    if (TRY(reader.u32_le()) != directory_entry) return broken("no entry in the directory");
    TRY(reader.bytes(16));
    Entry entry;
    entry.packed_size = TRY(reader.u32_le());
    const std::uint64_t size = TRY(reader.u32_le());
    const std::uint16_t name_bytes = TRY(u16_le(reader));
    const std::uint16_t extra_bytes = TRY(u16_le(reader));
    const std::uint16_t comment_bytes = TRY(u16_le(reader));
    TRY(reader.bytes(8));
    entry.offset = TRY(reader.u32_le());
    const std::uint64_t behind =
        at + directory_entry_bytes + std::uint64_t{name_bytes} + extra_bytes + std::uint64_t{comment_bytes};
    if (behind > end) return broken("the directory is cut off");
    entry.name = text_of(TRY(file_.at(at + directory_entry_bytes, name_bytes)));
    const ByteView extra = TRY(file_.at(at + directory_entry_bytes + name_bytes, extra_bytes));
    TRY(read_zip64_extra(extra, size == elsewhere_32, entry));
    at = behind;
    return entry;
  }

  /// 4.5.3: only the numbers that were too large stand there, in this order.
  static Result<void> read_zip64_extra(ByteView extra, bool has_size, Entry& entry) {
    if (entry.packed_size != elsewhere_32 && entry.offset != elsewhere_32) return {};
    ByteReader fields(extra);
    while (!fields.is_at_end()) {
      const std::uint16_t id = TRY(u16_le(fields));
      ByteReader field(TRY(fields.bytes(TRY(u16_le(fields)))));
      if (id != zip64_extra) continue;
      if (has_size) static_cast<void>(TRY(field.u64_le()));
      if (entry.packed_size == elsewhere_32) entry.packed_size = TRY(field.u64_le());
      if (entry.offset == elsewhere_32) entry.offset = TRY(field.u64_le());
      return {};
    }
    return {};
  }

  /// The local header (4.3.7) has the same name, and the content fits before the directory.
  Result<void> check_local(const Entry& entry) {
    const std::uint64_t room = directory_begin_ - moved_by_;
    if (entry.offset > room || room - entry.offset < local_header_bytes) return broken("an entry lies nowhere");
    const std::uint64_t at = entry.offset + moved_by_;
    ByteReader reader(TRY(file_.at(at, local_header_bytes)));
    if (TRY(reader.u32_le()) != local_header) return broken("no entry where the directory says");
    TRY(reader.bytes(22));
    const std::uint16_t name_bytes = TRY(u16_le(reader));
    const std::uint16_t extra_bytes = TRY(u16_le(reader));
    const std::uint64_t content_at = at + local_header_bytes + std::uint64_t{name_bytes} + extra_bytes;
    if (content_at > directory_begin_ || entry.packed_size > directory_begin_ - content_at) {
      return broken("an entry is cut off");
    }
    if (text_of(TRY(file_.at(at + local_header_bytes, name_bytes))) != entry.name) {
      return broken("an entry has two names");
    }
    return {};
  }

  FileWindow& file_;
  std::uint64_t moved_by_ = 0;
  std::uint64_t directory_begin_ = 0;
};

}  // namespace

Result<void> try_zip(FileWindow& file) { return ZipWalk(file).run(); }

}  // namespace digue::backup
