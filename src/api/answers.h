#pragma once

#include "agent/service.h"
#include "agent/teller.h"
#include "api/roles.h"
#include "json/value.h"

namespace digue::api {

// What version 1 answers: docs/formats/api.md. No answer to a reader holds a path, and none holds a password.

/// Users and owners are told the names of the plan and the place.
json::Value job_answer(const agent::Job& job, const agent::ServiceStatus& status, Role role);
json::Value jobs_answer(const std::vector<agent::Job>& jobs, const agent::ServiceStatus& status, Role role);
json::Value status_answer(const agent::ServiceStatus& status, const std::vector<agent::Job>& jobs, Role role);
json::Value notice_answer(const agent::ShownNotice& shown);
json::Value plans_answer(const agent::ServiceStatus& status, Role role);

}  // namespace digue::api
