#pragma once

#include <expected>
#include <string>
#include <utility>

#include "base/error.h"

namespace digue {

/// A value, or the Error that stands in its place.
template <typename T>
using Result = std::expected<T, Error>;

/// `return failure(ErrorCode::damaged, "…");`
[[nodiscard]] inline std::unexpected<Error> failure(ErrorCode code, std::string detail) {
  return std::unexpected(Error{code, std::move(detail)});
}

}  // namespace digue

/// The value of a Result, or `return` its error from the function around: `const Bytes plain = TRY(open(sealed));`.
/// The one macro of the house. A statement expression (GCC, Clang, MinGW) keeps calls readable as one line.
#define TRY(expression) TRY_NAMED_AS_(expression, __COUNTER__)

#define TRY_NAMED_AS_(expression, number) TRY_NAMED_(expression, TRY_JOIN_(try_result_, number))
#define TRY_JOIN_(prefix, number) prefix##number
#define TRY_NAMED_(expression, name)                            \
  __extension__({                                               \
    auto name = (expression);                                   \
    if (!name) return std::unexpected(std::move(name).error()); \
    *std::move(name);                                           \
  })
