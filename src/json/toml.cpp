#include "json/toml.h"

#include <fmt/core.h>

#include <set>

#include "base/utf8.h"
#include "json/toml_text.h"

namespace digue::json {

namespace {

template <typename T>
using Read = TomlText::Read<T>;

using Names = std::vector<std::string>;

/// A table of the document while it is read, and the way to it.
struct Place {
  Value* table = nullptr;
  std::string path;
};

Value* member_of(Value& table, std::string_view name) { return const_cast<Value*>(table.find(name)); }

std::string below(const std::string& path, const std::string& name) {
  return path.empty() ? name : fmt::format("{}.{}", path, name);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) { document_.value = Object(); }

  Read<TomlDocument> parse() {
    current_ = {&document_.value, ""};
    while (true) {
      if (auto skipped = text_.skip_lines(); !skipped) return std::unexpected(skipped.error());
      if (text_.is_at_end()) return std::move(document_);
      auto read = text_.next() == '[' ? header() : member(current_, 0);
      if (read) read = text_.end_line();
      if (!read) return std::unexpected(read.error());
    }
  }

 private:
  /// "[a.b]" or "[[a.b]]": where the members that follow belong.
  Read<void> header() {
    const bool is_item = text_.take("[[");
    if (!is_item) text_.take("[");
    auto names = dotted_name();
    if (!names) return std::unexpected(names.error());
    if (!text_.take(is_item ? "]]" : "]")) return text_.refuse("a header without its end");
    const std::string last = std::move(names->back());
    names->pop_back();
    auto place = enter({&document_.value, ""}, *names, 0);
    if (!place) return std::unexpected(place.error());
    return is_item ? begin_item(*place, last) : begin_table(*place, last);
  }

  Read<void> begin_table(const Place& in, const std::string& name) {
    const std::string path = below(in.path, name);
    if (!defined_.insert(path).second) return text_.refuse("a table twice");
    auto place = enter(in, {name}, 0);
    if (!place) return std::unexpected(place.error());
    current_ = *place;
    return {};
  }

  Read<void> begin_item(const Place& in, const std::string& name) {
    const std::string path = below(in.path, name);
    Value* items = member_of(*in.table, name);
    if (items == nullptr) {
      in.table->set(name, Array());
      items = member_of(*in.table, name);
      tables_.insert(path);
      document_.lines.emplace(path, text_.line());
    }
    if (!tables_.contains(path)) return text_.refuse("a name twice");
    items->push(Object());
    auto& array = const_cast<Array&>(*items->as_array());
    current_ = {&array.back(), fmt::format("{}[{}]", path, array.size() - 1)};
    document_.lines.emplace(current_.path, text_.line());
    return {};
  }

  /// Goes from a table to the one below that has this dotted name; makes those that are missing. Of an array of tables
  /// it is the last one.
  Read<Place> enter(Place place, const Names& names, std::size_t depth) {
    if (depth + names.size() > max_toml_depth) return text_.refuse("too deep");
    for (const std::string& name : names) {
      const std::string path = below(place.path, name);
      Value* found = member_of(*place.table, name);
      if (found == nullptr) {
        place.table->set(name, Object());
        found = member_of(*place.table, name);
        document_.lines.emplace(path, text_.line());
      }
      place = {found, path};
      if (found->as_array() != nullptr && tables_.contains(path)) {
        auto& items = const_cast<Array&>(*found->as_array());
        place = {&items.back(), fmt::format("{}[{}]", path, items.size() - 1)};
      }
      if (place.table->as_object() == nullptr || closed_.contains(place.path)) return text_.refuse("a name twice");
    }
    return place;
  }

  Read<Names> dotted_name() {
    Names names;
    do {
      text_.skip_spaces();
      auto name = text_.key();
      if (!name) return std::unexpected(name.error());
      names.push_back(std::move(*name));
      text_.skip_spaces();
      if (names.size() > max_toml_depth) return text_.refuse("too deep");
    } while (text_.take("."));
    return names;
  }

  /// "a.b = value"
  Read<void> member(const Place& in, std::size_t depth) {
    auto names = dotted_name();
    if (!names) return std::unexpected(names.error());
    const std::string name = std::move(names->back());
    names->pop_back();
    auto place = enter(in, *names, depth);
    if (!place) return std::unexpected(place.error());
    if (!text_.take("=")) return text_.refuse("a name without a value");
    if (place->table->find(name) != nullptr) return text_.refuse("a name twice");
    text_.skip_spaces();
    const std::string path = below(place->path, name);
    document_.lines.emplace(path, text_.line());
    auto read = value(path, depth + names->size() + 1);
    if (!read) return std::unexpected(read.error());
    place->table->set(name, std::move(*read));
    return {};
  }

  Read<Value> value(const std::string& path, std::size_t depth) {
    if (depth > max_toml_depth) return text_.refuse("too deep");
    if (text_.take("[")) return array(path, depth);
    if (text_.take("{")) return inline_table(path, depth);
    if (text_.next() != '"' && text_.next() != '\'') return text_.plain_value();
    auto text = text_.string();
    if (!text) return std::unexpected(text.error());
    return Value(std::move(*text));
  }

  Read<Value> array(const std::string& path, std::size_t depth) {
    Array items;
    while (true) {
      if (auto skipped = text_.skip_lines(); !skipped) return std::unexpected(skipped.error());
      if (text_.take("]")) break;
      const std::string item_path = fmt::format("{}[{}]", path, items.size());
      document_.lines.emplace(item_path, text_.line());
      auto item = value(item_path, depth + 1);
      if (!item) return std::unexpected(item.error());
      items.push_back(std::move(*item));
      if (auto skipped = text_.skip_lines(); !skipped) return std::unexpected(skipped.error());
      if (!text_.take(",") && text_.next() != ']') return text_.refuse("a list without its end");
    }
    return Value(std::move(items));
  }

  /// "{ a = 1, b = 2 }", on one line; nothing can be added to it afterwards.
  Read<Value> inline_table(const std::string& path, std::size_t depth) {
    Value table = Object();
    text_.skip_spaces();
    bool is_first = true;
    while (!text_.take("}")) {
      if (!is_first && !text_.take(",")) return text_.refuse("a table without its end");
      is_first = false;
      if (auto read = member({&table, path}, depth); !read) return std::unexpected(read.error());
      text_.skip_spaces();
    }
    closed_.insert(path);
    return table;
  }

  TomlText text_;
  TomlDocument document_;
  Place current_;
  std::set<std::string> defined_;  ///< tables that had their header
  std::set<std::string> tables_;   ///< arrays of tables
  std::set<std::string> closed_;   ///< tables in braces
};

}  // namespace

std::expected<TomlDocument, TomlFault> parse_toml(std::string_view text) {
  if (text.size() > max_toml_bytes) return std::unexpected(TomlFault{0, "over 1 MiB"});
  if (!is_utf8(text)) return std::unexpected(TomlFault{0, "not UTF-8"});
  return Parser(text).parse();
}

std::string toml_quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      quoted += '\\';
      quoted += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      quoted += fmt::format("\\u{:04X}", byte);
    } else {
      quoted += c;
    }
  }
  return quoted + "\"";
}

}  // namespace digue::json
