#include "json/parse.h"

#include <fmt/core.h>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <charconv>
#include <limits>
#include <optional>

namespace digue::json {

namespace {

/// Receives Boost.JSON's events and builds a Value, refusing what is over the limits while it is read.
class Builder {
 public:
  static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  explicit Builder(std::size_t max_values) : values_left_(max_values) {}

  using Code = boost::json::error_code;
  using Text = boost::json::string_view;

  bool on_document_begin(Code&) { return true; }
  bool on_document_end(Code&) { return true; }
  bool on_object_begin(Code& error) { return open(Object(), error); }
  bool on_object_end(std::size_t, Code& error) { return close(error); }
  bool on_array_begin(Code& error) { return open(Array(), error); }
  bool on_array_end(std::size_t, Code& error) { return close(error); }
  bool on_key_part(Text part, std::size_t, Code&) { return append(part); }
  bool on_key(Text part, std::size_t, Code& error) {
    append(part);
    if (open_.back().value.find(text_) != nullptr) return refuse(error);
    open_.back().name = std::exchange(text_, {});
    return true;
  }
  bool on_string_part(Text part, std::size_t, Code&) { return append(part); }
  bool on_string(Text part, std::size_t, Code& error) {
    append(part);
    return add(std::exchange(text_, {}), error);
  }
  bool on_number_part(Text part, Code&) { return append(part); }
  bool on_int64(std::int64_t number, Text, Code& error) { return end_number(number, error); }
  bool on_uint64(std::uint64_t number, Text, Code& error) { return end_number(static_cast<double>(number), error); }
  bool on_double(double number, Text part, Code& error) {
    append(part);
    // Boost.JSON 1.81 may miss the nearest number by one bit; beyond the limits its answer stays.
    std::from_chars(text_.data(), text_.data() + text_.size(), number);
    return end_number(number, error);
  }
  bool on_bool(bool truth, Code& error) { return add(truth, error); }
  bool on_null(Code& error) { return add({}, error); }
  bool on_comment_part(Text, Code&) { return true; }
  bool on_comment(Text, Code&) { return true; }

  Value take() { return std::move(root_); }

 private:
  /// An array or object whose end has not been read, and the name under which its next member goes.
  struct Open {
    Value value;
    std::string name;
  };

  static bool refuse(Code& error) {
    error = boost::json::error::exception;
    return false;
  }

  bool end_number(Value number, Code& error) {
    text_.clear();
    return add(std::move(number), error);
  }

  bool append(Text part) {
    text_.append(part.data(), part.size());
    return true;
  }

  bool open(Value container, Code& error) {
    if (values_left_-- == 0) return refuse(error);
    open_.push_back({std::move(container), {}});
    return true;
  }

  bool close(Code& error) {
    Value value = std::move(open_.back().value);
    open_.pop_back();
    ++values_left_;  // it was counted when it was opened
    return add(std::move(value), error);
  }

  bool add(Value value, Code& error) {
    if (values_left_-- == 0) return refuse(error);
    if (open_.empty()) {
      root_ = std::move(value);
      return true;
    }
    Open& parent = open_.back();
    if (parent.value.as_array() != nullptr) {
      parent.value.push(std::move(value));
    } else {
      parent.value.set(std::move(parent.name), std::move(value));
    }
    return true;
  }

  std::size_t values_left_;
  std::vector<Open> open_;
  std::string text_;
  Value root_;
};

}  // namespace

Result<Value> parse(std::string_view text, const Limits& limits) {
  if (text.size() > limits.bytes) return failure(ErrorCode::invalid_input, "the JSON text is too long");
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::basic_parser<Builder> parser(options, limits.values);
  boost::json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = boost::json::error::extra_data;
  if (error) return failure(ErrorCode::invalid_input, fmt::format("not JSON at byte {}: {}", read, error.message()));
  return parser.handler().take();
}

}  // namespace digue::json
