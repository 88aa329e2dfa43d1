#pragma once

#include <semaphore>

#include "net/http.h"
#include "store/store.h"

namespace digue::store {

/// A repository behind a server that speaks restic's REST protocol (its doc/REST_backend.rst): rest-server, or
/// `rclone serve restic`.
///
/// Packs are held in memory until they are sent, two at most: begin_pack() waits for a free one. Servers differ in what
/// they do with a name that is taken (refuse, replace), so it is looked up first; a server that refuses may have been
/// given the file by an attempt whose answer was lost, so it is asked again.
class RestStore final : public Store {
 public:
  /// `url` ends with a slash.
  RestStore(std::unique_ptr<net::HttpClient> client, std::string url);

  Result<void> create() override;
  Result<void> save(const FileName& name, ByteView content) override;
  Result<std::unique_ptr<Upload>> begin_pack() override;
  Result<Bytes> load(const FileName& name, std::uint64_t max_bytes) override;
  Result<void> read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) override;
  Result<std::uint64_t> size(const FileName& name) override;
  Result<std::vector<ListedFile>> list(FileType type) override;
  Result<void> remove(const FileName& name) override;
  std::size_t max_uploads() const override { return max_packs_in_memory; }
  std::size_t connections() const override { return 5; }

 private:
  class RestUpload;
  static constexpr std::ptrdiff_t max_packs_in_memory = 2;

  std::string url_of(const FileName& name) const;
  Result<net::Response> ask(net::Request request);
  Result<bool> is_saved(const FileName& name, ByteView content);
  Result<std::vector<ListedFile>> list_config();
  Result<std::vector<ListedFile>> with_sizes(FileType type, const std::vector<FileId>& ids);

  std::unique_ptr<net::HttpClient> client_;
  std::string url_;
  std::counting_semaphore<max_packs_in_memory> free_packs_{max_packs_in_memory};
};

}  // namespace digue::store
