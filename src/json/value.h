#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace digue::json {

class Value;
using Array = std::vector<Value>;
/// In the order in which the members were written; no name occurs twice.
using Object = std::vector<std::pair<std::string, Value>>;

/// One JSON value (RFC 8259). Whole numbers that fit are int64, all others double.
class Value {
 public:
  using Content = std::variant<std::monostate, bool, std::int64_t, double, std::string, Array, Object>;

  Value() = default;  // null
  Value(bool truth) : content_(truth) {}
  Value(int number) : content_(std::int64_t{number}) {}
  Value(std::int64_t number) : content_(number) {}
  Value(double number) : content_(number) {}
  Value(const char* text) : content_(std::string(text)) {}
  Value(std::string_view text) : content_(std::string(text)) {}
  Value(std::string text) : content_(std::move(text)) {}
  Value(Array items) : content_(std::move(items)) {}
  Value(Object members) : content_(std::move(members)) {}

  const Content& content() const { return content_; }
  bool is_null() const { return std::holds_alternative<std::monostate>(content_); }

  /// The value as that type, nullptr if it is another one.
  const bool* as_bool() const { return std::get_if<bool>(&content_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&content_); }
  const std::string* as_text() const { return std::get_if<std::string>(&content_); }
  const Array* as_array() const { return std::get_if<Array>(&content_); }
  const Object* as_object() const { return std::get_if<Object>(&content_); }

  /// The member of that name, nullptr if this is no object or has none.
  const Value* find(std::string_view name) const;

  /// The member of that name as that type; `invalid_input` names the member that is missing or of another type.
  Result<bool> boolean(std::string_view name) const;
  Result<std::int64_t> integer(std::string_view name) const;
  Result<std::string> text(std::string_view name) const;
  Result<Array> array(std::string_view name) const;
  Result<Object> object(std::string_view name) const;

  /// Adds an item at the end of an array; a value that is none becomes one.
  void push(Value item);
  /// Sets a member of an object, at the end if it is new; a value that is none becomes one.
  void set(std::string name, Value value);

  bool operator==(const Value&) const = default;

 private:
  Content content_;
};

}  // namespace digue::json
