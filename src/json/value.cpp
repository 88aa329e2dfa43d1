#include "json/value.h"

#include <fmt/core.h>

#include <algorithm>

namespace digue::json {

const Value* Value::find(std::string_view name) const {
  const Object* members = as_object();
  if (members == nullptr) return nullptr;
  const auto found =
      std::ranges::find(*members, name, [](const auto& member) { return std::string_view(member.first); });
  return found == members->end() ? nullptr : &found->second;
}

void Value::push(Value item) {
  if (as_array() == nullptr) content_ = Array();
  std::get<Array>(content_).push_back(std::move(item));
}

void Value::set(std::string name, Value value) {
  if (as_object() == nullptr) content_ = Object();
  Object& members = std::get<Object>(content_);
  const auto found = std::ranges::find(members, name, &Object::value_type::first);
  if (found != members.end()) {
    found->second = std::move(value);
  } else {
    members.emplace_back(std::move(name), std::move(value));
  }
}

namespace {

template <typename T>
Result<T> member(const Value& object, std::string_view name, std::string_view type) {
  const Value* value = object.find(name);
  if (value == nullptr) return failure(ErrorCode::invalid_input, fmt::format("\"{}\" is missing", name));
  const T* content = std::get_if<T>(&value->content());
  if (content == nullptr) return failure(ErrorCode::invalid_input, fmt::format("\"{}\" is not {}", name, type));
  return *content;
}

}  // namespace

Result<bool> Value::boolean(std::string_view name) const { return member<bool>(*this, name, "true or false"); }
Result<std::int64_t> Value::integer(std::string_view name) const {
  return member<std::int64_t>(*this, name, "a whole number");
}
Result<std::string> Value::text(std::string_view name) const { return member<std::string>(*this, name, "a text"); }
Result<Array> Value::array(std::string_view name) const { return member<Array>(*this, name, "a list"); }
Result<Object> Value::object(std::string_view name) const { return member<Object>(*this, name, "an object"); }

}  // namespace digue::json
