#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// A data element's tag, as in 0x0010'0010.
using Tag = std::uint32_t;

inline constexpr std::string_view explicit_little_endian = "1.2.840.10008.1.2.1";
inline constexpr std::string_view jpeg_baseline = "1.2.840.10008.1.2.4.50";

/// A UID made of a random UUID (DICOM PS3.5 B.2), of which only 64 bits are drawn.
std::string new_uid(Random& random);

/// Writes one DICOM file (PS3.10) in explicit little endian. Elements are given by ascending tag.
class DicomWriter {
 public:
  DicomWriter(std::string_view sop_class, const std::string& sop_instance, std::string_view transfer_syntax);

  /// A value of text; it is padded to an even length as its VR wants.
  void text(Tag tag, std::string_view vr, std::string_view value);
  /// US.
  void number(Tag tag, std::uint16_t value);
  /// Pixel Data of 16-bit words.
  void words(ByteView pixels);
  /// Pixel Data of one compressed frame (PS3.5 A.4).
  void frame(ByteView compressed);

  Bytes take() { return std::move(out_); }

 private:
  void put16(std::uint32_t value);
  void put32(std::uint32_t value);
  void put(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
  void put_tag(Tag tag);
  /// The head of an element whose length takes four bytes: OB and OW.
  void long_head(Tag tag, std::string_view vr, std::uint32_t length);

  Bytes out_;
};

}  // namespace digue::sample
