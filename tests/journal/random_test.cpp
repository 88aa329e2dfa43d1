#include <doctest/doctest.h>
#include <fmt/core.h>

#include <array>
#include <cstdio>
#include <random>

#include "base/text.h"
#include "journal/chain.h"
#include "support.h"

namespace digue::journal::test {
namespace {

constexpr std::int64_t count = 12;

/// The same choices in every run.
class Dice {
 public:
  explicit Dice(unsigned seed) : engine_(seed) {}
  std::int64_t from(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
  }

 private:
  std::mt19937_64 engine_;
};

/// Gives an entry the hash of what it says now, as somebody without the key could.
void rehash(const std::string& path, std::int64_t number) {
  for (const database::Row& row : all_rows(path)) {
    const auto* previous = std::get_if<Bytes>(&row.at(4));
    if (row.at(0) != database::Value(number) || previous == nullptr || previous->size() != 32) continue;
    Link link{number,
              std::get<std::int64_t>(row.at(1)),
              std::get<std::string>(row.at(2)),
              std::get<std::string>(row.at(3)),
              {}};
    std::ranges::copy(*previous, link.previous.begin());
    const crypto::Sha256 hash = hash_of(link);
    edit(path, "UPDATE entries SET hash = ? WHERE number = ?", {Bytes(hash.begin(), hash.end()), number});
  }
}

/// One edit of the rows that somebody could do by hand; `n` and `m` are entries.
std::string random_edit(Dice& dice, std::int64_t n, std::int64_t m) {
  const std::array edits = {
      fmt::format("UPDATE entries SET at = at + {} WHERE number = {}", dice.from(-100'000, 100'000), n),
      fmt::format("UPDATE entries SET kind = kind || 'x' WHERE number = {}", n),
      fmt::format("UPDATE entries SET kind = 'seal_broken' WHERE number = {}", n),
      fmt::format("UPDATE entries SET body = '{{\"count\":{}}}' WHERE number = {}", m, n),
      fmt::format("UPDATE entries SET body = (SELECT body FROM entries WHERE number = {}) WHERE number = {}", m, n),
      fmt::format("UPDATE entries SET body = 'no JSON', previous = x'00' WHERE number = {}", n),
      fmt::format("UPDATE entries SET previous = randomblob(32) WHERE number = {}", n),
      fmt::format("UPDATE entries SET hash = (SELECT hash FROM entries WHERE number = {}) WHERE number = {}", m, n),
      fmt::format("UPDATE entries SET previous = (SELECT hash FROM entries WHERE number = {}) WHERE number = {}", m, n),
      fmt::format("UPDATE OR IGNORE entries SET number = {} WHERE number = {}", dice.from(-2, 20), n),
      fmt::format("UPDATE entries SET number = 1000000 * number WHERE number = {}", n),
      fmt::format("UPDATE entries SET number = -number WHERE number IN ({}, {})", n, m),
      fmt::format("DELETE FROM entries WHERE number = {}", n),
      fmt::format("DELETE FROM entries WHERE number >= {}", n),
      fmt::format("DELETE FROM entries WHERE number BETWEEN {} AND {}", n, m),
      fmt::format("INSERT INTO entries SELECT 13, at, kind, body, hash, hash FROM entries WHERE number = {}", n),
      fmt::format("UPDATE head SET number = {}", n),
      std::string("UPDATE head SET seal = randomblob(32)"),
      fmt::format("UPDATE head SET hash = coalesce((SELECT hash FROM entries WHERE number = {}), x'')", n),
      std::string("UPDATE head SET claim = randomblob(32)"),
      std::string("DELETE FROM head"),
      fmt::format("UPDATE personal SET words = 'Autre' WHERE words = 'Personne {}'", 3 * dice.from(1, 4)),
      std::string("UPDATE personal SET salt = randomblob(31)"),
      std::string("DELETE FROM personal"),
  };
  return edits.at(static_cast<std::size_t>(dice.from(0, std::ssize(edits) - 1)));
}

/// One to three edits, now and then with a hash that was made to fit or two entries that change places.
std::string edit_at_random(const std::string& path, Dice& dice) {
  std::string done;
  const std::int64_t edits = dice.from(1, 3);
  for (std::int64_t i = 0; i < edits; ++i) {
    const std::int64_t n = dice.from(1, count);
    const std::int64_t m = dice.from(1, count);
    const std::string sql = random_edit(dice, n, m);
    done += sql + "; ";
    // Two rows cannot have one number: then nothing happens, as for the hand that tries.
    static_cast<void>(by_hand(path).execute(sql));
    if (dice.from(0, 4) == 0) rehash(path, n);
    if (dice.from(0, 9) == 0) {
      const std::string swap = "UPDATE OR IGNORE entries SET number = {} WHERE number = {}";
      edit(path, fmt::format(fmt::runtime(swap), 500, n));
      edit(path, fmt::format(fmt::runtime(swap), n, m));
      edit(path, fmt::format(fmt::runtime(swap), m, 500));
    }
  }
  return done;
}

bool is_clean(const std::string& text) {
  return text.find("entries") != std::string::npos && text.find("interrupted") == std::string::npos &&
         text.find_first_of(';') == text.find("; backwards");
}

/// What verify.py says, for each file.
std::vector<std::string> by_python(const Scratch& scratch, const std::vector<std::string>& paths) {
  std::string key;
  for (char i = 0; i < 32; ++i) key.push_back(i);
  write_file(scratch.file("key"), key);
  std::string command = DIGUE_PYTHON " " DIGUE_SOURCE_DIR "/tests/journal/verify.py --key " + scratch.file("key");
  for (const std::string& path : paths) command += " " + path;
  FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  std::array<char, 4096> buffer = {};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) output.append(buffer.data(), size);
  pclose(pipe);
  std::vector<std::string> texts;
  for (const std::string_view line : lines_of(output)) texts.emplace_back(line.substr(line.find(": ") + 2));
  return texts;
}

TEST_CASE("hundreds of edits by hand are never verified clean, and an independent program finds the same faults") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  const std::string original = read_file(scratch.file());
  const std::vector<database::Row> rows = all_rows(scratch.file());
  Dice dice(2026);
  std::vector<std::string> paths;
  std::vector<std::string> ours;
  std::vector<std::string> edits;
  for (int i = 0; i < 400; ++i) {
    paths.push_back(scratch.file(fmt::format("{}.sqlite", i)));
    write_file(paths.back(), original);
    edits.push_back(edit_at_random(paths.back(), dice));
    const bool changed = all_rows(paths.back()) != rows;
    const bool goes_on = dice.from(0, 2) == 0 && verified_by_reader(paths.back()).find("interr") == std::string::npos;
    if (goes_on && Journal::open(paths.back(), the_key())->append(numbered_act(20))) edits.back() += "append";
    ours.push_back(verified_by_reader(paths.back()));
    CAPTURE(edits.back());
    if (changed) CHECK_FALSE(is_clean(ours.back()));
    CHECK(ours.back() == verified(paths.back()));
  }
  const std::vector<std::string> theirs = by_python(scratch, paths);
  REQUIRE(theirs.size() == ours.size());
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CAPTURE(edits.at(i));
    CHECK(ours.at(i) == theirs.at(i));
  }
}

