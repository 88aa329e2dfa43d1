#pragma once

#include "machine/linux/reader_client.h"

namespace digue::machine::linux {

/// Files as one account may read them. What a reader says out of order is `invalid_input`: the account that owns the
/// reader could have made it say so.
class ReaderFiles final : public Files {
 public:
  explicit ReaderFiles(ReaderClient client) : client_(std::move(client)) {}

  Result<Bytes> read(const std::string& path, std::size_t max_bytes, Deadline deadline) override;
  Result<std::vector<std::string>> list(const std::string& path, std::size_t max_names, Deadline deadline) override;
  Result<FileInfo> info(const std::string& path, Deadline deadline) override;
  Result<std::string> link_target(const std::string& path, Deadline deadline) override;

  /// The numbers of a block device file; `invalid_input` for anything else.
  Result<DeviceNumber> block_number(const std::string& path, Deadline deadline);

 private:
  template <typename Parse>
  auto ask(const Request& request, Deadline deadline, Parse parse) -> decltype(parse(Bytes()));

  ReaderClient client_;
};

}  // namespace digue::machine::linux
