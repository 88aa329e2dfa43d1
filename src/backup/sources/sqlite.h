#pragma once

#include <string>

#include "backup/sources/content_stream.h"

namespace digue::backup {

/// The copy of a SQLite database, as one moment of it: its file, as database::PageStream gives it. Errors as there.
Result<std::unique_ptr<ContentStream>> open_sqlite(const std::string& path);

}  // namespace digue::backup
