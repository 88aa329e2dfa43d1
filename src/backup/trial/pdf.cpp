#include <algorithm>
#include <optional>
#include <set>
#include <string>

#include "backup/trial/formats.h"
#include "backup/trial/pdf_words.h"

namespace digue::backup {

namespace {

/// Readers look for the header in the first kilobyte, and for the end in the last one (ISO 32000-1, annex H 13 and 18);
/// programs that append a line behind it are many.
constexpr std::size_t header_within = 1024;
constexpr std::size_t end_within = 2048;

/// One section for each time that somebody saved his changes.
constexpr std::size_t max_sections = 10'000;
constexpr std::uint64_t max_objects = 2'000'000;
constexpr std::size_t table_entry_bytes = 20;

class PdfWalk {
 public:
  explicit PdfWalk(FileWindow& file) : file_(file) {}

  Result<void> run() {
    begin_ = TRY(find_header());
    std::vector<std::uint64_t> waiting = {TRY(find_start())};
    std::set<std::uint64_t> seen;
    while (!waiting.empty()) {
      const std::uint64_t at = waiting.back();
      waiting.pop_back();
      // A circle would not end; readers stop there.
      if (!seen.insert(at).second) continue;
      if (seen.size() > max_sections) return failure(ErrorCode::unsupported, "too many sections");
      for (const std::uint64_t before : TRY(read_section(at))) waiting.push_back(before);
    }
    if (!has_root_) return broken("no trailer names the root");
    // Readers mend a table whose offsets are a little off; one that is all wrong belongs to another file.
    if (misplaced_ * 2 > objects_) return broken("the objects are not where the table says");
    return {};
  }

 private:
  Result<std::uint64_t> find_header() {
    const std::size_t found = text_of(TRY(file_.up_to(0, header_within))).find("%PDF-");
    if (found == std::string_view::npos) return broken("no header");
    return found;
  }

  /// "startxref", the offset of the last section, "%%EOF" (7.5.5).
  Result<std::uint64_t> find_start() {
    const std::uint64_t tail_at = file_.size() - std::min<std::uint64_t>(file_.size(), end_within);
    const std::string_view tail = text_of(TRY(file_.up_to(tail_at, end_within)));
    const std::size_t end = tail.rfind("%%EOF");
    if (end == std::string_view::npos) return broken("no end");
    constexpr std::string_view word = "startxref";
    const std::size_t start = tail.rfind(word, end);
    if (start == std::string_view::npos) return broken("no start of the table");
    PdfWords words(tail.substr(start + word.size(), end - start - word.size()));
    const auto offset = words.number();
    if (!offset) return broken("no offset of the table");
    return offset_in_file(*offset);
  }

  /// Offsets count from the header; what stands before it was put there later.
  Result<std::uint64_t> offset_in_file(std::uint64_t offset) const {
    if (offset >= file_.size() - begin_) return broken("an offset beyond the end");
    return begin_ + offset;
  }

  /// A cross-reference table or stream, and where the ones before it lie.
  Result<std::vector<std::uint64_t>> read_section(std::uint64_t at) {
    PdfWords words(text_of(TRY(file_.up_to(at, FileWindow::window_bytes))));
    words.skip_space();
    if (words.take("xref")) return read_table(at + words.used());
    if (!words.take_object_head()) return broken("no cross-reference section");
    return read_stream(at + words.used());
  }

  /// 7.5.4: subsections of entries with twenty bytes each.
  Result<std::vector<std::uint64_t>> read_table(std::uint64_t at) {
    for (;;) {
      PdfWords words(text_of(TRY(file_.up_to(at, 256))));
      words.skip_space();
      if (words.take("trailer")) return read_trailer(at + words.used());
      const auto first = words.number();
      const auto count = words.number();
      if (!first || !count) return broken("no section of the table");
      words.skip_space();
      at += words.used();
      if (*count > (file_.size() - at) / table_entry_bytes) return broken("the table is cut off");
      for (std::uint64_t i = 0; i < *count; ++i, at += table_entry_bytes) TRY(check_entry(*first + i, at));
    }
  }

  Result<void> check_entry(std::uint64_t object, std::uint64_t at) {
    PdfWords words(text_of(TRY(file_.at(at, table_entry_bytes))));
    const auto offset = words.number();
    const auto generation = words.number();
    words.skip_space();
    const bool is_used = words.take("n");
    if (!offset || !generation || (!is_used && !words.take("f"))) return broken("no entry in the table");
    if (!is_used) return {};
    if (++objects_ > max_objects) return failure(ErrorCode::unsupported, "too many objects");
    const auto place = offset_in_file(*offset);
    if (!place || !TRY(is_object_at(*place, object))) ++misplaced_;
    return {};
  }

  Result<bool> is_object_at(std::uint64_t at, std::uint64_t object) {
    PdfWords words(text_of(TRY(file_.up_to(at, 64))));
    return words.take_object_head() == object;
  }

  Result<std::vector<std::uint64_t>> read_trailer(std::uint64_t at) {
    PdfWords words(text_of(TRY(file_.up_to(at, FileWindow::window_bytes))));
    return sections_before(TRY(words.dictionary()));
  }

  /// 7.5.8: an object whose stream holds what is else a table. It is compressed, and not unpacked here.
  Result<std::vector<std::uint64_t>> read_stream(std::uint64_t at) {
    PdfWords words(text_of(TRY(file_.up_to(at, FileWindow::window_bytes))));
    const PdfDictionary dictionary = TRY(words.dictionary());
    if (dictionary.name("Type") != "XRef") return broken("no cross-reference stream");
    words.skip_space();
    if (!words.take("stream")) return broken("no stream");
    const auto length = dictionary.number("Length");
    const std::uint64_t content_at = at + words.used();
    if (!length || *length > file_.size() - content_at) return broken("a stream is cut off");
    // One or two characters end the line before the content (7.3.8.1).
    const std::string_view behind = text_of(TRY(file_.up_to(content_at + *length, 16)));
    if (behind.find("endstream") == std::string_view::npos) return broken("a stream does not end");
    return sections_before(dictionary);
  }

  Result<std::vector<std::uint64_t>> sections_before(const PdfDictionary& dictionary) {
    if (dictionary.has("Root")) has_root_ = true;
    std::vector<std::uint64_t> before;
    for (const char* key : {"Prev", "XRefStm"}) {
      if (const auto offset = dictionary.number(key)) before.push_back(TRY(offset_in_file(*offset)));
    }
    return before;
  }

  FileWindow& file_;
  std::uint64_t begin_ = 0;  ///< of the header
  bool has_root_ = false;
  std::uint64_t objects_ = 0;
  std::uint64_t misplaced_ = 0;
};

}  // namespace

Result<void> try_pdf(FileWindow& file) { return PdfWalk(file).run(); }

}  // namespace digue::backup
