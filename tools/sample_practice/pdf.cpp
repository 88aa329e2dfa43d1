#include "sample_practice/pdf.h"

#include <fmt/core.h>
#include <zlib.h>

namespace digue::sample {
namespace {

std::string compressed(const std::string& text) {
  uLongf size = compressBound(text.size());
  std::string out(size, '\0');
  // With a bound from compressBound, only a lack of memory can fail.
  compress2(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size(), 6);
  out.resize(size);
  return out;
}

/// UTF-8 of two bytes becomes one byte of WinAnsi; parentheses and backslashes are escaped.
std::string pdf_string(const std::string& utf8) {
  std::string out = "(";
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto byte = static_cast<unsigned char>(utf8[i]);
    if (byte == '(' || byte == ')' || byte == '\\') out += '\\';
    if (byte < 0x80 || i + 1 == utf8.size()) {
      out += utf8[i];
    } else {
      out += static_cast<char>((byte & 3) << 6 | (static_cast<unsigned char>(utf8[++i]) & 0x3f));
    }
  }
  return out + ")";
}

std::string page_content(const Page& page) {
  std::string content;
  if (!page.picture.empty()) content += "q 595 0 0 842 0 0 cm /Im0 Do Q\n";
  content += "BT /F1 11 Tf 14 TL 60 780 Td\n";
  for (const std::string& line : page.lines) content += pdf_string(line) + " Tj T*\n";
  return content + "ET\n";
}

/// Numbers the objects and remembers where each begins, for the table at the end.
class Writer {
 public:
  void object(const std::string& dictionary) { open(dictionary) += "\nendobj\n"; }
  void stream(const std::string& entries, std::string_view data) {
    std::string& out = open(fmt::format("<< {} /Length {} >>", entries, data.size()));
    out += "\nstream\n";
    out += data;
    out += "\nendstream\nendobj\n";
  }

  Bytes finish(const std::string& trailer) {
    const std::size_t table = out_.size();
    out_ += fmt::format("xref\n0 {}\n0000000000 65535 f \n", offsets_.size() + 1);
    for (const std::size_t offset : offsets_) out_ += fmt::format("{:010} 00000 n \n", offset);
    out_ += fmt::format("trailer\n<< /Size {} {} >>\nstartxref\n{}\n%%EOF\n", offsets_.size() + 1, trailer, table);
    const ByteView bytes = bytes_of(out_);
    return {bytes.begin(), bytes.end()};
  }

 private:
  std::string& open(const std::string& dictionary) {
    offsets_.push_back(out_.size());
    return out_ += fmt::format("{} 0 obj\n{}", offsets_.size(), dictionary);
  }

  std::string out_ = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  std::vector<std::size_t> offsets_;
};

}  // namespace

Bytes write_pdf(const Page& page) {
  const bool has_picture = !page.picture.empty();
  Writer writer;
  writer.object("<< /Type /Catalog /Pages 2 0 R >>");
  writer.object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  writer.object(fmt::format(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R "
      ">>{} >> >>",
      has_picture ? " /XObject << /Im0 7 0 R >>" : ""));
  writer.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
  const std::string content = page_content(page);
  if (page.is_compressed) {
    writer.stream("/Filter /FlateDecode", compressed(content));
  } else {
    writer.stream("", content);
  }
  writer.object(fmt::format("<< /Title {} /Producer (sample_practice) >>", pdf_string(page.title)));
  if (has_picture)
    writer.stream(fmt::format("/Type /XObject /Subtype /Image /Width {} /Height {} /ColorSpace /DeviceGray "
                              "/BitsPerComponent 8 /Filter /DCTDecode",
                              page.picture_width, page.picture_height),
                  text_of(page.picture));
  return writer.finish("/Root 1 0 R /Info 6 0 R");
}

}  // namespace digue::sample
