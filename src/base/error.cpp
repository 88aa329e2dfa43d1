#include "base/error.h"

namespace digue {

std::string_view name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::damaged: return "damaged";
    case ErrorCode::denied: return "denied";
    case ErrorCode::wrong_key: return "wrong_key";
    case ErrorCode::locked: return "locked";
    case ErrorCode::full: return "full";
    case ErrorCode::unavailable: return "unavailable";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::invalid_input: return "invalid_input";
    case ErrorCode::already_exists: return "already_exists";
    case ErrorCode::bug: return "bug";
  }
  return "bug";
}

}  // namespace digue
