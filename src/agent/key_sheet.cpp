#include <fmt/core.h>

#include <algorithm>
#include <iterator>

#include "agent/sheet_parts.h"
#include "paper/payload.h"
#include "paper/spoken_key.h"

namespace digue::agent {

namespace {

using paper::Section;

Result<paper::KeyLines> key_lines(const crypto::Secret& password, const paper::CheckWords& words) {
  paper::KeyLines block;
  for (const paper::SpokenLine& line : TRY(paper::spoken_lines(password, words))) {
    paper::KeyLine& printed = block.lines.emplace_back();
    printed.label = fmt::format("{}", block.lines.size());
    for (std::size_t at = 0; at < line.letters.size(); at += paper::letters_per_group)
      printed.groups.push_back(line.letters.substr(at, paper::letters_per_group));
    printed.check_word = line.check_word;
  }
  return block;
}

/// The codes of one repository, each with its number when there are several.
Result<std::vector<paper::Block>> file_codes(const texts::Texts& texts, const KeyedRepository& repository) {
  const std::vector<std::string> parts = TRY(paper::split_payload(pack_key_files(repository.files)));
  std::vector<paper::Block> codes;
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const std::string number = fmt::format("{}/{}", at + 1, parts.size());
    codes.emplace_back(paper::Code{TRY(paper::make_qr(parts[at])),
                                   texts.say("sheet.files.code", {{"mark", repository.id}, {"number", number}}),
                                   texts.say("sheet.files.code.text")});
  }
  return codes;
}

/// Reads the codes of one repository without this program: docs/formats/paper-key.md in few lines, to be typed.
std::vector<std::string> program_lines() {
  return {"import base64, hashlib, os",
          "lines = sorted(open('codes.txt').read().split())",
          "text = ''.join(line.split(':')[3] for line in lines)",
          "data = base64.b32decode(text + '=' * (-len(text) % 8))[1:]",
          "files = [b'']",
          "while data:",
          "  kind, size = data[0], data[0] and data[1] + 256 * data[2]",
          "  part, data = data[3:3+size], data[3+size if kind else 1:]",
          "  files[-1] += base64.b64encode(part) if kind == 2 else part",
          "  files += [b''] * (kind == 0)",
          "os.mkdir('keys'); open('config', 'wb').write(files[0])",
          "for f in files[1:-1]: open('keys/' + hashlib.sha256(f).hexdigest(), 'wb').write(f)"};
}

std::string marks_of(const std::vector<KeyedRepository>& repositories) {
  std::string ids;
  for (const KeyedRepository& repository : repositories) ids += (ids.empty() ? "" : ", ") + repository.id;
  return ids;
}

}  // namespace

Result<paper::Document> key_sheet(const texts::Texts& texts, const paper::CheckWords& words, const SheetHead& head,
                                  const crypto::Secret& password, const std::vector<KeyedRepository>& repositories,
                                  bool has_server) {
  paper::Document sheet = begin_sheet(texts, head, "sheet.key");
  sheet.subtitle = texts.say("sheet.key.of", {{"practice", sheet.subtitle}});
  paper::KeyLines lines = TRY(key_lines(password, words));
  paper::QrPicture password_code = TRY(paper::make_qr(std::string(text_of(password.reveal()))));
  sheet.sections.push_back(
      {"",
       {paper::Notice{texts.say("sheet.key.notice.title"), texts.say("sheet.key.notice")}, std::move(lines),
        paper::Paragraph{texts.say("sheet.key.typing")}, paper::Paragraph{texts.say("sheet.key.words")},
        paper::Code{std::move(password_code), texts.say("sheet.key.code"), texts.say("sheet.key.code.text")}}});
  if (!repositories.empty())
    sheet.sections.back().blocks.emplace_back(
        paper::Paragraph{texts.say("sheet.key.opens", {{"repositories", marks_of(repositories)}})});
  if (has_server) sheet.sections.back().blocks.emplace_back(paper::WriteLines{{texts.say("sheet.key.server")}});
  sheet.sections.push_back({texts.say("sheet.check"),
                            {paper::CheckBoxes{{texts.say("sheet.check.typed"), texts.say("sheet.check.apart"),
                                                texts.say("sheet.check.other")}}}});
  if (repositories.empty()) return sheet;
  Section files{texts.say("sheet.files"), {paper::Paragraph{texts.say("sheet.files.why")}}, true};
  const std::string place = texts.say("sheet.files.place");
  files.blocks.emplace_back(paper::Steps{
      {{texts.say("sheet.files.scan"), {}},
       {texts.say("sheet.files.write"), {fmt::format("sudo digue repo restore-keys -r {} codes.txt", place)}},
       {texts.say("sheet.files.program"), program_lines()},
       {texts.say("sheet.files.copy"), {"python3 cles.py", fmt::format("sudo cp -rn config keys {}/", place)}}}});
  for (const KeyedRepository& repository : repositories) {
    std::vector<paper::Block> codes = TRY(file_codes(texts, repository));
    std::ranges::move(codes, std::back_inserter(files.blocks));
  }
  sheet.sections.push_back(std::move(files));
  return sheet;
}

}  // namespace digue::agent
