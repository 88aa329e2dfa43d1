#include "agent/secret_file.h"

#include <algorithm>

#include "machine/identity.h"

namespace digue::agent {

namespace {

constexpr std::size_t max_secret_bytes = 4096;

}  // namespace

Result<crypto::Secret> read_secret_file(machine::FileTree& files, const std::string& path) {
  const std::size_t end = path.rfind('/');
  if (end == std::string::npos) return failure(ErrorCode::invalid_input, "no absolute path");
  const auto folder = TRY(files.open_source(end == 0 ? "/" : path.substr(0, end)));
  const auto file = folder->open_file(path.substr(end + 1));
  if (!file && file.error().code == ErrorCode::invalid_input) return failure(ErrorCode::denied, "no regular file");
  if (!file) return std::unexpected(file.error());
  // Asked of the open file: nobody can put another one in its place.
  const machine::EntryMetadata status = TRY((*file)->metadata());
  if ((status.permissions & 0077U) != 0 || status.user_id != machine::this_process().user_id) {
    return failure(ErrorCode::denied, "others may open the file, or it is not ours");
  }
  Bytes content(max_secret_bytes + 1);
  content.resize(TRY((*file)->read(0, content)));
  while (!content.empty() && (content.back() == std::byte{'\n'} || content.back() == std::byte{'\r'})) {
    content.pop_back();
  }
  crypto::Secret secret(std::move(content));
  const ByteView line = secret.reveal();
  const auto is_control = [](std::byte byte) { return byte < std::byte{0x20}; };
  if (line.empty() || line.size() > max_secret_bytes || std::ranges::any_of(line, is_control)) {
    return failure(ErrorCode::damaged, "no single line");
  }
  return secret;
}

}  // namespace digue::agent
