#pragma once

#include "agent/service.h"
#include "agent/teller.h"
#include "api/roles.h"
#include "json/value.h"
#include "net/server.h"

namespace digue::api {

/// Who may do what. Both give nothing while that is not known; for the thread of the server.
struct Rights {
  std::function<std::optional<Asker>(const net::ServedRequest&)> asker_of;
  /// Asks whether the process at the other end may do what its role does not allow; the person may be asked for a
  /// password.
  std::function<std::shared_ptr<const agent::Lookups::Answer>(const net::ServedRequest&, std::string_view action)>
      authorize;
};

/// Version 1 of what the service answers on its Unix socket: docs/formats/api.md. For the thread of net::HttpServer;
/// everything that it is given must outlive it.
class Api {
 public:
  Api(agent::Service& service, agent::JobBoard& board, const agent::Teller& teller, const machine::Sleeper& sleeper,
      Rights rights)
      : service_(service), board_(board), teller_(teller), sleeper_(sleeper), rights_(std::move(rights)) {}

  net::ServedResponse answer(const net::ServedRequest& request);

 private:
  using Authorization = std::shared_ptr<const agent::Lookups::Answer>;

  /// Nothing while it is not known who asks, or what they may do.
  std::optional<net::ServedResponse> try_to_answer(const net::ServedRequest& request, Authorization& authorization);
  std::optional<net::ServedResponse> answer_jobs(const net::ServedRequest& request, const Asker& asker,
                                                 Authorization& authorization);
  std::optional<net::ServedResponse> answer_plan_file(const net::ServedRequest& request, const Asker& asker,
                                                      Authorization& authorization);
  net::ServedResponse replace_plans(const net::ServedRequest& request);
  net::ServedResponse answer_job(const net::ServedRequest& request, std::string_view number, Role role);
  net::ServedResponse start_run(const json::Value& body, const Asker& asker);
  net::ServedResponse start_recovery(const json::Value& body, const Asker& asker);
  net::ServedResponse started(const std::vector<agent::JobId>& ids, Role role);
  net::ServedResponse events(Role role);

  agent::Service& service_;
  agent::JobBoard& board_;
  const agent::Teller& teller_;
  const machine::Sleeper& sleeper_;
  Rights rights_;
};

}  // namespace digue::api
