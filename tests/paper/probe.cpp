// Does for key_sheet_test.py what a set-up will do for a practice:
//
//   paper_probe password FILE                     makes a password for paper
//   paper_probe print REPOSITORY FILE OUT         prints the key of that repository as OUT.pdf and OUT.html

#include <cstdio>
#include <fstream>
#include <string>
#include <string_view>

#include "agent/check_words.h"
#include "agent/sheets.h"
#include "machine/linux/disk.h"
#include "paper/html.h"
#include "paper/payload.h"
#include "paper/pdf.h"
#include "paper/spoken_key.h"
#include "repository/keys.h"
#include "store/local.h"
#include "texts/content.h"

using namespace digue;

namespace {

Result<void> write_file(const std::string& path, ByteView content) {
  std::ofstream file(path, std::ios::binary);
  file << text_of(content);
  if (!file.flush()) return failure(ErrorCode::unavailable, path);
  return {};
}

crypto::Secret read_password(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const ByteView bytes = bytes_of(line);
  return crypto::Secret(Bytes(bytes.begin(), bytes.end()));
}

Result<void> print_key(const std::string& folder, const std::string& password_file, const std::string& out) {
  const crypto::Secret password = read_password(password_file);
  machine::linux::LinuxDisk disk;
  store::LocalStore store(disk, folder);
  const repository::OpenedRepository opened = TRY(repository::open_repository(store, password));
  agent::KeyFiles files = TRY(agent::collect_key_files(store, opened.key, paper::max_payload_bytes));
  const json::Value content = TRY(texts::embedded_content());
  const texts::Texts french(content, texts::Language::french);
  const paper::CheckWords words = TRY(agent::load_check_words(content));
  const agent::SheetHead head{"Cabinet fictif", TRY(parse_day("2026-11-24")), true};
  std::vector<agent::KeyedRepository> repositories;
  repositories.push_back({opened.repository->config().id.short_hex(), std::move(files)});
  const paper::Document sheet = TRY(agent::key_sheet(french, words, head, password, repositories));
  const Bytes pdf = TRY(paper::write_pdf(sheet, TRY(parse_rfc3339("2026-11-24T08:02:00Z"))));
  const std::string html = TRY(paper::write_html(sheet));
  TRY(write_file(out + ".pdf", pdf));
  return write_file(out + ".html", bytes_of(html));
}

Result<void> run(int count, char** words) {
  const std::string_view act = count > 1 ? words[1] : "";
  if (act == "password" && count == 3) return write_file(words[2], paper::make_password().reveal());
  if (act == "print" && count == 5) return print_key(words[2], words[3], words[4]);
  return failure(ErrorCode::invalid_input, "paper_probe password FILE | print REPOSITORY FILE OUT");
}

}  // namespace

int main(int count, char** words) {
  const Result<void> done = run(count, words);
  if (!done) std::fprintf(stderr, "%s\n", done.error().detail.c_str());
  return done ? 0 : 1;
}
