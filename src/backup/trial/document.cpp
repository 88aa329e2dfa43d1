#include "backup/trial/document.h"

#include <algorithm>
#include <array>
#include <string>

#include "backup/trial/formats.h"
#include "base/text.h"

namespace digue::backup {

namespace {

struct Ending {
  std::string_view name;
  DocumentKind kind;
};

constexpr std::array endings = {
    Ending{".dcm", DocumentKind::dicom}, Ending{".pdf", DocumentKind::pdf},  Ending{".zip", DocumentKind::zip},
    Ending{".docx", DocumentKind::zip},  Ending{".xlsx", DocumentKind::zip}, Ending{".pptx", DocumentKind::zip},
    Ending{".odt", DocumentKind::zip},   Ending{".ods", DocumentKind::zip},  Ending{".odp", DocumentKind::zip}};

/// Older than Part 10: the data set alone, without a word that says so. Nobody can tell whether it is whole.
bool is_bare_data_set(std::string_view head) {
  return head.starts_with(std::string_view("\x08\0", 2)) || head.starts_with(std::string_view("\x02\0", 2));
}

}  // namespace

std::string_view name_of(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::dicom: return "dicom";
    case DocumentKind::pdf: return "pdf";
    case DocumentKind::zip: return "zip";
  }
  return "";
}

std::optional<DocumentKind> kind_of(std::string_view name, ByteView head) {
  const std::string_view text = text_of(head);
  constexpr std::size_t dicom_prefix_at = 128;
  if (text.substr(0, document_head_bytes).find("%PDF-") == 0) return DocumentKind::pdf;
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06")) return DocumentKind::zip;
  if (text.size() > dicom_prefix_at && text.substr(dicom_prefix_at).starts_with("DICM")) return DocumentKind::dicom;
  const std::string lower = lower_ascii(name);
  const auto found = std::ranges::find_if(endings, [&](const Ending& ending) { return lower.ends_with(ending.name); });
  if (found == endings.end()) return std::nullopt;
  if (found->kind == DocumentKind::dicom && is_bare_data_set(text)) return std::nullopt;
  return found->kind;
}

Result<void> try_document(DocumentKind kind, machine::SourceFile& file) {
  FileWindow window = TRY(FileWindow::over(file));
  switch (kind) {
    case DocumentKind::dicom: return try_dicom(window);
    case DocumentKind::pdf: return try_pdf(window);
    case DocumentKind::zip: return try_zip(window);
  }
  return failure(ErrorCode::bug, "no kind of document");
}

}  // namespace digue::backup
