#pragma once

#include "backup/trial/file_window.h"

namespace digue::backup {

// What try_document() asks of each format.

[[nodiscard]] inline std::unexpected<Error> broken(const char* what) { return failure(ErrorCode::damaged, what); }

Result<void> try_dicom(FileWindow& file);
Result<void> try_pdf(FileWindow& file);
Result<void> try_zip(FileWindow& file);

}  // namespace digue::backup
