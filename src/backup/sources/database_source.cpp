#include "backup/sources/database_source.h"

#include <fmt/core.h>

#include <algorithm>

namespace digue::backup {

namespace {

class ProgramContent final : public ContentStream {
 public:
  ProgramContent(std::unique_ptr<machine::ProcessStream> program, std::string ending)
      : program_(std::move(program)), ending_(std::move(ending)) {}

  Result<std::size_t> read(std::span<std::byte> into) override {
    const std::size_t count = TRY(program_->read(into));
    if (count == 0) {
      TRY(check_end());
      return 0;
    }
    tail_.append(reinterpret_cast<const char*>(into.data()), count);
    if (tail_.size() > ending_.size()) tail_.erase(0, tail_.size() - ending_.size());
    return count;
  }

 private:
  Result<void> check_end() {
    const int exit_code = TRY(program_->finish());
    if (exit_code != 0) return failure(ErrorCode::unavailable, fmt::format("the program ended with {}", exit_code));
    if (tail_ != ending_) return failure(ErrorCode::unavailable, "the program ended too early");
    return {};
  }

  std::unique_ptr<machine::ProcessStream> program_;
  std::string ending_;
  std::string tail_;  ///< as much of what came last as `ending_` is long
};

bool has_nul(const std::string& text) { return text.find('\0') != std::string::npos; }

}  // namespace

Result<void> check_source(const DatabaseSource& source) {
  if (source.name.empty()) return failure(ErrorCode::invalid_input, "a database without a name");
  if (has_nul(source.name) || has_nul(source.host) || has_nul(source.user) || has_nul(source.password_file)) {
    return failure(ErrorCode::invalid_input, "a NUL in a name");
  }
  if (source.port < 0 || source.port > 65535) return failure(ErrorCode::invalid_input, "no such port");
  if (source.as && !source.password_file.empty()) {
    return failure(ErrorCode::invalid_input, "a password file that this account cannot read");
  }
  return {};
}

Result<void> check_password_file(machine::FileTree& files, const std::string& path, std::uint32_t user_id) {
  const std::size_t end = path.rfind('/');
  if (!path.starts_with('/') || end + 1 == path.size()) return failure(ErrorCode::invalid_input, "no absolute path");
  const auto folder = TRY(files.open_source(end == 0 ? "/" : path.substr(0, end)));
  const machine::EntryMetadata status = TRY(folder->status(path.substr(end + 1)));
  const bool is_private = status.type == machine::EntryType::file && (status.permissions & 0077) == 0;
  if (!is_private || status.user_id != user_id) {
    return failure(ErrorCode::denied, "the password file is not its reader's own, or others may open it");
  }
  return {};
}

Result<std::unique_ptr<ContentStream>> content_of_program(machine::ProcessStreams& programs,
                                                          const machine::StreamCommand& command, std::string ending) {
  auto program = TRY(programs.start(command));
  return std::make_unique<ProgramContent>(std::move(program), std::move(ending));
}

}  // namespace digue::backup
