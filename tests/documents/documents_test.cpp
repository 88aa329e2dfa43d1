#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "backup/trial/document_test.h"
#include "machine/linux/processes.h"
#include "sample_practice/dicom.h"
#include "sample_practice/pdf.h"
#include "support/temporary_folder.h"

namespace digue::backup {
namespace {

Bytes noise(std::size_t count) {
  sample::Random random(7, "noise");
  Bytes bytes(count);
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.next() & 0xff);
  return bytes;
}

Bytes radiograph(bool is_compressed) {
  sample::Random random(3, "radiograph");
  sample::DicomWriter writer("1.2.840.10008.5.1.4.1.1.1.3", sample::new_uid(random),
                             is_compressed ? sample::jpeg_baseline : sample::explicit_little_endian);
  writer.text(0x0010'0010, "PN", "PATIENT^TEST");
  writer.number(0x0028'0010, 64);
  if (is_compressed) {
    writer.frame(noise(9'001));
  } else {
    writer.words(noise(200'000));
  }
  return writer.take();
}

Bytes letter(bool is_compressed) {
  sample::Page page;
  page.title = "Lettre";
  page.lines = {"Cher confrère,", "PATIENT TEST (fictif) \\ ()"};
  page.is_compressed = is_compressed;
  page.picture = noise(5'000);
  page.picture_width = page.picture_height = 10;
  return sample::write_pdf(page);
}

/// Made by Python's zipfile, of which no line is ours.
Bytes archive(const std::string& how) {
  const digue::test::TemporaryFolder folder;
  const std::string path = folder.path_of("a.zip");
  machine::linux::Dying dying;
  machine::linux::LinuxProcesses processes(dying);
  const std::string program = "import sys, zipfile\n" + how;
  REQUIRE(processes.run({{"/usr/bin/python3", "-c", program, path}, {}}, machine::Deadline::in(std::chrono::minutes(1)))
              .value()
              .exit_code == 0);
  std::ifstream file(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  const ByteView bytes = bytes_of(text);
  return {bytes.begin(), bytes.end()};
}

constexpr const char* deflated = R"(
with zipfile.ZipFile(sys.argv[1], "w", zipfile.ZIP_DEFLATED) as file:
    for name in ("word/document.xml", "é/à.txt", "dossier/"): file.writestr(name, "lettre" * 999)
    file.comment = b"PK\5\6 fictif"
)";
constexpr const char* zip64 = R"(
zipfile.ZIP_FILECOUNT_LIMIT = 2
with zipfile.ZipFile(sys.argv[1], "w") as file:
    for number in range(5):
        with file.open(str(number), "w", force_zip64=True) as one: one.write(b"DICM")
)";
constexpr const char* many = R"(
with zipfile.ZipFile(sys.argv[1], "w") as file:
    for number in range(70000): file.writestr(str(number), "")
)";

struct Made {
  DocumentKind kind;
  Bytes bytes;
};

std::vector<Made> documents() {
  return {{DocumentKind::dicom, radiograph(true)}, {DocumentKind::dicom, radiograph(false)},
          {DocumentKind::pdf, letter(true)},       {DocumentKind::pdf, letter(false)},
          {DocumentKind::zip, archive(deflated)},  {DocumentKind::zip, archive(zip64)}};
}

TEST_CASE("documents of other writers are whole, and known by their first bytes") {
  for (const Made& made : documents()) {
    CAPTURE(name_of(made.kind));
    CHECK(test::try_bytes(made.kind, made.bytes).has_value());
    CHECK(kind_of("", ByteView(made.bytes).first(std::min(document_head_bytes, made.bytes.size()))) == made.kind);
  }
  CHECK(test::try_bytes(DocumentKind::zip, archive(many)).has_value());
}

TEST_CASE("a document that lost its end is damaged, wherever it was cut") {
  for (const Made& made : documents()) {
    CAPTURE(name_of(made.kind));
    const std::size_t step = std::max<std::size_t>(1, made.bytes.size() / 500);
    std::size_t passed = 0;
    // The last bytes of a PDF may be a line's end.
    for (std::size_t size = 0; size + 3 < made.bytes.size(); size += step) {
      if (test::try_bytes(made.kind, ByteView(made.bytes).first(size))) ++passed;
    }
    // Between two elements of DICOM begins a shorter data set, which is as whole as the first.
    CHECK(passed <= (made.kind == DocumentKind::dicom ? 1 : 0));
  }
}

TEST_CASE("a document that somebody encrypted, or whose blocks are zeros, is damaged") {
  for (const Made& made : documents()) {
    CAPTURE(name_of(made.kind));
    CHECK_FALSE(test::try_bytes(made.kind, noise(made.bytes.size())));
    Bytes zeros = made.bytes;
    std::fill(zeros.begin(), zeros.begin() + static_cast<std::ptrdiff_t>(zeros.size() / 2), std::byte{0});
    CHECK_FALSE(test::try_bytes(made.kind, zeros));
  }
}

}  // namespace
}  // namespace digue::backup
