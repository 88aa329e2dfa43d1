#include "machine/linux/reader_files.h"

namespace digue::machine::linux {

template <typename Parse>
auto ReaderFiles::ask(const Request& request, Deadline deadline, Parse parse) -> decltype(parse(Bytes())) {
  Result<Bytes> answer = client_.ask(request, deadline);
  auto parsed = answer ? parse(std::move(*answer)) : std::unexpected(answer.error());
  if (parsed || parsed.error().code != ErrorCode::damaged) return parsed;
  client_.dismiss();
  return failure(ErrorCode::invalid_input, request.path + ": " + parsed.error().detail);
}

Result<Bytes> ReaderFiles::read(const std::string& path, std::size_t max_bytes, Deadline deadline) {
  return ask({Operation::read, max_bytes, path}, deadline, [](Bytes answer) -> Result<Bytes> { return answer; });
}

Result<std::vector<std::string>> ReaderFiles::list(const std::string& path, std::size_t max_names, Deadline deadline) {
  return ask({Operation::list, max_names, path}, deadline,
             [&](const Bytes& answer) { return parse_names(answer, max_names); });
}

Result<FileInfo> ReaderFiles::info(const std::string& path, Deadline deadline) {
  return ask({Operation::info, 0, path}, deadline, [](const Bytes& answer) { return parse_info(answer); });
}

Result<std::string> ReaderFiles::link_target(const std::string& path, Deadline deadline) {
  return ask({Operation::link_target, 0, path}, deadline,
             [](const Bytes& answer) -> Result<std::string> { return std::string(text_of(answer)); });
}

Result<DeviceNumber> ReaderFiles::block_number(const std::string& path, Deadline deadline) {
  return ask({Operation::block_number, 0, path}, deadline, [](const Bytes& answer) { return parse_number(answer); });
}

}  // namespace digue::machine::linux
