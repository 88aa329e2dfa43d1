#include "backup/sources/sqlite.h"

#include "database/page_stream.h"

namespace digue::backup {

namespace {

class SqliteContent final : public ContentStream {
 public:
  explicit SqliteContent(database::PageStream pages) : pages_(std::move(pages)) {}

  Result<std::size_t> read(std::span<std::byte> into) override { return pages_.read(into); }

 private:
  database::PageStream pages_;
};

}  // namespace

Result<std::unique_ptr<ContentStream>> open_sqlite(const std::string& path) {
  auto pages = TRY(database::PageStream::open(path));
  return std::make_unique<SqliteContent>(std::move(pages));
}

}  // namespace digue::backup
