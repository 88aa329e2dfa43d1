#include "backup/trial/document_test.h"

#include <doctest/doctest.h>

#include <string>

namespace digue::backup {
namespace {

using namespace std::string_literals;

/// "ok", or the name of the error's code.
std::string tried(DocumentKind kind, const std::string& file) {
  const auto result = test::try_bytes(kind, bytes_of(file));
  return result ? "ok" : std::string(digue::name_of(result.error().code));
}

std::string le16(std::size_t value) { return {static_cast<char>(value & 0xff), static_cast<char>(value >> 8 & 0xff)}; }
std::string le32(std::size_t value) { return le16(value & 0xffff) + le16(value >> 16); }
std::string le64(std::size_t value) { return le32(value & 0xffff'ffff) + le32(value >> 32); }
std::string tag(unsigned group, unsigned element) { return le16(group) + le16(element); }

constexpr std::size_t undefined = 0xffff'ffff;

std::string element(unsigned group, unsigned number, const std::string& vr, const std::string& value) {
  return tag(group, number) + vr + le16(value.size()) + value;
}
std::string long_element(unsigned group, unsigned number, const std::string& vr, std::size_t length) {
  return tag(group, number) + vr + le16(0) + le32(length);
}

std::string dicom(const std::string& data_set, const std::string& syntax = "1.2.840.10008.1.2.1\0"s) {
  const std::string header = element(2, 0x10, "UI", syntax);
  return std::string(128, '\0') + "DICM" + element(2, 0, "UL", le32(header.size())) + header + data_set;
}

const std::string patient = element(0x10, 0x10, "PN", "PATIENT^TEST ");
const std::string pixels = long_element(0x7fe0, 0x10, "OW", 6) + "abcdef";

TEST_CASE("the kind of a document is told by its first bytes, else by its name") {
  const auto kind = [](std::string_view name, std::string_view head) { return kind_of(name, bytes_of(head)); };
  CHECK(kind("lettre", "%PDF-1.4\n") == DocumentKind::pdf);
  CHECK(kind("I0001", std::string(128, 'x') + "DICM") == DocumentKind::dicom);
  CHECK(kind("a.pdf", "PK\x03\x04") == DocumentKind::zip);
  CHECK(kind("Devis.DOCX", "rubbish") == DocumentKind::zip);
  CHECK(kind("lettre.PDF", "") == DocumentKind::pdf);
  CHECK(kind("radio.dcm", "rubbish") == DocumentKind::dicom);
  CHECK_FALSE(kind("radio.dcm", "\x08\0\x05\0"s));  // from before Part 10: nobody can tell
  CHECK_FALSE(kind("notes.txt", "rubbish"));
  CHECK_FALSE(kind("", ""));
}

TEST_CASE("DICOM: elements are walked to the end, through sequences and fragments of every encoding") {
  CHECK(tried(DocumentKind::dicom, dicom(patient + pixels)) == "ok");
  const std::string item = tag(0xfffe, 0xe000) + le32(patient.size()) + patient;
  const std::string open_item = tag(0xfffe, 0xe000) + le32(undefined) + patient + tag(0xfffe, 0xe00d) + le32(0);
  const std::string ends = tag(0xfffe, 0xe0dd) + le32(0);
  CHECK(tried(DocumentKind::dicom, dicom(long_element(8, 0x1140, "SQ", item.size()) + item + patient)) == "ok");
  CHECK(tried(DocumentKind::dicom, dicom(long_element(8, 0x1140, "SQ", undefined) + item + open_item + ends)) == "ok");
  const std::string fragment = tag(0xfffe, 0xe000) + le32(4) + "jpeg";
  const std::string frames = long_element(0x7fe0, 0x10, "OB", undefined) + tag(0xfffe, 0xe000) + le32(0) + fragment;
  CHECK(tried(DocumentKind::dicom, dicom(patient + frames + ends, "1.2.840.10008.1.2.4.50")) == "ok");
  CHECK(tried(DocumentKind::dicom, dicom(patient + frames)) == "damaged");
  const std::string implicit = tag(0x10, 0x10) + le32(4) + "TEST" + tag(0x7fe0, 0x10) + le32(2) + "xx";
  CHECK(tried(DocumentKind::dicom, dicom(implicit, "1.2.840.10008.1.2\0"s)) == "ok");
  CHECK(tried(DocumentKind::dicom, dicom("\x00\x10\x00\x10PN\x00\x04TEST"s, "1.2.840.10008.1.2.2\0"s)) == "ok");
  CHECK(tried(DocumentKind::dicom, dicom("anything", "1.2.840.10008.1.2.1.99")) == "ok");
}

TEST_CASE("DICOM: what is cut, in disorder or of no kind is damaged") {
  const std::string whole = dicom(patient + pixels);
  // Between two elements a cut leaves a shorter data set, which nobody can tell.
  const std::size_t between = dicom(patient).size();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size != between) CHECK_MESSAGE(tried(DocumentKind::dicom, whole.substr(0, size)) == "damaged", size);
  }
  CHECK(tried(DocumentKind::dicom, dicom(pixels + patient)) == "damaged");
  CHECK(tried(DocumentKind::dicom, dicom(element(0x10, 0x10, "??", "TEST"))) == "damaged");
  CHECK(tried(DocumentKind::dicom, std::string(whole.size(), '\0')) == "damaged");
  std::string deep;
  for (int i = 0; i < 200; ++i)
    deep += long_element(8, 0x1140, "SQ", undefined) + tag(0xfffe, 0xe000) + le32(undefined);
  CHECK(tried(DocumentKind::dicom, dicom(deep)) == "unsupported");
}

std::string pdf(const std::string& before = "") {
  std::string file = before + "%PDF-1.4\n";
  const auto here = [&] { return file.size() - before.size(); };
  const std::size_t first = here();
  file += "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";
  const std::size_t second = here();
  file += "2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n";
  const std::size_t table = here();
  const auto entry = [](std::size_t offset) {
    const std::string digits = std::to_string(offset);
    return std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  };
  file += "xref\n0 3\n0000000000 65535 f \n" + entry(first) + entry(second);
  file += "trailer\n<< /Size 3 /ID [<00> <00>] /Info (a \\) (nested) text) /Root 1 0 R >>\nstartxref\n";
  return file + std::to_string(table) + "\n%%EOF\n";
}

TEST_CASE("PDF: header, table, objects, trailer and end are there") {
  CHECK(tried(DocumentKind::pdf, pdf()) == "ok");
  CHECK(tried(DocumentKind::pdf, pdf("a line that a scanner put before\n")) == "ok");
  CHECK(tried(DocumentKind::pdf, pdf() + "\r\n") == "ok");
}

TEST_CASE("PDF: one that was changed and saved again has two tables, and both are read") {
  const std::string first = pdf();
  const std::size_t old_table = first.find("xref\n0");
  std::string second = first;
  const std::size_t table = second.size();
  second += "xref\n0 0\ntrailer\n<< /Size 3 /Root 1 0 R /Prev " + std::to_string(old_table) + " >>\nstartxref\n";
  second += std::to_string(table) + "\n%%EOF\n";
  CHECK(tried(DocumentKind::pdf, second) == "ok");
  second.replace(old_table, 4, "xxxx");
  CHECK(tried(DocumentKind::pdf, second) == "damaged");
}

TEST_CASE("PDF: a cross-reference stream ends where it says") {
  const std::string head = "%PDF-1.5\n";
  const auto file = [&](const std::string& length) {
    return head + "7 0 obj\n<< /Type /XRef /W [1 2 1] /Root 1 0 R /Size 8 /Length " + length +
           " >>\nstream\r\n0123456789\nendstream\nendobj\nstartxref\n" + std::to_string(head.size()) + "\n%%EOF";
  };
  CHECK(tried(DocumentKind::pdf, file("10")) == "ok");
  CHECK(tried(DocumentKind::pdf, file("100")) == "damaged");
  CHECK(tried(DocumentKind::pdf, file("9999999999999")) == "damaged");
}

TEST_CASE("PDF: one that is cut, full of zeros or points nowhere is damaged") {
  const std::string whole = pdf();
  for (std::size_t size = 0; size + 2 < whole.size(); ++size) {
    CHECK_MESSAGE(tried(DocumentKind::pdf, whole.substr(0, size)) == "damaged", size);
  }
  std::string holes = whole;
  std::fill(holes.begin() + 9, holes.begin() + static_cast<std::ptrdiff_t>(whole.find("xref")), '\0');
  CHECK(tried(DocumentKind::pdf, holes) == "damaged");
  CHECK(tried(DocumentKind::pdf, "%PDF-1.4\nstartxref\n99999\n%%EOF\n") == "damaged");
}

TEST_CASE("PDF: tables that name one another do not keep us for ever") {
  const std::string file = "%PDF-1.4\nxref\n0 0\ntrailer\n<< /Root 1 0 R /Prev 9 >>\nstartxref\n9\n%%EOF\n";
  CHECK(tried(DocumentKind::pdf, file) == "ok");
}

struct Member {
  std::string name;
  std::string content;
  bool is_zip64 = false;
};

std::string zip(const std::vector<Member>& members, const std::string& before = "", const std::string& comment = "",
                bool ends_as_zip64 = false) {
  std::string file;
  std::string directory;
  for (const Member& member : members) {
    const std::size_t at = file.size();
    const std::string size = le32(member.content.size());
    const std::string common =
        le16(20) + le16(0) + le16(0) + le32(0) + le32(0) + size + size + le16(member.name.size());
    file += "PK\x03\x04" + common + le16(0) + member.name + member.content;
    const std::string sizes = member.is_zip64 ? le32(undefined) + le32(undefined) : size + size;
    const std::string extra =
        member.is_zip64 ? le16(1) + le16(24) + le64(member.content.size()) + le64(member.content.size()) + le64(at)
                        : "";
    directory += "PK\x01\x02" + le16(20) + le16(20) + le16(0) + le16(0) + le32(0) + le32(0) + sizes +
                 le16(member.name.size()) + le16(extra.size()) + le16(0) + le16(0) + le16(0) + le32(0) +
                 le32(member.is_zip64 ? undefined : at) + member.name + extra;
  }
  const std::size_t directory_at = file.size();
  file += directory;
  const std::size_t end_at = file.size();
  const std::size_t count = members.size();
  if (ends_as_zip64) {
    file += "PK\x06\x06" + le64(44) + le16(45) + le16(45) + le32(0) + le32(0) + le64(count) + le64(count) +
            le64(directory.size()) + le64(directory_at);
    file += "PK\x06\x07" + le32(0) + le64(end_at) + le32(1);
  }
  const std::string entries = le16(ends_as_zip64 ? 0xffff : count);
  const std::string place =
      ends_as_zip64 ? le32(undefined) + le32(undefined) : le32(directory.size()) + le32(directory_at);
  return before + file + "PK\x05\x06" + le16(0) + le16(0) + entries + entries + place + le16(comment.size()) + comment;
}

const std::vector<Member> letters = {{"lettre.xml", "<lettre/>"}, {"image.png", "png"}};

TEST_CASE("ZIP: the directory and each local header are there, also of Zip64 and behind a program") {
  CHECK(tried(DocumentKind::zip, zip({})) == "ok");
  CHECK(tried(DocumentKind::zip, zip(letters)) == "ok");
  CHECK(tried(DocumentKind::zip, zip(letters, "MZ a program that unpacks", "a comment with PK\x05\x06 in it")) == "ok");
  CHECK(tried(DocumentKind::zip, zip({{"scan.dcm", "DICM", true}, {"image.png", "png"}})) == "ok");
  CHECK(tried(DocumentKind::zip, zip(letters, "", "", true)) == "ok");
  CHECK(tried(DocumentKind::zip, zip(letters, "MZ", "", true)) == "ok");
}

TEST_CASE("ZIP: one that is cut, or whose entries are not where they should be, is damaged") {
  for (const bool is_zip64 : {false, true}) {
    const std::string whole = zip(letters, "", "", is_zip64);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CHECK_MESSAGE(tried(DocumentKind::zip, whole.substr(0, size)) == "damaged", size);
    }
    for (std::size_t size = 1; size < whole.size(); ++size) {
      CHECK_MESSAGE(tried(DocumentKind::zip, whole.substr(size)) == "damaged", size);
    }
  }
  std::string other = zip(letters);
  other[other.find("image")] = 'X';
  CHECK(tried(DocumentKind::zip, other) == "damaged");
  CHECK(tried(DocumentKind::zip, std::string(100'000, '\0')) == "damaged");
  std::string parts = zip(letters);
  parts[parts.size() - 18] = 1;
  CHECK(tried(DocumentKind::zip, parts) == "unsupported");
}

TEST_CASE("a document that is cut while it is read is damaged, and an unreadable one keeps its error") {
  class Shrinking final : public machine::SourceFile {
   public:
    Result<machine::EntryMetadata> metadata() override {
      machine::EntryMetadata metadata;
      metadata.size = 1'000'000;
      return metadata;
    }
    Result<std::size_t> read(std::uint64_t, std::span<std::byte>) override {
      if (is_denied) return failure(ErrorCode::denied, "no");
      return 0;
    }
    Result<machine::Extent> extent(std::uint64_t, std::uint64_t) override { return machine::Extent{}; }
    bool is_denied = false;
  };
  Shrinking file;
  for (const DocumentKind kind : {DocumentKind::dicom, DocumentKind::pdf, DocumentKind::zip}) {
    file.is_denied = false;
    CHECK(try_document(kind, file).error().code == ErrorCode::damaged);
    file.is_denied = true;
    CHECK(try_document(kind, file).error().code == ErrorCode::denied);
  }
}

}  // namespace
}  // namespace digue::backup
