#include "machine/linux/writer_tree.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "machine/linux/frames.h"
#include "machine/posix/errors.h"

namespace digue::machine::linux {

using posix::Descriptor;
using posix::system_failure;

namespace {

constexpr std::chrono::seconds lookup_patience{20};
constexpr std::chrono::seconds start_patience{10};
/// A disk that is full of other work may take long; one that hangs must not hang the service.
constexpr std::chrono::seconds patience{60};
constexpr std::chrono::seconds sync_patience{300};

/// Piece by piece, from a file that is open or from one with that path.
Result<std::size_t> read_pieces(WriterTree& tree, WriteRequest request, std::uint64_t offset,
                                std::span<std::byte> into) {
  request.operation = WriteOperation::read;
  std::size_t done = 0;
  while (done < into.size()) {
    request.number = offset + done;
    request.other_number = std::min(into.size() - done, max_write_bytes);
    const Bytes part = TRY(tree.ask(request));
    if (part.size() > request.other_number) return failure(ErrorCode::damaged, "more than was asked for");
    std::ranges::copy(part, into.begin() + static_cast<std::ptrdiff_t>(done));
    done += part.size();
    if (part.size() < request.other_number) break;
  }
  return done;
}

class WrittenFile final : public TargetFile {
 public:
  WrittenFile(WriterTree& tree, std::uint64_t file) : tree_(tree), file_(file) {}
  WrittenFile(const WrittenFile&) = delete;
  WrittenFile& operator=(const WrittenFile&) = delete;
  ~WrittenFile() override { static_cast<void>(tree_.ask({.operation = WriteOperation::close_file, .file = file_})); }

  Result<void> write(std::uint64_t offset, ByteView content) override {
    while (!content.empty()) {
      const ByteView part = content.first(std::min(content.size(), max_write_bytes));
      TRY(tree_.ask({.operation = WriteOperation::write, .file = file_, .number = offset, .content = part}));
      offset += part.size();
      content = content.subspan(part.size());
    }
    return {};
  }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return read_pieces(tree_, {.file = file_}, offset, into);
  }
  Result<void> set_size(std::uint64_t size) override {
    TRY(tree_.ask({.operation = WriteOperation::set_size, .file = file_, .number = size}));
    return {};
  }
  Result<std::vector<RefusedPart>> set_metadata(const EntryMetadata& metadata) override {
    return parse_refused(
        TRY(tree_.ask({.operation = WriteOperation::set_metadata, .file = file_, .metadata = metadata})));
  }

 private:
  WriterTree& tree_;
  std::uint64_t file_;
};

class ReadFile final : public SourceFile {
 public:
  ReadFile(WriterTree& tree, TargetTree::Path path) : tree_(tree), path_(std::move(path)) {}

  Result<EntryMetadata> metadata() override {
    auto found = TRY(tree_.entry(path_));
    if (!found) return failure(ErrorCode::not_found, "it is not there any more");
    return *std::move(found);
  }
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) override {
    return read_pieces(tree_, {.path = path_}, offset, into);
  }
  Result<Extent> extent(std::uint64_t offset, std::uint64_t end) override {
    const Extent extent = TRY(parse_extent(
        TRY(tree_.ask({.operation = WriteOperation::extent, .path = path_, .number = offset, .other_number = end}))));
    const bool is_in_range = extent.offset == offset && (extent.length == 0 || extent.length <= end - offset);
    if (!is_in_range) return failure(ErrorCode::damaged, "no extent of what was asked for");
    return extent;
  }

 private:
  WriterTree& tree_;
  TargetTree::Path path_;
};

}  // namespace

Result<Bytes> WriterTree::ask(const WriteRequest& request) {
  const std::lock_guard lock(mutex_);
  if (is_gone_) return failure(ErrorCode::unavailable, "the writer has gone");
  const Result<Bytes> reply = exchange(request);
  if (reply) return parse_write_reply(*reply);
  is_gone_ = true;
  child_.kill();
  return failure(ErrorCode::unavailable, reply.error().detail);
}

