#pragma once

#include <optional>
#include <string_view>
#include <utility>

#include "posture/facts.h"

namespace digue::posture {

/// Yes, no, or nobody knows.
using Maybe = std::optional<bool>;

/// Remembers that something of this reading could not be read; the first reason is kept.
inline void doubt(Reading& reading, ErrorCode reason) {
  if (!reading.incomplete) reading.incomplete = reason;
}

/// The value; or nothing, and the reading is no longer whole.
template <typename T>
std::optional<T> known(Reading& reading, Result<T> answer) {
  if (answer) return std::move(*answer);
  doubt(reading, answer.error().code);
  return std::nullopt;
}

/// The same for a question without a value.
inline bool went_well(Reading& reading, const Result<void>& answer) {
  if (!answer) doubt(reading, answer.error().code);
  return answer.has_value();
}

/// For settings, whose absence means something: nothing there is nullopt, what could not be read stays an error.
template <typename T>
Result<std::optional<T>> if_there(Result<T> answer) {
  if (answer) return std::optional<T>(std::move(*answer));
  if (answer.error().code == ErrorCode::not_found) return std::nullopt;
  return std::unexpected(std::move(answer).error());
}

/// A reading of a table that this system cannot fill yet.
inline Reading unsupported(std::string_view table) {
  return {.table = table, .rows = {}, .incomplete = ErrorCode::unsupported};
}

}  // namespace digue::posture
