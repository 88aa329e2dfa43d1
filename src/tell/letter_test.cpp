#include "tell/letter.h"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "base/text.h"
#include "texts/content.h"

namespace digue::tell {
namespace {

const std::set<Trouble> all = {Trouble::copy_late,      Trouble::copy_failed, Trouble::disk_left,
                               Trouble::drill_failed,   Trouble::clock_wrong, Trouble::plans_broken,
                               Trouble::journal_broken, Trouble::mail_stuck};

texts::Texts french() { return {texts::embedded_content().value(), texts::Language::french}; }

std::vector<Message> all_messages(const Memory& memory) {
  const texts::Texts texts = french();
  const std::set<Trouble> open = open_troubles(memory);
  std::vector<Message> messages = {test_text(texts)};
  for (const Letter letter : {Letter::trouble, Letter::repair, Letter::weekly}) {
    messages.push_back(letter_text(letter, open, {}, texts));
    messages.push_back(letter_text(letter, open, {Trouble::disk_left}, texts));
  }
  if (memory.notice) messages.push_back(notice_text(*memory.notice, texts));
  return messages;
}

TEST_CASE("every message is made of sentences that somebody wrote") {
  const texts::Texts texts = french();
  for (const Letter letter : {Letter::trouble, Letter::repair, Letter::weekly}) {
    for (const auto& troubles : {all, std::set<Trouble>()}) {
      for (const auto& unknown : {all, std::set<Trouble>()}) {
        const Message message = letter_text(letter, troubles, unknown, texts);
        CHECK_FALSE((message.subject + message.body).contains("[tell."));
      }
    }
  }
  CHECK_FALSE(notice_text({1, {}, {all.begin(), all.end()}}, texts).body.contains("[tell."));
}

TEST_CASE("no mail says that all is well while something could not be looked at") {
  const texts::Texts texts = french();
  CHECK(letter_text(Letter::weekly, {}, all, texts) != letter_text(Letter::weekly, {}, {}, texts));
  CHECK_FALSE(letter_text(Letter::weekly, {}, all, texts).body.contains("Rien à signaler"));
}

TEST_CASE("whatever the problems are about, no message holds a digit, a path or a word of it") {
  const bool holds = rc::check("", [] {
    Memory memory;
    std::vector<std::string> words;
    for (const Trouble trouble : all) {
      if (!*rc::gen::arbitrary<bool>()) continue;
      // A planted name that no sentence of ours can hold by chance.
      words.push_back("Zq" +
                      *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string("xyz/7")))));
      memory.problems[{trouble, words.back()}] = Told{};
    }
    const std::set<Trouble> open = open_troubles(memory);
    if (!open.empty()) memory.notice = Notice{1, {}, {open.begin(), open.end()}};
    for (const Message& message : all_messages(memory)) {
      const std::string text = message.subject + message.body;
      for (const std::string& word : words) RC_ASSERT(!text.contains(word));
      RC_ASSERT(!text.contains('/'));
      RC_ASSERT(std::ranges::none_of(text, is_digit));
    }
  });
  CHECK(holds);
}

TEST_CASE("a mail goes as plain text of short ASCII lines, and says that a program wrote it") {
  const Envelope envelope{"poste@exemple.test", {"a@exemple.test", "b@exemple.test"}};
  Message message{"Sauvegardes : « à voir » et encore des mots accentués, éèàù, pour une longue ligne",
                  "Une ligne très longue, avec des accents : " + std::string(100, 'e') + "é = fin \nseconde\n"};
  const std::string mail = wire_form(envelope, message, parse_rfc3339("2026-11-24T08:02:00Z").value(), "0a1b");
  CHECK(
      mail.starts_with("Date: Tue, 24 Nov 2026 08:02:00 +0000\r\nFrom: poste@exemple.test\r\n"
                       "To: a@exemple.test,\r\n b@exemple.test\r\nSubject: =?UTF-8?Q?Sauvegardes_"));
  CHECK(mail.contains("\r\nMessage-ID: <0a1b@exemple.test>\r\nAuto-Submitted: auto-generated\r\n"));
  CHECK(replace_all(mail, "=\r\n", "").ends_with("=C3=A9 =3D fin=20\r\nseconde\r\n"));
  for (const std::string_view line : split(mail, '\n')) {
    CHECK(line.size() <= 77);
    CHECK((line.empty() || line.back() == '\r'));
    CHECK(std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  }
}

}  // namespace
}  // namespace digue::tell
