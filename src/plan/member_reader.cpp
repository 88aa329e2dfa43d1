#include "plan/member_reader.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace digue::plan {

namespace {

/// No name, path or question of a person is longer.
constexpr std::size_t max_text = 4096;
/// No practice has more of anything.
constexpr std::size_t max_items = 1000;

std::string way_to(const MemberReader::Table& in, std::string_view key) {
  if (key.empty()) return in.path;
  return in.path.empty() ? std::string(key) : fmt::format("{}.{}", in.path, key);
}

bool is_plain(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

}  // namespace

bool is_plain_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  const auto names = split(path.substr(1), '/');
  return path == "/" ||
         std::ranges::none_of(names, [](std::string_view name) { return name.empty() || name == "." || name == ".."; });
}

const json::Value* MemberReader::find(const Table& in, std::string_view key) const {
  if (in.members == nullptr) return nullptr;
  for (const auto& [name, value] : *in.members) {
    if (name == key) return &value;
  }
  return nullptr;
}

bool MemberReader::has(const Table& in, std::string_view key) const { return find(in, key) != nullptr; }

int MemberReader::line_of(const Table& in, std::string_view key) const {
  for (const std::string& path : {way_to(in, key), in.path}) {
    const auto found = document_.lines.find(path);
    if (found != document_.lines.end()) return found->second;
  }
  return 0;
}

void MemberReader::refuse(const Table& in, std::string_view key, std::string kind, std::string word) {
  if (!fault_) fault_ = PlanFault{line_of(in, key), std::move(kind), std::move(word)};
}

std::optional<MemberReader::Table> MemberReader::table(const Table& in, std::string_view key) {
  const json::Value* value = find(in, key);
  if (value == nullptr) return std::nullopt;
  const json::Object* members = value->as_object();
  if (members == nullptr) refuse(in, key, "no_table", std::string(key));
  return Table{members, way_to(in, key)};
}

std::vector<MemberReader::Table> MemberReader::tables(const Table& in, std::string_view key) {
  std::vector<Table> found;
  const json::Value* value = find(in, key);
  if (value == nullptr) return found;
  const json::Array* items = value->as_array();
  if (items == nullptr || items->size() > max_items) {
    refuse(in, key, items == nullptr ? "no_tables" : "too_many", std::string(key));
    return found;
  }
  for (std::size_t i = 0; i < items->size(); ++i) {
    const json::Object* members = (*items)[i].as_object();
    if (members == nullptr) refuse(in, key, "no_tables", std::string(key));
    found.push_back({members, fmt::format("{}[{}]", way_to(in, key), i)});
  }
  return found;
}

void MemberReader::expect_only(const Table& in, std::initializer_list<std::string_view> keys) {
  if (in.members == nullptr) return;
  for (const auto& [name, value] : *in.members) {
    if (std::ranges::find(keys, std::string_view(name)) == keys.end()) refuse(in, name, "unknown_name", name);
  }
}

std::string MemberReader::required_text(const Table& in, std::string_view key) {
  std::string found = text(in, key);
  if (found.empty()) refuse(in, key, "missing", std::string(key));
  return found;
}

std::string MemberReader::text(const Table& in, std::string_view key) {
  const json::Value* value = find(in, key);
  if (value == nullptr) return {};
  const std::string* text = value->as_text();
  if (text == nullptr || text->size() > max_text || !is_plain(*text)) {
    refuse(in, key, "no_text", std::string(key));
    return {};
  }
  return *text;
}

int MemberReader::integer(const Table& in, std::string_view key, int otherwise, int least, int most) {
  const json::Value* value = find(in, key);
  if (value == nullptr) return otherwise;
  const std::int64_t* number = value->as_integer();
  if (number == nullptr || *number < least || *number > most) {
    refuse(in, key, "no_number", fmt::format("{} ({}–{})", key, least, most));
    return otherwise;
  }
  return static_cast<int>(*number);
}

bool MemberReader::boolean(const Table& in, std::string_view key, bool otherwise) {
  const json::Value* value = find(in, key);
  if (value == nullptr) return otherwise;
  const bool* truth = value->as_bool();
  if (truth == nullptr) refuse(in, key, "no_truth", std::string(key));
  return truth == nullptr ? otherwise : *truth;
}

std::vector<std::string> MemberReader::texts(const Table& in, std::string_view key) {
  std::vector<std::string> found;
  const json::Value* value = find(in, key);
  if (value == nullptr) return found;
  const json::Array* items = value->as_array();
  if (items == nullptr || items->size() > max_items) {
    refuse(in, key, items == nullptr ? "no_list" : "too_many", std::string(key));
    return found;
  }
  for (const json::Value& item : *items) {
    const std::string* text = item.as_text();
    if (text == nullptr || text->empty() || text->size() > max_text || !is_plain(*text)) {
      refuse(in, key, "no_list", std::string(key));
      return found;
    }
    found.push_back(*text);
  }
  return found;
}

}  // namespace digue::plan
