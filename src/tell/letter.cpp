#include "tell/letter.h"

#include <fmt/core.h>

namespace digue::tell {

namespace {

std::string sentences_of(const std::set<Trouble>& troubles, const texts::Texts& texts) {
  std::string text;
  for (const Trouble trouble : troubles) text += texts.say(fmt::format("tell.trouble.{}", name_of(trouble))) + "\n";
  return text;
}

}  // namespace

Message notice_text(const Notice& notice, const texts::Texts& texts) {
  if (notice.is_repair()) return {texts.say("tell.repaired"), texts.say("tell.repaired.more") + "\n"};
  const std::set<Trouble> troubles(notice.troubles.begin(), notice.troubles.end());
  return {texts.say("tell.look"), sentences_of(troubles, texts)};
}

Message letter_text(Letter letter, const std::set<Trouble>& troubles, const std::set<Trouble>& unknown,
                    const texts::Texts& texts) {
  Message message;
  const bool is_bad = !troubles.empty() && letter != Letter::repair;
  const std::string_view how = letter == Letter::repair ? "repair"
                               : is_bad                 ? "bad"
                               : unknown.empty()        ? "good"
                                                        : "unknown";
  message.subject = texts.say(fmt::format("tell.mail.subject.{}", how));
  message.body = texts.say(fmt::format("tell.mail.begin.{}", how)) + "\n";
  if (is_bad) message.body += "\n" + sentences_of(troubles, texts);
  if (is_bad && !unknown.empty()) message.body += "\n" + texts.say("tell.mail.also_unknown") + "\n";
  message.body += "\n" + texts.say("tell.mail.end") + "\n";
  return message;
}

Message test_text(const texts::Texts& texts) {
  return {texts.say("tell.test.subject"), texts.say("tell.test.body") + "\n\n" + texts.say("tell.mail.end") + "\n"};
}

}  // namespace digue::tell
