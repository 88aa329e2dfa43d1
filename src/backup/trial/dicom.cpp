#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "backup/trial/formats.h"

namespace digue::backup {

namespace {

/// Group and element, as in 0x0010'0010.
using Tag = std::uint32_t;

constexpr std::uint64_t preamble_bytes = 128;
constexpr std::uint32_t undefined_length = 0xffff'ffff;
constexpr Tag group_length = 0x0002'0000;
constexpr Tag transfer_syntax = 0x0002'0010;
constexpr Tag pixel_data = 0x7fe0'0010;
constexpr Tag item = 0xfffe'e000;
constexpr Tag end_of_item = 0xfffe'e00d;
constexpr Tag end_of_sequence = 0xfffe'e0dd;

/// A scan of thousands of slices in one file has some hundred thousand.
constexpr std::uint64_t max_elements = 20'000'000;
/// Sequences in sequences; real ones go to five or six.
constexpr int max_nesting = 64;

/// PS3.5 table 6.2-1. Those of the first list have a length of four bytes (7.1.2).
constexpr std::array<std::string_view, 13> long_vrs = {"OB", "OD", "OF", "OL", "OV", "OW", "SQ",
                                                       "SV", "UC", "UN", "UR", "UT", "UV"};
constexpr std::array<std::string_view, 21> short_vrs = {"AE", "AS", "AT", "CS", "DA", "DS", "DT",
                                                        "FD", "FL", "IS", "LO", "LT", "PN", "SH",
                                                        "SL", "SS", "ST", "TM", "UI", "UL", "US"};

enum class Encoding { explicit_little, explicit_big, implicit_little, deflated };

struct Element {
  Tag tag = 0;
  std::string vr;  ///< empty where the encoding does not say it
  std::uint32_t length = 0;
  std::uint64_t content_at = 0;
};

class DicomWalk {
 public:
  explicit DicomWalk(FileWindow& file) : file_(file) {}

  Result<void> run() {
    if (text_of(TRY(file_.at(preamble_bytes, 4))) != "DICM") return broken("no prefix of DICOM");
    at_ = preamble_bytes + 4;
    const Encoding encoding = TRY(walk_header());
    // What is deflated is one part, and its end is told nowhere.
    if (encoding == Encoding::deflated) return at_ < file_.size() ? Result<void>() : broken("no data set");
    if (at_ == file_.size()) return broken("no data set");
    return walk_data_set(encoding, file_.size(), false, 0);
  }

 private:
  /// The group 0002, always in explicit little endian (PS3.10 7.1).
  Result<Encoding> walk_header() {
    std::optional<std::uint64_t> end;
    std::optional<Encoding> encoding;
    while (at_ < file_.size()) {
      if (end && at_ == *end) break;
      // What follows may be in another encoding.
      if (number(TRY(file_.at(at_, 2)), false) != 0x0002) break;
      const Element element = TRY(read_element(Encoding::explicit_little));
      const std::uint64_t behind = TRY(end_of_content(element, file_.size()));
      if (element.tag == group_length) end = behind + TRY(number_in(element));
      if (element.tag == transfer_syntax) encoding = encoding_named(TRY(text_in(element)));
      at_ = behind;
    }
    if (end && at_ != *end) return broken("the header is not as long as it says");
    if (!encoding) return broken("no transfer syntax");
    return *encoding;
  }

  static Encoding encoding_named(std::string_view uid) {
    if (uid == "1.2.840.10008.1.2") return Encoding::implicit_little;
    if (uid == "1.2.840.10008.1.2.2") return Encoding::explicit_big;
    if (uid == "1.2.840.10008.1.2.1.99") return Encoding::deflated;
    return Encoding::explicit_little;  // PS3.5 A.4: as all that compress
  }

  /// The elements up to `end`, or up to the end of the item that they are.
  Result<void> walk_data_set(Encoding encoding, std::uint64_t end, bool is_delimited, int depth) {
    if (depth > max_nesting) return failure(ErrorCode::unsupported, "sequences too deep in one another");
    std::optional<Tag> last;
    while (at_ < end) {
      const Element element = TRY(read_element(encoding));
      if (element.tag == end_of_item) {
        if (!is_delimited || element.length != 0) return broken("an end of no item");
        return {};
      }
      if (last && element.tag <= *last) return broken("elements are not in their order");
      last = element.tag;
      TRY(walk_content(element, encoding, end, depth));
    }
    if (at_ != end || is_delimited) return broken("an item does not end");
    return {};
  }

