#pragma once

#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "machine/deadline.h"

namespace digue::machine {

class BusValue;
using BusList = std::vector<BusValue>;
using BusMap = std::map<std::string, BusValue, std::less<>>;

/// What a D-Bus message can hold, without its exact width: every whole number is int64, object paths are texts,
/// arrays and structs are lists, and dictionaries have their keys as texts. A byte array is a text of those bytes.
class BusValue {
 public:
  using Content = std::variant<bool, std::int64_t, double, std::string, BusList, BusMap>;

  BusValue() : content_(false) {}
  explicit BusValue(Content content) : content_(std::move(content)) {}

  const Content& content() const { return content_; }
  const bool* as_bool() const { return std::get_if<bool>(&content_); }
  const std::int64_t* as_integer() const { return std::get_if<std::int64_t>(&content_); }
  const std::string* as_text() const { return std::get_if<std::string>(&content_); }
  const BusList* as_list() const { return std::get_if<BusList>(&content_); }
  const BusMap* as_map() const { return std::get_if<BusMap>(&content_); }

  /// The entry of a dictionary, nullptr if there is none.
  const BusValue* find(std::string_view key) const;

  bool operator==(const BusValue&) const = default;

 private:
  Content content_;
};

/// Where a question is asked on the system bus.
struct BusAddress {
  std::string service;    ///< as in org.freedesktop.NetworkManager
  std::string object;     ///< as in /org/freedesktop/NetworkManager
  std::string interface;  ///< as in org.freedesktop.NetworkManager

  auto operator<=>(const BusAddress&) const = default;
};

/// The system bus (D-Bus specification). Nothing is ever started or changed by asking.
///
/// Errors: `not_found` (no such service, object, property or method), `denied`, `unavailable` (no answer in time),
/// `unsupported` (no bus on this system), `invalid_input` (an answer too large or too deep).
class Bus {
 public:
  virtual ~Bus() = default;

  virtual Result<BusValue> property(const BusAddress& address, const std::string& name, Deadline deadline) = 0;

  /// The answer of a method that takes nothing.
  virtual Result<BusValue> call(const BusAddress& address, const std::string& method, Deadline deadline) = 0;
};

}  // namespace digue::machine
