#include "paper/document.h"

#include <doctest/doctest.h>

#include "paper/html.h"
#include "paper/paper_test.h"
#include "paper/pdf.h"
#include "paper/pdf_pieces.h"

namespace digue::paper {
namespace {

const Instant some_day = parse_rfc3339("2026-11-24T08:02:00Z").value();

Document with(Block block) {
  Document document = small_document();
  document.sections[0].blocks = {std::move(block)};
  return document;
}

KeyLines key_lines() { return {{{"1", {"bcd", "efg"}, "citron"}, {"2", {"hjk", "npr"}, "melon"}}}; }

std::string html_of(Block block) { return write_html(with(std::move(block))).value(); }

TEST_CASE("every text is escaped in HTML") {
  const std::string hostile = "<script>alert('a'&\"b\")</script>";
  const std::string escaped = "&lt;script&gt;alert(&#39;a&#39;&amp;&quot;b&quot;)&lt;/script&gt;";
  const QrPicture picture = make_qr("exemple").value();
  const std::vector<Block> blocks = {
      Paragraph{hostile},     Statement{hostile},        Notice{hostile, "x"},        Notice{"x", hostile},
      Steps{{{hostile, {}}}}, Steps{{{"x", {hostile}}}}, Table{{hostile}, {}},        Table{{}, {{hostile}}},
      CheckBoxes{{hostile}},  WriteLines{{hostile}},     Code{picture, hostile, "x"}, Code{picture, "x", hostile},
  };
  for (const Block& block : blocks) {
    const std::string html = html_of(block);
    CAPTURE(block.index());
    CHECK(html.find("<script") == std::string::npos);
    CHECK(html.find(escaped) != std::string::npos);
  }
  Document document = small_document();
  for (std::string* text : {&document.language, &document.title, &document.subtitle, &document.date, &document.footer,
                            &document.sections[0].title})
    *text = hostile;
  document.stamp = hostile;
  CHECK(write_html(document).value().find("<script") == std::string::npos);
}

TEST_CASE("an HTML page asks for nothing from outside") {
  const std::string html = html_of(Code{make_qr("exemple").value(), "Titre", "Texte"});
  for (const char* outside : {"http:", "https:", "src=\"", "href", "url(", "@import", "<link", "<img", "javascript"})
    CHECK(html.find(outside) == std::string::npos);
  CHECK(html.find("default-src 'none'") != std::string::npos);
}

TEST_CASE("the same document and date give the same bytes") {
  const Document document = with(key_lines());
  CHECK(write_pdf(document, some_day).value() == write_pdf(document, some_day).value());
  CHECK(write_pdf(document, some_day).value() != write_pdf(document, some_day + std::chrono::hours(1)).value());
}

TEST_CASE("a PDF embeds its fonts and names no other one") {
  const Bytes pdf = write_pdf(with(key_lines()), some_day).value();
  CHECK(text_of(pdf).starts_with("%PDF-1."));
  CHECK(text_of(pdf).find("/FontFile") != std::string_view::npos);
}

TEST_CASE("a document that is too large or not text is refused by both writers") {
  const auto refused = [](Block block) {
    const Document document = with(std::move(block));
    const auto html = write_html(document);
    const auto pdf = write_pdf(document, some_day);
    return !html && !pdf && html.error().code == ErrorCode::invalid_input;
  };
  CHECK(refused(Paragraph{std::string(max_text_bytes + 1, ' ')}));
  CHECK(refused(Paragraph{"\xFF"}));
  CHECK(refused(Paragraph{"a\x1B[2J"}));
  CHECK(refused(Paragraph{std::string("a\0", 2)}));
  CHECK(refused(CheckBoxes{std::vector<std::string>(max_items + 1, "a")}));
  CHECK(refused(Table{{"a", "b"}, {{"a"}}}));
  CHECK(refused(Table{{}, {{"a", "b"}, {"a"}}}));
  CHECK(refused(Table{{}, {}}));
  CHECK(refused(Table{{}, {std::vector<std::string>(max_columns + 1, "a")}}));
  CHECK(refused(KeyLines{{{"1", {"bcdefghjknprstuxbcdefghjknprstux"}, "citron"}}}));
  CHECK(refused(Code{{}, "Titre", "Texte"}));
  Document long_one = small_document();
  long_one.sections[0].blocks.assign(max_blocks, Paragraph{"a"});
  CHECK_FALSE(write_pdf(long_one, some_day));
}

TEST_CASE("a block taller than a page is refused, and none is split") {
  KeyLines many;
  for (int line = 0; line < 30; ++line) many.lines.push_back({"1", {"bcd", "efg"}, "citron"});
  CHECK_FALSE(write_pdf(with(many), some_day));

  PdfCanvas canvas("Titre", "fr", some_day);
  const Document document = with(key_lines());
  const std::vector<Piece> pieces = pieces_of(document, canvas);
  REQUIRE(pieces.size() == 3);  // the title, the heading, and the key as one
  CHECK(pieces[1].keeps_next);
  CHECK_FALSE(pieces[2].keeps_next);
}

TEST_CASE("what does not fit on a page goes on the next one, with the foot on each") {
  Document document = small_document();
  document.sections[0].blocks.assign(60, Paragraph{"Un paragraphe."});
  const Bytes pdf = write_pdf(document, some_day).value();
  CHECK(text_of(pdf).find("/Count 2") != std::string_view::npos);
}

TEST_CASE("a table shares its width among columns that are too long") {
  std::string words;
  for (int word = 0; word < 80; ++word) words += "mot ";
  const Table table{{"Un", "Deux", "Trois"}, {{"a", words, words}, {words, "b", "c"}}};
  CHECK(write_pdf(with(table), some_day));
}

}  // namespace
}  // namespace digue::paper
