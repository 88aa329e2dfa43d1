#include "sample_practice/dicom.h"

#include <fmt/core.h>

namespace digue::sample {
namespace {

constexpr Tag pixel_data = 0x7fe0'0010;
constexpr Tag item = 0xfffe'e000;
constexpr Tag end_of_sequence = 0xfffe'e0dd;
constexpr std::uint32_t undefined_length = 0xffff'ffff;

constexpr std::string_view implementation_uid = "2.25.4242424242";
constexpr std::string_view implementation_name = "PRATIQUE_TEST";

std::size_t padded(std::size_t length) { return length + length % 2; }

}  // namespace

std::string new_uid(Random& random) { return fmt::format("2.25.{}", random.next() | 1); }

DicomWriter::DicomWriter(std::string_view sop_class, const std::string& sop_instance,
                         std::string_view transfer_syntax) {
  out_.resize(128);
  put(bytes_of("DICM"));
  // Group 2 begins with the length of what follows in it: heads of 8 bytes, and 12 for the version's OB.
  const std::string_view texts[] = {sop_class, sop_instance, transfer_syntax, implementation_uid, implementation_name};
  std::size_t length = 12 + 2;
  for (const std::string_view value : texts) length += 8 + padded(value.size());
  put_tag(0x0002'0000);
  put(bytes_of("UL"));
  put16(4);
  put32(static_cast<std::uint32_t>(length));
  long_head(0x0002'0001, "OB", 2);
  put(bytes_of(std::string_view("\0\1", 2)));
  text(0x0002'0002, "UI", sop_class);
  text(0x0002'0003, "UI", sop_instance);
  text(0x0002'0010, "UI", transfer_syntax);
  text(0x0002'0012, "UI", implementation_uid);
  text(0x0002'0013, "SH", implementation_name);
}

void DicomWriter::text(Tag tag, std::string_view vr, std::string_view value) {
  put_tag(tag);
  put(bytes_of(vr));
  put16(static_cast<std::uint32_t>(padded(value.size())));
  put(bytes_of(value));
  if (value.size() % 2 == 1) out_.push_back(vr == "UI" ? std::byte{0} : std::byte{' '});
}

void DicomWriter::number(Tag tag, std::uint16_t value) {
  put_tag(tag);
  put(bytes_of("US"));
  put16(2);
  put16(value);
}

void DicomWriter::words(ByteView pixels) {
  out_.reserve(out_.size() + pixels.size() + 12);
  long_head(pixel_data, "OW", static_cast<std::uint32_t>(pixels.size()));
  put(pixels);
}

void DicomWriter::frame(ByteView compressed) {
  out_.reserve(out_.size() + compressed.size() + 64);
  long_head(pixel_data, "OB", undefined_length);
  put_tag(item);  // the table of offsets, empty
  put32(0);
  put_tag(item);
  put32(static_cast<std::uint32_t>(padded(compressed.size())));
  put(compressed);
  if (compressed.size() % 2 == 1) out_.push_back(std::byte{0});
  put_tag(end_of_sequence);
  put32(0);
}

void DicomWriter::long_head(Tag tag, std::string_view vr, std::uint32_t length) {
  put_tag(tag);
  put(bytes_of(vr));
  put16(0);
  put32(length);
}

void DicomWriter::put_tag(Tag tag) {
  put16(tag >> 16);
  put16(tag & 0xffff);
}

void DicomWriter::put16(std::uint32_t value) {
  out_.push_back(static_cast<std::byte>(value & 0xff));
  out_.push_back(static_cast<std::byte>(value >> 8 & 0xff));
}

void DicomWriter::put32(std::uint32_t value) {
  put16(value & 0xffff);
  put16(value >> 16);
}

}  // namespace digue::sample
