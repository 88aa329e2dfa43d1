#include "api/problem.h"

#include <fmt/core.h>

#include "json/write.h"

namespace digue::api {

namespace {

struct Words {
  int status;
  std::string_view code;
  std::string_view name;  ///< for the URN and the key of the sentence
  std::string_view title;
};

Words words_of(Problem problem) {
  switch (problem) {
    case Problem::no_such_thing: return {404, "API-1", "no_such_thing", "There is nothing at this address"};
    case Problem::wrong_method: return {405, "API-2", "wrong_method", "This address does not take that method"};
    case Problem::not_allowed: return {403, "API-3", "not_allowed", "This account may not do that"};
    case Problem::not_understood: return {400, "API-4", "not_understood", "The request makes no sense"};
    case Problem::place_absent: return {409, "SAUV-1", "place_absent", "No place of the plan is here"};
    case Problem::no_such_plan: return {404, "SAUV-2", "no_such_plan", "There is no such plan or place"};
    case Problem::too_many_jobs: return {503, "SAUV-3", "too_many_jobs", "Too many jobs wait"};
    case Problem::service_ends: return {503, "SAUV-4", "service_ends", "The service is ending"};
    case Problem::nothing_to_cancel: return {409, "SAUV-5", "nothing_to_cancel", "The job has ended"};
    case Problem::changed_meanwhile: return {412, "API-6", "changed_meanwhile", "It has changed meanwhile"};
    case Problem::faulty_plans: return {422, "PLAN-1", "faulty_plans", "The plans have a fault"};
    case Problem::failed: break;
  }
  return {500, "API-5", "failed", "It could not be done"};
}

}  // namespace

net::ServedResponse problem(Problem problem, json::Object more) {
  const Words words = words_of(problem);
  net::ServedResponse response;
  response.status = words.status;
  response.headers = {{"content-type", "application/problem+json"}, {"cache-control", "no-store"}};
  json::Object members = {{"type", fmt::format("urn:digue:problem:{}", words.name)},
                          {"title", words.title},
                          {"status", words.status},
                          {"code", words.code},
                          {"message_key", fmt::format("api.problem.{}", words.name)}};
  for (auto& member : more) members.push_back(std::move(member));
  response.body = json::to_line(std::move(members)) + "\n";
  return response;
}

}  // namespace digue::api
