#include "machine/linux/writer.h"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "machine/linux/file_tree.h"
#include "machine/linux/frames.h"
#include "machine/linux/writer_protocol.h"

namespace digue::machine {

namespace {

using namespace linux;  // NOLINT(google-build-using-namespace): the protocol is all there is in this file

class PersonsFolder {
 public:
  Result<Bytes> answer(const WriteRequest& request) {
    if (request.operation == WriteOperation::open) return open(request.name);
    if (!tree_) return failure(ErrorCode::bug, "nothing is open");
    return does_answer(request.operation) ? ask(request) : act(request);
  }

 private:
  static bool does_answer(WriteOperation operation) {
    return operation == WriteOperation::entry || operation == WriteOperation::names ||
           operation == WriteOperation::open_file || operation == WriteOperation::read ||
           operation == WriteOperation::extent || operation == WriteOperation::set_metadata;
  }

  Result<Bytes> open(const std::string& folder) {
    auto tree = TRY(files_.open_target(TRY(files_.absolute(folder))));
    const auto status = TRY(tree->entry({}));
    if (!status || status->user_id != ::geteuid()) return failure(ErrorCode::denied, "somebody else's folder");
    if (!TRY(tree->names({})).empty()) return failure(ErrorCode::already_exists, "something is in it");
    tree_ = std::move(tree);
    return Bytes();
  }

  Result<Bytes> ask(const WriteRequest& request) {
    switch (request.operation) {
      case WriteOperation::entry: return encode_entry(TRY(tree_->entry(request.path)));
      case WriteOperation::names: return encode_written_names(TRY(tree_->names(request.path)));
      case WriteOperation::open_file: return open_file(request.path);
      case WriteOperation::read: return read(request);
      case WriteOperation::extent:
        return encode_extent(TRY(TRY(tree_->open_to_read(request.path))->extent(request.number, request.other_number)));
      default: break;
    }
    if (request.file == 0) return encode_refused(TRY(tree_->set_metadata(request.path, request.metadata)));
    return encode_refused(TRY(TRY(file(request))->set_metadata(request.metadata)));
  }

  Result<Bytes> open_file(const TargetTree::Path& path) {
    if (written_.size() >= max_written_files) return failure(ErrorCode::bug, "too many open files");
    written_[++last_file_] = TRY(tree_->open_file(path));
    return encode_file(last_file_);
  }

  Result<TargetFile*> file(const WriteRequest& request) {
    const auto found = written_.find(request.file);
    if (found == written_.end()) return failure(ErrorCode::bug, "no such file is open");
    return found->second.get();
  }

  Result<Bytes> read(const WriteRequest& request) {
    Bytes content(std::min<std::uint64_t>(request.other_number, max_write_bytes));
    const std::size_t count = request.file == 0
                                  ? TRY(TRY(tree_->open_to_read(request.path))->read(request.number, content))
                                  : TRY(TRY(file(request))->read(request.number, content));
    content.resize(count);
    return content;
  }

  Result<Bytes> act(const WriteRequest& request) {
    TRY(do_it(request));
    return Bytes();
  }

  Result<void> do_it(const WriteRequest& request) {
    switch (request.operation) {
      case WriteOperation::make_folder: return tree_->make_folder(request.path);
      case WriteOperation::close_file: written_.erase(request.file); return {};
      case WriteOperation::write: return TRY(file(request))->write(request.number, request.content);
      case WriteOperation::set_size: return TRY(file(request))->set_size(request.number);
      case WriteOperation::make_special: return tree_->make_special(request.path, request.metadata);
      case WriteOperation::make_link: return tree_->make_hard_link(request.path, request.other);
      case WriteOperation::remove: return tree_->remove(request.path);
      case WriteOperation::rename: return tree_->rename(request.path, request.name);
      case WriteOperation::sync: return tree_->sync();
      default: return failure(ErrorCode::bug, "no such operation");
    }
  }

  LinuxFileTree files_;
  std::unique_ptr<TargetTree> tree_;
  std::map<std::uint64_t, std::unique_ptr<TargetFile>> written_;
  std::uint64_t last_file_ = 0;
};

}  // namespace

int serve_writes(int socket) {
  constexpr int closed = 0;
  constexpr int not_understood = 2;
  PersonsFolder folder;
  while (const auto frame = receive_frame(socket, max_writer_frame)) {
    const auto request = parse_write_request(*frame);
    if (!request) return not_understood;
    if (!send_frame(socket, encode_write_reply(folder.answer(*request)))) return closed;
  }
  return closed;
}

}  // namespace digue::machine
