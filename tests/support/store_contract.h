#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "crypto/hash.h"
#include "store/store.h"

namespace digue::test {

/// What every store must do, tried in a place where nothing is yet.
class StoreContract {
 public:
  explicit StoreContract(store::Store& store) : store_(store) {}

  void check() {
    CHECK(store_.create().has_value());
    CHECK(store_.create().has_value());
    a_new_repository_is_empty();
    files_of_every_type_come_back();
    the_config_is_written_once();
    packs_come_in_parts();
    an_abandoned_pack_leaves_nothing();
    loads_are_bounded();
    parts_are_exact();
    what_is_missing_is_not_found();
    what_is_removed_is_gone();
    threads_do_not_disturb_one_another();
    CHECK(code_of(store_.create()) == ErrorCode::already_exists);
  }

  static store::FileId id_of(ByteView content) { return store::FileId(crypto::sha256(content)); }

  /// Bytes that do not repeat, from a number.
  static Bytes content_of(std::size_t length, std::uint64_t seed) {
    Bytes content(length);
    std::uint64_t state = seed + 0x9E3779B97F4A7C15U;
    for (std::byte& byte : content) {
      state = state * 6364136223846793005U + 1442695040888963407U;
      byte = static_cast<std::byte>(state >> 56U);
    }
    return content;
  }

 private:
  using FileType = store::FileType;
  static constexpr std::uint64_t large = 64 * 1024 * 1024;
  static constexpr FileType named_types[] = {FileType::key, FileType::lock, FileType::snapshot, FileType::index,
                                             FileType::pack};

  template <typename T>
  static ErrorCode code_of(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error().code;
  }

  store::FileName save(FileType type, ByteView content) {
    const store::FileName name{type, id_of(content)};
    REQUIRE(store_.save(name, content).has_value());
    return name;
  }

  std::size_t count(FileType type) { return store_.list(type).value().size(); }

  void a_new_repository_is_empty() {
    for (const FileType type : named_types) CHECK(count(type) == 0);
    CHECK(count(FileType::config) == 0);
    CHECK(code_of(store_.size({FileType::config, {}})) == ErrorCode::not_found);
  }

  void files_of_every_type_come_back() {
    for (const FileType type : named_types) {
      CAPTURE(store::folder_of(type));
      const Bytes content = content_of(70'000, static_cast<std::uint64_t>(type));
      const store::FileName name = save(type, content);
      CHECK(store_.load(name, large).value() == content);
      CHECK(store_.size(name).value() == content.size());
      const auto listed = store_.list(type).value();
      REQUIRE(listed.size() == 1);
      CHECK(listed[0].id == name.id);
      CHECK(listed[0].size == content.size());
      CHECK(store_.save(name, content).has_value());
      CHECK(count(type) == 1);
    }
  }

  void the_config_is_written_once() {
    const store::FileName config{FileType::config, {}};
    const store::FileName same{FileType::config, id_of(bytes_of("whatever"))};
    const Bytes content = content_of(155, 1);
    CHECK(store_.save(config, content).has_value());
    CHECK(store_.save(same, content).has_value());
    CHECK(code_of(store_.save(config, content_of(155, 2))) == ErrorCode::already_exists);
    CHECK(code_of(store_.save(config, content_of(20, 2))) == ErrorCode::already_exists);
    CHECK(store_.load(same, large).value() == content);
    CHECK(count(FileType::config) == 1);
  }

  void packs_come_in_parts() {
    const Bytes content = content_of(3'000'000, 3);
    const auto upload = store_.begin_pack().value();
    for (std::size_t begin = 0; begin < content.size(); begin += 700'001) {
      const std::size_t length = std::min<std::size_t>(700'001, content.size() - begin);
      REQUIRE(upload->write(ByteView(content).subspan(begin, length)).has_value());
    }
    CHECK(upload->finish(id_of(content)).has_value());
    CHECK(store_.load({FileType::pack, id_of(content)}, large).value() == content);
    const auto again = store_.begin_pack().value();
    REQUIRE(again->write(content).has_value());
    CHECK(again->finish(id_of(content)).has_value());
    CHECK(count(FileType::pack) == 2);
  }

  void an_abandoned_pack_leaves_nothing() {
    REQUIRE(store_.begin_pack().value()->write(content_of(1000, 4)).has_value());
    CHECK(count(FileType::pack) == 2);
  }

  void loads_are_bounded() {
    const store::FileName name = save(FileType::index, content_of(1000, 5));
    CHECK(store_.load(name, 1000).value().size() == 1000);
    CHECK(code_of(store_.load(name, 999)) == ErrorCode::invalid_input);
    CHECK(code_of(store_.load(name, 0)) == ErrorCode::invalid_input);
    const store::FileName empty = save(FileType::index, {});
    CHECK(store_.load(empty, 0).value().empty());
  }

  void parts_are_exact() {
    const Bytes content = content_of(5000, 6);
    const store::FileName name = save(FileType::pack, content);
    const auto part = [&](std::size_t offset, std::size_t length) {
      const Result<Bytes> loaded = store_.load_part(name, offset, length);
      return loaded && std::ranges::equal(*loaded, ByteView(content).subspan(offset, length));
    };
    CHECK(part(0, 5000));
    CHECK(part(0, 1));
    CHECK(part(4999, 1));
    CHECK(part(1234, 2345));
    CHECK(part(5000, 0));
    CHECK(code_of(store_.load_part(name, 4999, 2)) == ErrorCode::damaged);
    CHECK(code_of(store_.load_part(name, 5000, 1)) == ErrorCode::damaged);
    CHECK(code_of(store_.load_part(name, 5001, 0)) == ErrorCode::damaged);
    CHECK(code_of(store_.load_part(name, 1'000'000'000'000, 10)) == ErrorCode::damaged);
  }

  void what_is_missing_is_not_found() {
    const store::FileName name{FileType::snapshot, id_of(bytes_of("never saved"))};
    CHECK(code_of(store_.load(name, large)) == ErrorCode::not_found);
    CHECK(code_of(store_.load_part(name, 0, 1)) == ErrorCode::not_found);
    CHECK(code_of(store_.size(name)) == ErrorCode::not_found);
  }

  void what_is_removed_is_gone() {
    for (const FileType type : named_types) {
      CAPTURE(store::folder_of(type));
      const std::size_t before = count(type);
      const store::FileName name = save(type, content_of(100, 7 + static_cast<std::uint64_t>(type)));
      CHECK(store_.remove(name).has_value());
      CHECK(store_.remove(name).has_value());
      CHECK(code_of(store_.size(name)) == ErrorCode::not_found);
      CHECK(count(type) == before);
    }
  }

  void threads_do_not_disturb_one_another() {
    constexpr std::uint64_t threads = 4;
    constexpr std::uint64_t files_of_each = 8;
    const std::size_t before = count(FileType::pack);
    {
      std::vector<std::jthread> running;
      for (std::uint64_t thread = 0; thread < threads; ++thread) {
        running.emplace_back([this, thread] {
          for (std::uint64_t i = 0; i < files_of_each; ++i) {
            const Bytes content = content_of(10'000, 1000 + thread * files_of_each + i);
            const auto upload = store_.begin_pack();
            if (!upload || !(*upload)->write(content) || !(*upload)->finish(id_of(content))) return;
            // Everybody saves this one too.
            const Bytes shared = content_of(500, 999);
            if (!store_.save({FileType::index, id_of(shared)}, shared)) return;
          }
        });
      }
    }
    CHECK(count(FileType::pack) == before + threads * files_of_each);
  }

  store::Store& store_;
};

}  // namespace digue::test
