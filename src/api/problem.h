#pragma once

#include <string_view>

#include "json/value.h"
#include "net/server.h"

namespace digue::api {

/// Why a request is refused. docs/formats/api.md lists them; a code never changes its meaning.
enum class Problem {
  no_such_thing,      ///< API-1
  wrong_method,       ///< API-2
  not_allowed,        ///< API-3: who asks may not
  not_understood,     ///< API-4
  place_absent,       ///< SAUV-1: no place of the plan is here
  no_such_plan,       ///< SAUV-2: nor place
  too_many_jobs,      ///< SAUV-3
  service_ends,       ///< SAUV-4
  nothing_to_cancel,  ///< SAUV-5
  changed_meanwhile,  ///< API-6: of another version than the one that is to be replaced
  faulty_plans,       ///< PLAN-1
  failed              ///< API-5
};

/// application/problem+json (RFC 9457). It says nothing that the person who asked has not said. `more` are members of
/// that problem alone.
net::ServedResponse problem(Problem problem, json::Object more = {});

}  // namespace digue::api