Result<Bytes> WriterTree::exchange(const WriteRequest& request) {
  const Deadline deadline = Deadline::in(request.operation == WriteOperation::sync ? sync_patience : patience);
  TRY(send_frame(socket_, encode_write_request(request), deadline));
  return receive_frame(socket_, max_writer_frame, deadline);
}

Result<void> WriterTree::act(const WriteRequest& request) {
  TRY(ask(request));
  return {};
}

Result<void> WriterTree::open(const std::string& folder) {
  return act({.operation = WriteOperation::open, .name = folder});
}

Result<std::optional<EntryMetadata>> WriterTree::entry(const Path& path) {
  return parse_entry(TRY(ask({.operation = WriteOperation::entry, .path = path})));
}

Result<std::vector<std::string>> WriterTree::names(const Path& path) {
  return parse_written_names(TRY(ask({.operation = WriteOperation::names, .path = path})));
}

Result<void> WriterTree::make_folder(const Path& path) {
  return act({.operation = WriteOperation::make_folder, .path = path});
}

Result<std::unique_ptr<TargetFile>> WriterTree::open_file(const Path& path) {
  return std::make_unique<WrittenFile>(
      *this, TRY(parse_file(TRY(ask({.operation = WriteOperation::open_file, .path = path})))));
}

Result<std::unique_ptr<SourceFile>> WriterTree::open_to_read(const Path& path) {
  TRY(ask({.operation = WriteOperation::read, .path = path}));  // nothing of it, but it can be opened
  return std::make_unique<ReadFile>(*this, path);
}

Result<void> WriterTree::make_special(const Path& path, const EntryMetadata& metadata) {
  return act({.operation = WriteOperation::make_special, .path = path, .metadata = metadata});
}

Result<void> WriterTree::make_hard_link(const Path& existing, const Path& path) {
  return act({.operation = WriteOperation::make_link, .path = existing, .other = path});
}

Result<void> WriterTree::remove(const Path& path) { return act({.operation = WriteOperation::remove, .path = path}); }

Result<void> WriterTree::rename(const Path& path, const std::string& new_name) {
  return act({.operation = WriteOperation::rename, .path = path, .name = new_name});
}

Result<std::vector<RefusedPart>> WriterTree::set_metadata(const Path& path, const EntryMetadata& metadata) {
  return parse_refused(TRY(ask({.operation = WriteOperation::set_metadata, .path = path, .metadata = metadata})));
}

Result<void> WriterTree::sync() { return act({.operation = WriteOperation::sync}); }

Result<Person> LinuxPersonTargets::person(std::uint32_t user_id) {
  return person_of(user_id, processes_, Deadline::in(lookup_patience));
}

Result<std::unique_ptr<TargetTree>> LinuxPersonTargets::open(const Person& person, const std::string& folder) {
  if (!folder.starts_with('/') || folder.find('\0') != std::string::npos) {
    return failure(ErrorCode::invalid_input, "no absolute path");
  }
  ChildPlan plan;
  if (::geteuid() != person.user_id) {
    if (::geteuid() != 0) return failure(ErrorCode::denied, "not the account of this program");
    if (person.groups.empty()) return failure(ErrorCode::denied, "an account without a group");
    plan.rights = Rights{person.user_id, person.groups.front(), {person.groups.begin(), person.groups.end()}};
  }
  const Descriptor program(::open(program_.path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!program.is_open()) return system_failure(errno, program_.path);
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_failure(errno, "no socket");
  Descriptor ours(ends[0]);
  const Descriptor theirs(ends[1]);
  plan.open_program = program.number();
  plan.words = {"digue", program_.word};
  plan.input = theirs.number();
  Child child = TRY(Child::start(plan, dying_, Deadline::in(start_patience)));
  auto tree = std::make_unique<WriterTree>(std::move(child), std::move(ours));
  TRY(tree->open(folder));
  return tree;
}

}  // namespace digue::machine::linux

namespace digue::machine {

std::unique_ptr<PersonTargets> person_targets() { return std::make_unique<linux::LinuxPersonTargets>(); }

}  // namespace digue::machine
