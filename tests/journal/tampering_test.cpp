#include <doctest/doctest.h>
#include <fmt/core.h>

#include "journal/chain.h"
#include "support.h"

namespace digue::journal::test {
namespace {

constexpr std::int64_t count = 6;

/// A fresh journal of six entries for each place at which somebody lays a hand on it.
template <typename Tamper>
void at_every_entry(Tamper tamper) {
  for (std::int64_t n = 1; n <= count; ++n) {
    const Scratch scratch;
    make_journal(scratch.file(), count);
    CAPTURE(n);
    tamper(scratch.file(), n);
  }
}

std::string found(const std::string& faults) { return fmt::format("{} entries{}", count, faults); }

/// An entry by somebody who knows the format and lacks the key.
void insert_forged(const std::string& path, std::int64_t number, const crypto::Sha256& previous) {
  const Link link{number, 1'800'000'000'000, "forged", "{}", previous};
  const crypto::Sha256 hash = hash_of(link);
  edit(path, "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?)",
       {link.number, link.at_ms, link.kind, link.body, Bytes(previous.begin(), previous.end()),
        Bytes(hash.begin(), hash.end())});
}

crypto::Sha256 last_hash(const std::string& path) {
  crypto::Sha256 hash = {};
  open_journal(path)
      .newest_first([&](const Entry& entry) {
        hash = entry.hash;
        return false;
      })
      .value();
  return hash;
}

/// Appends an entry and leaves the file as a crash between the two writes does.
void append_and_die(const std::string& path) {
  database::Row head = by_hand(path).query("SELECT number, hash, seal FROM head").value().front();
  const Entry entry = open_journal(path).append(numbered_act(4)).value();
  const crypto::Sha256 claim = claim_of({entry.number, entry.hash}, the_key());
  head.push_back(Bytes(claim.begin(), claim.end()));
  edit(path, "UPDATE head SET number = ?, hash = ?, seal = ?, claim = ?", head);
}

/// The chain of somebody who lacks the key, from one entry to the end, made to fit.
void relink(const std::string& path, std::int64_t from) {
  crypto::Sha256 previous = {};
  for (const database::Row& row : all_rows(path)) {
    Link link{std::get<std::int64_t>(row.at(0)), std::get<std::int64_t>(row.at(1)), std::get<std::string>(row.at(2)),
              std::get<std::string>(row.at(3)), previous};
    previous = hash_of(link);
    if (link.number < from) continue;
    edit(path, "UPDATE entries SET previous = ?, hash = ? WHERE number = ?",
         {Bytes(link.previous.begin(), link.previous.end()), Bytes(previous.begin(), previous.end()), link.number});
  }
}

TEST_CASE("a changed column names its entry") {
  for (const std::string column :
       {"at = at + 1", "kind = 'checke'", "body = '{}x'", "hash = zeroblob(32)", "hash = x'00'", "previous = x''"}) {
    CAPTURE(column);
    at_every_entry([&](const std::string& path, std::int64_t n) {
      edit(path, fmt::format("UPDATE entries SET {} WHERE number = {}", column, n));
      CHECK(verified(path) == found(fmt::format("; changed {}", n)));
      CHECK(verified_by_reader(path) == verified(path));
    });
  }
}

TEST_CASE("an entry tied to another one before it is reordered") {
  at_every_entry([](const std::string& path, std::int64_t n) {
    edit(path, fmt::format("UPDATE entries SET previous = x'{}' WHERE number = {}", std::string(64, 'a'), n));
    CHECK(verified(path) == found(fmt::format("; reordered {}", n)));
  });
}

TEST_CASE("a changed entry whose own hash was made to fit is still named") {
  at_every_entry([](const std::string& path, std::int64_t n) {
    const database::Row row = all_rows(path).at(static_cast<std::size_t>(n - 1));
    Link link{n, 0, "changed", "{}", {}};
    std::ranges::copy(std::get<Bytes>(row.at(4)), link.previous.begin());
    const crypto::Sha256 hash = hash_of(link);
    edit(path, "UPDATE entries SET at = 0, kind = 'changed', body = '{}', hash = ? WHERE number = ?",
         {Bytes(hash.begin(), hash.end()), n});
    CHECK(verified(path).starts_with(found(fmt::format("; changed {}", n))));
    CHECK(verified(path).find("changed", verified(path).find("changed") + 1) == std::string::npos);
  });
}

TEST_CASE("a chain that was made anew from any entry on does not end where the head says") {
  at_every_entry([](const std::string& path, std::int64_t n) {
    edit(path, fmt::format("UPDATE entries SET kind = 'changed' WHERE number = {}", n));
    relink(path, n);
    CHECK(verified(path) == found(fmt::format("; changed {}", count)));
  });
}

TEST_CASE("a removed entry names its number, and the last one is a cut") {
  at_every_entry([](const std::string& path, std::int64_t n) {
    edit(path, fmt::format("DELETE FROM entries WHERE number = {}", n));
    CHECK(verified(path) == fmt::format("{} entries; {} {}", count - 1, n == count ? "truncated" : "removed", n));
  });
}

TEST_CASE("entries cut from the end are named, and the cut stays visible when the journal goes on") {
  at_every_entry([](const std::string& path, std::int64_t n) {
    edit(path, fmt::format("DELETE FROM entries WHERE number >= {}", n));
    std::string truncated;
    std::string removed;
    for (std::int64_t gone = n; gone <= count; ++gone) {
      truncated += fmt::format("; truncated {}", gone);
      removed += fmt::format("; removed {}", gone);
    }
    CHECK(verified(path) == fmt::format("{} entries{}", n - 1, truncated));

    const Entry entry = open_journal(path).append(numbered_act(9)).value();
    CHECK(entry.number == count + 2);
    CHECK(verified(path) == fmt::format("{} entries{}; head_forged {}", n + 1, removed, count + 1));
    open_journal(path).append(numbered_act(10)).value();
    CHECK(verified(path) == fmt::format("{} entries{}; head_forged {}", n + 2, removed, count + 1));
  });
}

TEST_CASE("two entries that changed places are both reordered") {
  for (std::int64_t n = 1; n < count; ++n) {
    for (std::int64_t m = n + 1; m <= count; ++m) {
      CAPTURE(n);
      CAPTURE(m);
      const Scratch scratch;
      make_journal(scratch.file(), count);
      for (const auto& [from, to] : {std::pair{n, -n}, std::pair{m, n}, std::pair{-n, m}}) {
        edit(scratch.file(), fmt::format("UPDATE entries SET number = {} WHERE number = {}", to, from));
      }
      CHECK(verified(scratch.file()).starts_with(found(fmt::format("; reordered {}; reordered {}; backwards", n, m))));
    }
  }
}

TEST_CASE("an entry inserted before the first one is reported") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  insert_forged(scratch.file(), 0, {});
  CHECK(verified(scratch.file()).starts_with("7 entries; changed 0"));
}

TEST_CASE("a gap of any size ends, and names its first entries") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  insert_forged(scratch.file(), std::numeric_limits<std::int64_t>::max(), {});
  Journal journal = open_journal(scratch.file());
  const Verification verification = journal.verify().value();
  CHECK(verification.faults.size() == max_named_in_a_gap + 1);
  CHECK(verification.faults.front().number == count + 1);
  CHECK(verification.faults.back().kind == Fault::Kind::head_forged);
  CHECK(verification.faults.back().number == std::numeric_limits<std::int64_t>::max());
  CHECK(journal.append(numbered_act(7)).error().code == ErrorCode::damaged);
}

