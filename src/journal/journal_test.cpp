#include "journal/journal.h"

#include <doctest/doctest.h>

namespace digue::journal {
namespace {

Journal in_memory() { return Journal::open_or_make(":memory:", crypto::Secret(Bytes(32))).value(); }

Instant minute(int minute) { return Instant(std::chrono::minutes(minute)); }

Act act_at(int at) { return {minute(at), "checked", {{"minute", json::Value(at)}}}; }

ErrorCode refused(Journal& journal, const Act& act) { return journal.append(act).error().code; }

std::vector<std::int64_t> numbers(Journal& journal, bool newest_first, std::size_t most = 1'000) {
  std::vector<std::int64_t> numbers;
  const auto visit = [&](const Entry& entry) {
    numbers.push_back(entry.number);
    return numbers.size() < most;
  };
  (newest_first ? journal.newest_first(visit) : journal.oldest_first(visit)).value();
  return numbers;
}

TEST_CASE("entries are numbered from 1, each tied to the one before, and come back as they were written") {
  Journal journal = in_memory();
  const Entry first = journal.append(act_at(1)).value();
  const Entry second = journal.append({minute(2), "confirmed", {{"why", "é \"x\"\n"}}}).value();
  CHECK(first.number == 1);
  CHECK(first.previous == crypto::Sha256());
  CHECK(second.number == 2);
  CHECK(second.previous == first.hash);
  journal
      .newest_first([&](const Entry& read) {
        const Entry& written = read.number == 1 ? first : second;
        CHECK(read.at == written.at);
        CHECK(read.kind == written.kind);
        CHECK(read.body == written.body);
        CHECK(read.hash == written.hash);
        return true;
      })
      .value();
  CHECK(journal.verify().value().entries == 2);
  CHECK(journal.verify().value().faults.empty());
  CHECK_FALSE(journal.verify().value().was_interrupted);
}

TEST_CASE("visits go either way, over any number of entries, and stop when they are told") {
  Journal journal = in_memory();
  for (int i = 1; i <= 250; ++i) journal.append(act_at(i)).value();
  CHECK(numbers(journal, true).size() == 250);
  CHECK(numbers(journal, true, 3) == std::vector<std::int64_t>{250, 249, 248});
  CHECK(numbers(journal, false).back() == 250);
  CHECK(numbers(journal, false, 2) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a visitor may append to the journal that it reads") {
  Journal journal = in_memory();
  journal.append(act_at(1)).value();
  journal.newest_first([&](const Entry& entry) { return journal.append(act_at(2)).value().number > entry.number; })
      .value();
  CHECK(numbers(journal, true).size() == 2);
}

TEST_CASE("words of a person are recalled, and the chain holds only a token for them") {
  Journal journal = in_memory();
  const std::string sql = "'); DROP TABLE personal; --";
  const Entry entry =
      journal.append({minute(1), "set_aside", {{"rule", "wifi"}}, {{"by", "Léa \"d'Or\""}, {"why", sql}, {"to", ""}}})
          .value();
  CHECK(entry.body.find("by")->text("personal").value().size() == 64);
  CHECK(journal.personal(entry, "by").value() == "Léa \"d'Or\"");
  CHECK(journal.personal(entry, "why").value() == sql);
  CHECK(journal.personal(entry, "to").value().empty());
  CHECK(journal.personal(entry, "rule").value().empty());
  CHECK(journal.personal(entry, "never there").value().empty());
}

TEST_CASE("erased words are empty, other words stay, and the journal verifies") {
  Journal journal = in_memory();
  const std::string zero_inside("a\0b", 3);
  const Entry first = journal.append({minute(1), "confirmed", {}, {{"by", "Ana"}, {"why", zero_inside}}}).value();
  const Entry second = journal.append({minute(1), "confirmed", {}, {{"by", "Ana"}}}).value();
  CHECK(first.body.find("by") != second.body.find("by"));
  CHECK(journal.erase_personal("An").value() == 0);
  CHECK(journal.erase_personal("' OR 1=1 --").value() == 0);
  CHECK(journal.erase_personal("Ana").value() == 2);
  CHECK(journal.personal(first, "by").value().empty());
  CHECK(journal.personal(second, "by").value().empty());
  CHECK(journal.personal(first, "why").value() == zero_inside);
  CHECK(journal.verify().value().faults.empty());
}

TEST_CASE("an act that breaks a rule is refused and leaves nothing") {
  Journal journal = in_memory();
  json::Value deep = 1;
  for (int i = 0; i < 40; ++i) deep = json::Array{deep};
  const std::string not_utf8 = "\xff";
  for (const Act& act : {
           Act{minute(1), "", {}},
           Act{minute(1), not_utf8, {}},
           Act{minute(1), std::string(max_kind_bytes + 1, 'k'), {}},
           Act{minute(1), std::string(seal_broken), {}},
           Act{minute(1), "k", {{"b", std::string(max_body_bytes, 'b')}}},
           Act{minute(1), "k", {{"deep", deep}}},
           Act{minute(1), "k", {{"a", 1}, {"a", 2}}},
           Act{minute(1), "k", {{"a", 1}}, {{"a", "words"}}},
           Act{minute(1), "k", {}, {{"a", "words"}, {"a", "words"}}},
           Act{minute(1), "k", {}, {{"a", not_utf8}}},
           Act{minute(1), "k", {}, {{"a", std::string(max_words_bytes + 1, 'w')}}},
       }) {
    CHECK(refused(journal, act) == ErrorCode::invalid_input);
  }
  CHECK(journal.verify().value().entries == 0);
}

TEST_CASE("an act at the limits is written and read again") {
  Journal journal = in_memory();
  const std::string words(max_words_bytes, 'w');
  const std::string text(max_body_bytes - std::string_view(R"({"b":""})").size(), 'b');
  journal.append({minute(1), std::string(max_kind_bytes, 'k'), {{"b", text}}}).value();
  const Entry entry = journal.append({minute(1), "k", {{"not UTF-8", "\xff"}}, {{"w", words}}}).value();
  CHECK(journal.personal(entry, "w").value() == words);
  CHECK(entry.body.text("not UTF-8").value() == "\xEF\xBF\xBD");
  CHECK(numbers(journal, true).size() == 2);
  CHECK(journal.verify().value().faults.empty());
}

TEST_CASE("a clock that jumps back is reported and is no fault") {
  Journal journal = in_memory();
  for (const int at : {10, 20, 5, 6, -9, 30}) journal.append(act_at(at)).value();
  const Verification verification = journal.verify().value();
  CHECK(verification.faults.empty());
  CHECK(verification.backwards == std::vector<std::int64_t>{3, 5});
}

}  // namespace
}  // namespace digue::journal