TEST_CASE("whatever bytes of the file change, a clean verification means the same entries") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  const std::string original = read_file(scratch.file());
  const std::vector<database::Row> rows = all_rows(scratch.file());
  Dice dice(28);
  std::vector<std::string> paths;
  std::vector<std::string> ours;
  for (int i = 0; i < 600; ++i) {
    std::string bytes = original;
    const std::int64_t size = std::ssize(bytes);
    if (i % 10 == 0) bytes.resize(static_cast<std::size_t>(dice.from(1, size - 1)));
    if (i % 10 == 1) bytes.replace(static_cast<std::size_t>(dice.from(0, size - 513)), 512, std::string(512, '\0'));
    for (std::int64_t flips = i % 10 < 2 ? 0 : dice.from(1, 3); flips > 0; --flips) {
      char& byte = bytes.at(static_cast<std::size_t>(dice.from(0, std::ssize(bytes) - 1)));
      byte = static_cast<char>(byte ^ static_cast<char>(1 << dice.from(0, 7)));
    }
    paths.push_back(scratch.file(fmt::format("{}.sqlite", i)));
    write_file(paths.back(), bytes);
    ours.push_back(verified_by_reader(paths.back()));
    if (is_clean(ours.back())) CHECK(all_rows(paths.back()) == rows);
    if (is_clean(ours.back())) CHECK(ours.back() == "12 entries");
  }
  const std::vector<std::string> theirs = by_python(scratch, paths);
  REQUIRE(theirs.size() == ours.size());
  std::size_t seen = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    CAPTURE(ours.at(i));
    CAPTURE(theirs.at(i));
    // We also refuse a schema that was touched; what they both read they judge alike.
    if (ours.at(i).find("entries") != std::string::npos) CHECK(ours.at(i) == theirs.at(i));
    if (!is_clean(ours.at(i))) ++seen;
  }
  CHECK(seen > 200);  // the journal is small enough for most changes to hit something
}

}  // namespace
}  // namespace digue::journal::test
