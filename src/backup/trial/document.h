#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "machine/file_tree.h"

namespace digue::backup {

/// What can be told, without its own program, to be whole or not.
enum class DocumentKind {
  dicom,  ///< radiographs, scans
  pdf,    ///< letters, estimates
  zip     ///< archives, and office documents, which are such
};

/// As in the journal and in the keys of content/texts.
std::string_view name_of(DocumentKind kind);

/// So many of a file's first bytes tell its kind, where its name does not.
inline constexpr std::size_t document_head_bytes = 1024;

/// What a file is, by its first bytes or the ending of its name; nothing for all that is not tried.
std::optional<DocumentKind> kind_of(std::string_view name, ByteView head);

/// Whether a document has the structure that its format demands, from its first byte to its last. What is inside its
/// parts (pixels, compressed streams) is not unpacked, and nothing of it comes out, in no error either.
///
/// DICOM (PS3.10 7.1, PS3.5 7): the header, then every element to the end of the file. PDF (ISO 32000-1 7.5): header,
/// every cross-reference section with its trailer from the last one back, and the objects where they claim to be. ZIP
/// (PKWARE APPNOTE 6.3.10, 4.3): the directory and each local header, also of Zip64.
///
/// Errors: `damaged`, `unsupported` (what no reader of ours understands, or more parts than the limits here), those of
/// the file.
Result<void> try_document(DocumentKind kind, machine::SourceFile& file);

}  // namespace digue::backup