TEST_CASE("a head that is one behind an entry that follows it is an interruption, and the next append clears it up") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  append_and_die(scratch.file());
  CHECK(verified(scratch.file()) == "4 entries; interrupted");
  CHECK(verified_by_reader(scratch.file()) == "4 entries; interrupted");
  CHECK(open_journal(scratch.file()).append(numbered_act(5)).value().number == 5);
  CHECK(verified(scratch.file()) == "5 entries");
}

TEST_CASE("without the key nobody adds two entries, nor one that does not follow") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  SUBCASE("two") {
    insert_forged(scratch.file(), count + 1, last_hash(scratch.file()));
    insert_forged(scratch.file(), count + 2, last_hash(scratch.file()));
    CHECK(verified(scratch.file()) == "8 entries; head_forged 7; head_forged 8; backwards 7");
    CHECK(open_journal(scratch.file()).append(numbered_act(9)).value().number == 10);
    CHECK(verified(scratch.file()) == "10 entries; head_forged 7; head_forged 8; head_forged 9; backwards 7");
  }
  SUBCASE("one that follows nothing") {
    insert_forged(scratch.file(), count + 1, {});
    CHECK(verified(scratch.file()) == "7 entries; head_forged 7; backwards 7");
    CHECK(open_journal(scratch.file()).append(numbered_act(9)).value().number == 9);
    CHECK(verified(scratch.file()) == "9 entries; head_forged 7; head_forged 8; backwards 7");
  }
  open_journal(scratch.file()).append(numbered_act(10)).value();
  CHECK(verified(scratch.file()).find("head_forged") != std::string::npos);
}

