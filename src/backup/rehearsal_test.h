#pragma once

#include <doctest/doctest.h>

#include <map>
#include <string>

#include "backup/archive.h"
#include "backup/restore.h"
#include "machine/fake/file_tree.h"
#include "repository/keys.h"
#include "repository/pack_survey.h"
#include "repository/snapshots.h"

namespace digue::backup::test {

class StillClock final : public machine::Clock {
 public:
  Instant now() const override { return now_; }
  std::chrono::seconds ahead_of_utc(Instant) const override { return std::chrono::hours(1); }
  void pass(std::chrono::seconds time) { now_ += time; }

 private:
  Instant now_{std::chrono::seconds(1'800'000'000)};
};

class QuietArchive final : public ArchiveObserver {
 public:
  void item_done(const SavedItem&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string&, const Error&) override {}
  void excluded(const std::string&) override {}
  Result<void> may_go_on() override { return {}; }
};

/// Keeps the paths that could not be restored.
class QuietRestore final : public RestoreObserver {
 public:
  void planned(std::uint64_t, std::uint64_t) override {}
  void file_done(const std::string&) override {}
  void bytes_done(std::uint64_t) override {}
  void failed(const std::string& path, const Error& error) override { failures[path] = error.code; }
  Result<void> may_go_on() override { return {}; }

  std::map<std::string, ErrorCode> failures;
};

inline crypto::Secret password() {
  const ByteView typed = bytes_of("mot de passe fictif");
  return crypto::Secret(Bytes(typed.begin(), typed.end()));
}

/// Costs that are none: these tests open a repository hundreds of times.
inline repository::KeyMaker quick_key() { return {{}, "praticien", "cabinet", {.n = 2, .r = 1, .p = 1}}; }

inline repository::Config known_config() {
  repository::Config config;
  config.id = repository::RepositoryId(repository::RepositoryId::Raw{std::byte{1}});
  config.chunker_polynomial = 0x3DA3358B4DC173;
  return config;
}

/// Everything below a folder: path → content, "→ target" or "/".
inline std::map<std::string, std::string> files_in(machine::FileTree& files, const std::string& folder) {
  std::map<std::string, std::string> found;
  const auto opened = files.open_source(folder).value();
  const auto names = opened->names().value();
  for (const std::string& name : names) {
    const machine::EntryMetadata metadata = opened->entry(name).value();
    if (metadata.type == machine::EntryType::folder) {
      found[name] = "/";
      for (auto& [path, content] : files_in(files, folder + "/" + name)) found[name + "/" + path] = std::move(content);
    } else if (metadata.type == machine::EntryType::file) {
      Bytes content(metadata.size);
      REQUIRE(opened->open_file(name).value()->read(0, content).value() == content.size());
      found[name] = text_of(content);
    } else {
      found[name] = "→ " + metadata.link_target;
    }
  }
  return found;
}

}  // namespace digue::backup::test