  Result<void> walk_content(const Element& element, Encoding encoding, std::uint64_t end, int depth) {
    if (element.length != undefined_length) {
      const std::uint64_t behind = TRY(end_of_content(element, end));
      if (element.vr == "SQ") return walk_sequence(encoding, behind, false, depth);
      at_ = behind;
      return {};
    }
    const bool is_encapsulated = element.tag == pixel_data && element.vr != "SQ";
    if (is_encapsulated) return walk_fragments(end);
    if (!element.vr.empty() && element.vr != "SQ" && element.vr != "UN") return broken("a value without a length");
    // PS3.5 6.2.2: what is unknown was copied from a file of the older encoding.
    return walk_sequence(element.vr == "UN" ? Encoding::implicit_little : encoding, end, true, depth);
  }

  Result<void> walk_sequence(Encoding encoding, std::uint64_t end, bool is_delimited, int depth) {
    while (at_ < end) {
      const Element part = TRY(read_element(encoding));
      if (part.tag == end_of_sequence && is_delimited && part.length == 0) return {};
      if (part.tag != item) return broken("no item in a sequence");
      const bool is_open = part.length == undefined_length;
      const std::uint64_t behind = is_open ? end : TRY(end_of_content(part, end));
      TRY(walk_data_set(encoding, behind, is_open, depth + 1));
    }
    if (at_ != end || is_delimited) return broken("a sequence does not end");
    return {};
  }

  /// Compressed pixels (PS3.5 A.4).
  Result<void> walk_fragments(std::uint64_t end) {
    while (at_ < end) {
      const Element part = TRY(read_element(Encoding::explicit_little));
      if (part.tag == end_of_sequence && part.length == 0) return {};
      if (part.tag != item || part.length == undefined_length) return broken("no fragment in the pixels");
      at_ = TRY(end_of_content(part, end));
    }
    return broken("the pixels do not end");
  }

  /// The head of an element; `at_` is then where its content begins.
  Result<Element> read_element(Encoding encoding) {
    if (++elements_ > max_elements) return failure(ErrorCode::unsupported, "too many elements");
    const bool is_big = encoding == Encoding::explicit_big;
    const ByteView head = TRY(file_.at(at_, 8));
    Element element;
    element.tag = number(head.subspan(0, 2), is_big) << 16 | number(head.subspan(2, 2), is_big);
    element.content_at = at_ + 8;
    // Items and their ends have no VR in any encoding (7.5).
    if (encoding == Encoding::implicit_little || element.tag >> 16 == 0xfffe) {
      element.length = number(head.subspan(4, 4), is_big);
    } else {
      element.vr = text_of(head.subspan(4, 2));
      if (std::ranges::find(short_vrs, element.vr) != short_vrs.end()) {
        element.length = number(head.subspan(6, 2), is_big);
      } else if (std::ranges::find(long_vrs, element.vr) != long_vrs.end()) {
        element.length = number(TRY(file_.at(at_ + 8, 4)), is_big);
        element.content_at = at_ + 12;
      } else {
        return broken("a value of no known kind");
      }
    }
    at_ = element.content_at;
    return element;
  }

  static Result<std::uint64_t> end_of_content(const Element& element, std::uint64_t end) {
    if (element.content_at > end || element.length > end - element.content_at) return broken("a value is cut off");
    return element.content_at + element.length;
  }

  Result<std::uint32_t> number_in(const Element& element) {
    if (element.length != 4) return broken("no length of the header");
    return number(TRY(file_.at(element.content_at, 4)), false);
  }

  Result<std::string> text_in(const Element& element) {
    constexpr std::size_t longest_uid = 64;
    if (element.length > longest_uid) return broken("too long for a UID");
    std::string text(text_of(TRY(file_.at(element.content_at, element.length))));
    while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.pop_back();
    return text;
  }

  static std::uint32_t number(ByteView bytes, bool is_big) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      value = value << 8 | static_cast<std::uint32_t>(bytes[is_big ? i : bytes.size() - 1 - i]);
    }
    return value;
  }

  FileWindow& file_;
  std::uint64_t at_ = 0;
  std::uint64_t elements_ = 0;
};

}  // namespace

Result<void> try_dicom(FileWindow& file) { return DicomWalk(file).run(); }

}  // namespace digue::backup
