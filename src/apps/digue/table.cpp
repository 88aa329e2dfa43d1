#include "apps/digue/table.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/bytes.h"
#include "base/instant.h"
#include "base/text.h"

namespace digue::apps {

namespace {

constexpr std::int64_t max_day = 2'932'896;  // 9999-12-31

struct Shown {
  bool is_day;

  std::string operator()(std::monostate) const { return "?"; }
  std::string operator()(std::int64_t number) const {
    if (is_day && number >= 0 && number <= max_day) return to_iso(Day(std::chrono::days(number)));
    return fmt::format("{}", number);
  }
  std::string operator()(double number) const { return fmt::format("{}", number); }
  std::string operator()(const std::string& text) const { return printable(text); }
  std::string operator()(const Bytes& bytes) const { return to_hex(bytes); }
};

std::vector<std::vector<std::string>> lines_of(const posture::AnswerTable& table) {
  std::vector<std::vector<std::string>> lines = {table.columns};
  for (const database::Row& row : table.rows) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool is_day = table.columns[i].ends_with("_day") || table.columns[i] == "day";
      line.push_back(std::visit(Shown{is_day}, row[i]));
    }
  }
  return lines;
}

}  // namespace

void say_table(Screen& screen, const posture::AnswerTable& table, std::string_view empty) {
  if (table.rows.empty()) return screen.say(empty, Tone::quiet, 2);
  const auto lines = lines_of(table);
  std::vector<std::size_t> widths(table.columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], columns_of(line[i]));
  }
  for (const auto& line : lines) {
    std::string text = "  ";
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(widths[i] - columns_of(line[i]) + 2, ' ');
    }
    screen.raw(text);
  }
}

}  // namespace digue::apps
