#pragma once

#include "agent/service.h"
#include "api/roles.h"
#include "net/server.h"

namespace digue::api {

/// Version 1 of what the service answers on its Unix socket: docs/formats/api.md. For the thread of net::HttpServer;
/// everything that it is given must outlive it.
class Api {
 public:
  using RoleOf = std::function<Role(const net::ServedRequest&)>;

  Api(agent::Service& service, agent::JobBoard& board, const machine::Sleeper& sleeper, RoleOf role_of)
      : service_(service), board_(board), sleeper_(sleeper), role_of_(std::move(role_of)) {}

  net::ServedResponse answer(const net::ServedRequest& request);

 private:
  net::ServedResponse answer_jobs(const net::ServedRequest& request, Role role);
  net::ServedResponse answer_job(const net::ServedRequest& request, std::string_view number, Role role);
  net::ServedResponse start_job(const net::ServedRequest& request, Role role);
  net::ServedResponse events(Role role);

  agent::Service& service_;
  agent::JobBoard& board_;
  const machine::Sleeper& sleeper_;
  RoleOf role_of_;
};

}  // namespace digue::api