TEST_CASE("one entry that follows the head is no interruption: only a holder of the key can claim it") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  insert_forged(scratch.file(), count + 1, last_hash(scratch.file()));
  SUBCASE("without a claim") {}
  SUBCASE("with a claim of nobody") { edit(scratch.file(), "UPDATE head SET claim = randomblob(32)"); }
  SUBCASE("with the seal for a claim") { edit(scratch.file(), "UPDATE head SET claim = seal"); }
  CHECK(verified(scratch.file()) == "7 entries; head_forged 7; backwards 7");
  CHECK(open_journal(scratch.file()).append(numbered_act(9)).value().number == 9);
  CHECK(verified(scratch.file()) == "9 entries; head_forged 7; head_forged 8; backwards 7");
}

TEST_CASE("the claim of an entry that was cut does not vouch for another one") {
  const Scratch scratch;
  make_journal(scratch.file(), 3);
  append_and_die(scratch.file());
  edit(scratch.file(), "DELETE FROM entries WHERE number = 4");
  insert_forged(scratch.file(), 4, last_hash(scratch.file()));
  CHECK(verified(scratch.file()).starts_with("4 entries; head_forged 4"));
}

TEST_CASE("a head that was edited or removed is forged, and stays so when the journal goes on") {
  const Scratch scratch;
  const std::string path = scratch.file();
  make_journal(path, count);
  std::string expected = "head_forged 6";
  SUBCASE("seal") { edit(path, "UPDATE head SET seal = zeroblob(32)"); }
  SUBCASE("short seal") {
    edit(path, "UPDATE head SET seal = x'00'");
    expected = "head_forged 0";
  }
  SUBCASE("hash") { edit(path, "UPDATE head SET hash = zeroblob(32)"); }
  SUBCASE("number") {
    edit(path, "UPDATE head SET number = 5");
    expected = "head_forged 5";
  }
  SUBCASE("a head far away") {
    edit(path, "UPDATE head SET number = 9223372036854775807");
    expected = "head_forged 9223372036854775807";
  }
  SUBCASE("no head") {
    edit(path, "DELETE FROM head");
    expected = "head_forged 0";
  }
  CHECK(verified(path) == found("; " + expected));
  CHECK(open_journal(path).append(numbered_act(8)).value().number == 8);
  CHECK(verified(path) == "8 entries; head_forged 7");
  CHECK(open_journal(path).append(numbered_act(9)).value().number == 9);
  CHECK(verified(path) == "9 entries; head_forged 7");
}

TEST_CASE("a cut that hides behind a forged head leaves its trace too") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  by_hand(scratch.file()).execute("DELETE FROM entries WHERE number > 4; DELETE FROM head").value();
  CHECK(verified(scratch.file()) == "4 entries; head_forged 0");
  open_journal(scratch.file()).append(numbered_act(7)).value();
  CHECK(verified(scratch.file()) == "6 entries; head_forged 5");
}

TEST_CASE("everything removed is everything named") {
  const Scratch scratch;
  make_journal(scratch.file(), 2);
  edit(scratch.file(), "DELETE FROM entries");
  CHECK(verified(scratch.file()) == "0 entries; truncated 1; truncated 2");
  edit(scratch.file(), "DELETE FROM head");
  CHECK(verified(scratch.file()) == "0 entries; head_forged 0");
}

TEST_CASE("a journal whose key was lost says so and goes on with the new key") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  Journal journal = Journal::open(scratch.file(), other_key()).value();
  CHECK(to_text(journal.verify()) == found("; head_forged 6"));
  const Entry entry = journal.append(numbered_act(8)).value();
  CHECK(entry.number == 8);
  CHECK(to_text(journal.verify()) == "8 entries; head_forged 7");
  std::vector<std::string> kinds;
  journal
      .newest_first([&](const Entry& read) {
        kinds.push_back(read.kind);
        return kinds.size() < 2;
      })
      .value();
  CHECK(kinds == std::vector<std::string>{"checked", std::string(seal_broken)});
}

TEST_CASE("an entry that cannot be read stops the visit as damaged, after those before it") {
  const Scratch scratch;
  make_journal(scratch.file(), count);
  edit(scratch.file(), "UPDATE entries SET body = 'no JSON' WHERE number = 4");
  Journal journal = open_journal(scratch.file());
  std::int64_t last = 0;
  const auto visit = [&](const Entry& entry) {
    last = entry.number;
    return true;
  };
  CHECK(journal.oldest_first(visit).error().code == ErrorCode::damaged);
  CHECK(last == 3);
  CHECK(journal.newest_first(visit).error().code == ErrorCode::damaged);
  CHECK(last == 5);
}

}  // namespace
}  // namespace digue::journal::test
