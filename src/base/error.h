#pragma once

#include <string>
#include <string_view>

namespace digue {

/// What a caller can do about a failure; not where it happened.
/// The sentence for people is in content/texts, under "error." and the code's name.
enum class ErrorCode {
  not_found,       ///< it is not there
  damaged,         ///< it is there, and its bytes are not what they must be
  denied,          ///< the system refuses us
  wrong_key,       ///< the key or the password does not open it
  locked,          ///< somebody else is using it now
  full,            ///< no space left, or a quota reached
  unavailable,     ///< no answer in time; the only one that is worth trying again
  cancelled,       ///< we were asked to stop
  unsupported,     ///< this system or this version cannot do it
  invalid_input,   ///< what was given makes no sense
  already_exists,  ///< it is there already
  bug,             ///< a promise of our own code was broken
};

/// The code's name as it is written in JSON, in the journal and in the keys of content/texts.
std::string_view name_of(ErrorCode code);

/// A failure as a value. `detail` is English and for engineers; it may name a path, so it is never journaled or
/// exported.
struct Error {
  ErrorCode code = ErrorCode::bug;
  std::string detail;
};

}  // namespace digue
