#include "agent/sheet_parts.h"

#include "base/text.h"
#include "base/utf8.h"
#include "texts/when.h"

namespace digue::agent {

paper::Document begin_sheet(const texts::Texts& texts, const SheetHead& head, std::string_view title_key) {
  paper::Document sheet;
  sheet.language = texts.language() == texts::Language::english ? "en" : "fr";
  sheet.title = texts.say(title_key);
  sheet.subtitle = for_paper(head.practice);
  if (head.is_specimen) sheet.stamp = texts.say("sheet.specimen");
  sheet.date = texts.say("sheet.date", {{"day", texts::say_day(texts, head.printed_on)}});
  sheet.footer = texts.say("sheet.not_the_order");
  sheet.page = texts.say("sheet.page", {{"page", "{page}"}, {"pages", "{pages}"}});
  return sheet;
}

std::string for_paper(std::string_view text) {
  constexpr std::size_t max_characters = 100;
  const std::string clean = printable(text);
  std::string cut;
  std::string_view rest = clean;
  for (std::size_t characters = 0; !rest.empty(); ++characters) {
    if (characters == max_characters) return cut + "…";
    const std::size_t bytes = decode_character(rest).bytes;
    cut += rest.substr(0, bytes);
    rest.remove_prefix(bytes);
  }
  return cut;
}

}  // namespace digue::agent
