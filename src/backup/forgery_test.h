#pragma once

#include "backup/rehearsal_test.h"
#include "repository/tree.h"
#include "store/memory.h"

namespace digue::backup::test {

/// A repository whose trees somebody with the key made up.
class Forgery {
 public:
  Forgery()
      : opened_(repository::create_repository(store_, password(), quick_key(), known_config()).value()),
        tools_(opened_.repository->make_tools()),
        writer_(*opened_.repository) {}

  using BlobId = repository::BlobId;
  using BlobType = repository::BlobType;

  BlobId blob(BlobType type, const std::string& content) {
    const ByteView view = bytes_of(content);
    return writer_.save(type, {&view, 1}, tools_)->front().id;
  }
  BlobId tree(const std::string& nodes) { return blob(BlobType::tree, R"({"nodes":[)" + nodes + "]}\n"); }

  static std::string node(const std::string& name, const std::string& rest) {
    return R"({"name":")" + name + R"(","mode":420,"mtime":"2026-01-02T03:04:05Z","atime":"2026-01-02T03:04:05Z",)" +
           R"("ctime":"2026-01-02T03:04:05Z","uid":0,"gid":0,)" + rest + "}";
  }
  static std::string folder(const std::string& name, const BlobId& tree) {
    return node(name, R"("type":"dir","content":null,"subtree":")" + tree.hex() + "\"");
  }
  static std::string link(const std::string& name, const std::string& target) {
    return node(name, R"("type":"symlink","content":null,"linktarget":")" + target + "\"");
  }
  std::string file(const std::string& name, const std::string& content) {
    return node(name, R"("type":"file","size":)" + std::to_string(content.size()) + R"(,"content":[")" +
                          blob(BlobType::data, content).hex() + "\"]");
  }

  /// Restores into /ici.
  RestoreOutcome restore_into(machine::fake::MemoryFileTree& files, const BlobId& tree, RestoreOptions options = {}) {
    REQUIRE(writer_.flush(tools_).has_value());
    options.tree = tree;
    Workers workers(1, 2);
    const auto target = files.open_target("/ici").value();
    const auto outcome = restore(*opened_.repository, *target, options, observer, workers);
    REQUIRE(outcome.has_value());
    return *outcome;
  }

  void snapshot(const BlobId& tree) {
    REQUIRE(writer_.flush(tools_).has_value());
    repository::Snapshot snapshot;
    snapshot.tree = tree;
    REQUIRE(opened_.repository->save_unpacked(store::FileType::snapshot, repository::to_json(snapshot), tools_));
  }

  /// Opened anew, with an index that is not loaded yet.
  std::unique_ptr<repository::Repository> reopened() {
    return std::move(repository::open_repository(store_, password()).value().repository);
  }

  QuietRestore observer;

 private:
  store::MemoryStore store_;
  repository::OpenedRepository opened_;
  repository::BlobTools tools_;
  repository::BlobWriter writer_;
};

}  // namespace digue::backup::test
