#include "agent/service.h"
#include "api/api.h"
#include "apps/digue/drill_means.h"
#include "apps/digue/place_session.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/service_client.h"
#include "machine/identity.h"
#include "machine/local_group.h"

namespace digue::apps {

namespace {

api::Api::RoleOf roles_by_account() {
  return [own = machine::this_process().user_id](const net::ServedRequest& request) {
    const auto peer = request.door == net::Door::socket ? machine::socket_peer(request.descriptor) : std::nullopt;
    return api::role_of(peer, own, [](const machine::SocketPeer& who) {
      return machine::is_in_group(who.user_id, who.group_id, std::string(api::users_group)).value_or(false);
    });
  };
}

/// Where the service is to answer: beside its state, where the person names a state and no socket.
std::string socket_to_serve(const Context& context) {
  return socket_of(context.invocation).value_or(context.state_folder + "/socket");
}

ExitCode refuse_socket(const Context& context, const std::string& socket, ErrorCode code) {
  if (code == ErrorCode::already_exists) return context.refuse("serve.runs_already", ExitCode::locked);
  return context.refuse("serve.no_socket", exit_code_of(code), {{"socket", socket}});
}

}  // namespace

Result<ExitCode> run_serve(const Context& context) {
  // The state is made, and a broken journal is told to the person, before anything starts.
  TRY(context.open_journal());
  const std::string socket = socket_to_serve(context);
  const auto listening = machine::listen_on_socket(socket);
  if (!listening) return refuse_socket(context, socket, listening.error().code);

  agent::PracticePlaces places(place_tools(context));
  const agent::DrillMeans drills = drill_means(context);
  agent::JobBoard board(context.machine.clock(), context.sleeper);
  agent::Service service({.machine = context.machine,
                          .files = context.file_tree,
                          .sleeper = context.sleeper,
                          .places = places,
                          .board = board,
                          .state = context.state_folder,
                          .program = "digue " DIGUE_VERSION,
                          .databases = database_access(context),
                          .drills = &drills});
  api::Api api(service, board, context.sleeper, roles_by_account());
  net::HttpServer server([&api](const net::ServedRequest& request) { return api.answer(request); });
  TRY(server.listen_on_socket(*listening));
  context.screen.say(context.texts.say("serve.runs", {{"socket", socket}}));
  service.start([&server] { server.stop(); });
  server.run();
  service.wait();
  board.stop();
  context.screen.say(context.texts.say("serve.ended"));
  return ExitCode::fine;
}

}  // namespace digue::apps
