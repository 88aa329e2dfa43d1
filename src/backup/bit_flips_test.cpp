#include <doctest/doctest.h>

#include <algorithm>

#include "backup/check.h"
#include "backup/rehearsal_test.h"
#include "repository/pack_header.h"
#include "support/small_repository.h"

namespace digue::backup {
namespace {

using store::FileName;
using store::FileType;

constexpr std::size_t iv_bytes = 16;
constexpr std::size_t mac_bytes = 16;

/// A place in a file, and what lies there.
struct Region {
  const char* name;
  std::size_t at;
};

void add_sealed(std::vector<Region>& regions, std::size_t start, std::size_t length) {
  regions.push_back({"first of IV", start});
  regions.push_back({"last of IV", start + iv_bytes - 1});
  regions.push_back({"first of ciphertext", start + iv_bytes});
  regions.push_back({"middle of ciphertext", start + (iv_bytes + length - mac_bytes) / 2});
  regions.push_back({"last of ciphertext", start + length - mac_bytes - 1});
  regions.push_back({"first of MAC", start + length - mac_bytes});
  regions.push_back({"last of MAC", start + length - 1});
}

/// Two folders, some files, two snapshots: what the second one needs lies in packs of both.
struct Practice : test::Rehearsal {
  Practice() {
    for (int day = 0; day < 2; ++day) {
      files.put_file("/cabinet/agenda", "le jour " + std::to_string(day));
      for (int i = 0; i < 3; ++i) {
        files.put_file("/cabinet/radios/" + std::to_string(day * 3 + i), test::noise(3000, std::uint64_t(day * 3 + i)));
      }
      note_day();
      REQUIRE(back_up().has_value());
    }
    wanted = days.rbegin()->second;
  }

  static std::string path_of(const FileName& name) {
    const std::string id = name.id.hex();
    if (name.type == FileType::config) return "/place/r/config";
    const std::string folder = "/place/r/" + std::string(store::folder_of(name.type)) + "/";
    return name.type == FileType::pack ? folder + id.substr(0, 2) + "/" + id : folder + id;
  }

  std::vector<FileName> files_of(FileType type) {
    store::LocalStore store(disk, "/place/r");
    std::vector<FileName> names;
    const auto listed = store.list(type).value();
    for (const store::ListedFile& file : listed) names.push_back({type, file.id});
    return names;
  }

  /// Opened, or why it cannot be.
  Result<repository::OpenedRepository> open(store::Store& store) {
    return repository::open_repository(store, test::password());
  }

  std::map<std::string, std::string> wanted;
};

std::vector<Region> regions_of(FileType type, ByteView content) {
  std::vector<Region> regions;
  if (type == FileType::key) {
    for (const char* member : {"\"N\":", "\"salt\":\"", "\"data\":\"", "\"kdf\":\"", "\"p\":"}) {
      const std::size_t at = text_of(content).find(member);
      REQUIRE(at != std::string_view::npos);
      regions.push_back({member, at + std::string_view(member).size()});
    }
    return regions;
  }
  if (type != FileType::pack) {
    add_sealed(regions, 0, content.size());
    return regions;
  }
  std::size_t header_bytes = 0;
  for (std::size_t i = 4; i > 0; --i)
    header_bytes = header_bytes << 8 | std::to_integer<std::size_t>(content[content.size() - 5 + i]);
  const std::size_t header = content.size() - repository::pack_length_bytes - header_bytes;
  regions.push_back({"IV of the first blob", 0});
  regions.push_back({"ciphertext of the first blob", iv_bytes});
  regions.push_back({"ciphertext of a blob", header / 2});
  regions.push_back({"MAC of the last blob", header - 1});
  add_sealed(regions, header, header_bytes);
  for (std::size_t i = 0; i < 4; ++i) regions.push_back({"length of the header", content.size() - 4 + i});
  return regions;
}

/// What came of a check: whether it named an error, or could not open the repository.
bool is_noticed(Practice& practice) {
  store::LocalStore store(practice.disk, "/place/r");
  const auto opened = practice.open(store);
  if (!opened) return opened.error().code == ErrorCode::damaged || opened.error().code == ErrorCode::wrong_key;
  test::Findings findings;
  Workers workers(0, 1);
  return check(*opened->repository, {ReadSubset{}}, findings, workers)->errors > 0;
}

/// Restores the newest snapshot that can be read: each file is right, or its failure was reported.
bool is_restored_or_named(Practice& practice) {
  store::LocalStore store(practice.disk, "/place/r");
  const auto opened = practice.open(store);
  if (!opened) return true;
  repository::Repository& repository = *opened->repository;
  repository::BlobTools tools = repository.make_tools();
  auto named = repository.load_index(tools).value();
  const auto survey = repository::survey_packs(repository, tools).value();
  for (const repository::FinishedPack& pack : survey.orphans) repository.note_pack(pack.id, pack.blobs);
  const auto list = repository::load_snapshots(repository, tools).value();
  if (list.snapshots.size() < 2) return !list.quarantined.empty();
  machine::fake::MemoryFileTree files;
  Workers workers(0, 1);
  test::QuietRestore observer;
  const auto outcome = restore(repository, *files.open_target("/ici").value(),
                               {.tree = list.snapshots.back().snapshot.tree}, observer, workers);
  if (!outcome) return outcome.error().code == ErrorCode::damaged;
  const auto found = test::files_in(files, "/ici/cabinet");
  return std::ranges::all_of(practice.wanted, [&](const auto& entry) {
    const auto it = found.find(entry.first);
    if (it != found.end() && it->second == entry.second) return true;
    // It is named, or a folder above it is.
    return std::ranges::any_of(observer.failures, [&](const auto& failure) {
      return ("/cabinet/" + entry.first).starts_with(failure.first) && failure.second == ErrorCode::damaged;
    });
  });
}

TEST_CASE("a bit that flips in any region of any file is found by check, and costs a restore only what it names") {
  Practice practice;
  std::size_t tried = 0;
  for (const FileType type : {FileType::config, FileType::key, FileType::index, FileType::snapshot, FileType::pack}) {
    for (const FileName& name : practice.files_of(type)) {
      const std::string path = Practice::path_of(name);
      const Bytes whole = practice.disk.content(path).value();
      for (const Region& region : regions_of(type, whole)) {
        for (const std::byte bit : {std::byte{1}, std::byte{0x80}}) {
          CAPTURE(store::describe(name));
          CAPTURE(region.name);
          Bytes broken = whole;
          broken[region.at] ^= bit;
          REQUIRE(practice.disk.overwrite(path, broken).has_value());
          CHECK(is_noticed(practice));
          CHECK(is_restored_or_named(practice));
          ++tried;
        }
      }
      REQUIRE(practice.disk.overwrite(path, whole).has_value());
    }
  }
  CHECK(tried > 100);
  CHECK_FALSE(is_noticed(practice));
}

}  // namespace
}  // namespace digue::backup
