#include "machine/linux/bus_message.h"

#include <systemd/sd-bus.h>

#include <algorithm>
#include <array>
#include <limits>

namespace digue::machine::linux {

namespace {

std::unexpected<Error> not_understood() { return failure(ErrorCode::invalid_input, "a bus message not understood"); }

struct Element {
  char type = 0;                   ///< SD_BUS_TYPE_…; 0: there is none any more
  const char* contents = nullptr;  ///< what a container holds
};

/// Walks through one message and counts what it takes from it.
class MessageParser {
 public:
  explicit MessageParser(sd_bus_message* message) : message_(message) {}

  Result<BusList> all_values(int depth) {
    BusList values;
    for (Element next = TRY(peek()); next.type != 0; next = TRY(peek())) values.push_back(TRY(value(next, depth)));
    return values;
  }

 private:
  Result<Element> peek() {
    Element element;
    if (sd_bus_message_peek_type(message_, &element.type, &element.contents) < 0) return not_understood();
    return element;
  }

  Result<BusValue> value(const Element& element, int depth) {
    if (depth > max_bus_depth) return failure(ErrorCode::invalid_input, "a bus message too deep");
    if (++items_ > max_bus_items) return failure(ErrorCode::invalid_input, "a bus message with too many values");
    switch (element.type) {
      case SD_BUS_TYPE_VARIANT: return variant(element, depth);
      case SD_BUS_TYPE_ARRAY: return array(element, depth);
      case SD_BUS_TYPE_STRUCT: return BusValue(TRY(contents_of(element, depth)));
      case SD_BUS_TYPE_UNIX_FD: return failure(ErrorCode::unsupported, "a bus message with a file descriptor");
      default: return basic(element.type);
    }
  }

  Result<void> enter(const Element& element) {
    if (sd_bus_message_enter_container(message_, element.type, element.contents) < 0) return not_understood();
    return {};
  }

  Result<void> leave() {
    if (sd_bus_message_exit_container(message_) < 0) return not_understood();
    return {};
  }

  Result<BusList> contents_of(const Element& element, int depth) {
    TRY(enter(element));
    BusList values = TRY(all_values(depth + 1));
    TRY(leave());
    return values;
  }

  Result<BusValue> variant(const Element& element, int depth) {
    BusList values = TRY(contents_of(element, depth));
    if (values.size() != 1) return not_understood();
    return std::move(values.front());
  }

  Result<BusValue> array(const Element& element, int depth) {
    const std::string_view contents = element.contents;
    if (contents == "y") return byte_array();
    if (contents.starts_with('{')) return BusValue(TRY(dictionary(element, depth)));
    return BusValue(TRY(contents_of(element, depth)));
  }

  Result<BusValue> byte_array() {
    const void* bytes = nullptr;
    std::size_t size = 0;
    if (sd_bus_message_read_array(message_, SD_BUS_TYPE_BYTE, &bytes, &size) < 0) return not_understood();
    return text({static_cast<const char*>(bytes), size});
  }

  Result<BusMap> dictionary(const Element& element, int depth) {
    BusMap map;
    TRY(enter(element));
    for (Element entry = TRY(peek()); entry.type != 0; entry = TRY(peek())) {
      BusList pair = TRY(contents_of(entry, depth));
      if (pair.size() != 2) return not_understood();
      map.insert_or_assign(TRY(key(pair[0])), std::move(pair[1]));
    }
    TRY(leave());
    return map;
  }

  static Result<std::string> key(const BusValue& value) {
    if (const std::string* text = value.as_text()) return *text;
    if (const std::int64_t* number = value.as_integer()) return std::to_string(*number);
    if (const bool* yes = value.as_bool()) return std::string(*yes ? "true" : "false");
    return not_understood();
  }

  Result<BusValue> text(std::string_view text) {
    if (text.size() > max_bus_bytes - bytes_) return failure(ErrorCode::invalid_input, "a bus message too long");
    bytes_ += text.size();
    return BusValue(std::string(text));
  }

  template <typename Number>
  Result<Number> read(char type) {
    Number number{};
    if (sd_bus_message_read_basic(message_, type, &number) <= 0) return not_understood();
    return number;
  }

  template <typename Number>
  Result<BusValue> whole_number(char type) {
    const Number number = TRY(read<Number>(type));
    constexpr auto largest = std::numeric_limits<std::int64_t>::max();
    if (std::cmp_greater(number, largest)) return BusValue(largest);
    return BusValue(static_cast<std::int64_t>(number));
  }

  Result<BusValue> basic(char type) {
    switch (type) {
      case SD_BUS_TYPE_BOOLEAN: return BusValue(TRY(read<int>(type)) != 0);
      case SD_BUS_TYPE_BYTE: return whole_number<std::uint8_t>(type);
      case SD_BUS_TYPE_INT16: return whole_number<std::int16_t>(type);
      case SD_BUS_TYPE_UINT16: return whole_number<std::uint16_t>(type);
      case SD_BUS_TYPE_INT32: return whole_number<std::int32_t>(type);
      case SD_BUS_TYPE_UINT32: return whole_number<std::uint32_t>(type);
      case SD_BUS_TYPE_INT64: return whole_number<std::int64_t>(type);
      case SD_BUS_TYPE_UINT64: return whole_number<std::uint64_t>(type);
      case SD_BUS_TYPE_DOUBLE: return BusValue(TRY(read<double>(type)));
      case SD_BUS_TYPE_STRING:
      case SD_BUS_TYPE_OBJECT_PATH:
      case SD_BUS_TYPE_SIGNATURE: return text(TRY(read<const char*>(type)));
      default: return not_understood();
    }
  }

  sd_bus_message* message_;
  std::size_t items_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace

Result<BusValue> parse_message(sd_bus_message* message) {
  BusList values = TRY(MessageParser(message).all_values(1));
  if (values.size() == 1) return std::move(values.front());
  return BusValue(std::move(values));
}

ErrorCode code_of_bus_error(std::string_view name) {
  struct Known {
    std::string_view name;
    ErrorCode code;
  };
  constexpr std::array<Known, 13> known = {{
      {"ServiceUnknown", ErrorCode::not_found},
      {"NameHasNoOwner", ErrorCode::not_found},
      {"UnknownMethod", ErrorCode::not_found},
      {"UnknownObject", ErrorCode::not_found},
      {"UnknownInterface", ErrorCode::not_found},
      {"UnknownProperty", ErrorCode::not_found},
      // GLib's answer for a property that an object does not have; we send no other arguments.
      {"InvalidArgs", ErrorCode::not_found},
      {"AccessDenied", ErrorCode::denied},
      {"AuthFailed", ErrorCode::denied},
      {"InteractiveAuthorizationRequired", ErrorCode::denied},
      {"NotSupported", ErrorCode::unsupported},
      {"FileNotFound", ErrorCode::unsupported},
      {"NoServer", ErrorCode::unsupported},
  }};
  constexpr std::string_view prefix = "org.freedesktop.DBus.Error.";
  if (!name.starts_with(prefix)) return ErrorCode::unavailable;
  name.remove_prefix(prefix.size());
  const auto found = std::ranges::find(known, name, &Known::name);
  return found == known.end() ? ErrorCode::unavailable : found->code;
}

}  // namespace digue::machine::linux
