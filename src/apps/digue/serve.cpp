#include "agent/service.h"
#include "agent/teller.h"
#include "api/api.h"
#include "apps/digue/drill_means.h"
#include "apps/digue/place_session.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/service_client.h"
#include "machine/authority.h"
#include "machine/identity.h"
#include "machine/local_group.h"
#include "machine/person.h"

namespace digue::apps {

namespace {

/// A person who is asked for a password types it within that.
constexpr std::chrono::seconds authorization_patience{60};

std::optional<machine::SocketPeer> peer_of(const net::ServedRequest& request) {
  return request.door == net::Door::socket ? machine::socket_peer(request.descriptor) : std::nullopt;
}

bool is_user(const machine::SocketPeer& who) {
  return machine::is_in_group(who.user_id, who.group_id, std::string(api::users_group)).value_or(false);
}

/// Without polkit only root and the users of the practice may.
bool is_authorized(machine::Authority& authority, const std::optional<machine::SocketPeer>& peer,
                   const std::string& action) {
  return peer && authority.allows(*peer, action, machine::Deadline::in(authorization_patience)).value_or(false);
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
  std::atomic<bool> is_ending = false;
  agent::NetChannels channels(context.file_tree, context.machine.clock(), [&is_ending] { return !is_ending; });
  agent::Teller teller({.clock = context.machine.clock(),
                        .sleeper = context.sleeper,
                        .places = places,
                        .channels = channels,
                        .texts = context.texts,
                        .state = context.state_folder});
  const auto targets = machine::person_targets();
  const agent::DrillMeans drills = drill_means(context);
  agent::JobBoard board(context.machine.clock(), context.sleeper);
  agent::Service service({.machine = context.machine,
                          .files = context.file_tree,
                          .sleeper = context.sleeper,
                          .places = places,
                          .board = board,
                          .state = context.state_folder,
                          .program = "digue " DIGUE_VERSION,
                          .listener = &teller,
                          .targets = targets.get(),
                          .databases = database_access(context),
                          .drills = &drills});
  const auto authority = machine::polkit();
  agent::Lookups group_lookups;
  agent::Lookups authorizations;
  api::Roles roles(machine::this_process().user_id, is_user, group_lookups, context.sleeper);
  api::Api api(service, board, teller, context.sleeper,
               {[&roles](const net::ServedRequest& request) { return roles.of(peer_of(request)); },
                [&](const net::ServedRequest& request, std::string_view action) {
                  return authorizations.ask([&, peer = peer_of(request), action = std::string(action)] {
                    return is_authorized(*authority, peer, action);
                  });
                }});
  net::HttpServer server([&api](const net::ServedRequest& request) { return api.answer(request); });
  TRY(server.listen_on_socket(*listening));
  context.screen.say(context.texts.say("serve.runs", {{"socket", socket}}));
  service.start([&server] { server.stop(); });
  teller.start([&service] { return service.status(); });
  server.run();
  is_ending = true;
  service.wait();
  board.stop();
  teller.stop();
  context.screen.say(context.texts.say("serve.ended"));
  return ExitCode::fine;
}

}  // namespace digue::apps
