#include "plan/plans.h"

#include <fmt/core.h>

#include <algorithm>

namespace digue::plan {

namespace {

template <typename T>
const T* find(const std::vector<T>& items, std::string_view id_or_name) {
  for (const auto member : {&T::id, &T::name}) {
    const auto found = std::ranges::find(items, id_or_name, member);
    if (found != items.end()) return &*found;
  }
  return nullptr;
}

}  // namespace

std::string_view name_of(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::disk: return "disk";
    case PlaceKind::network: return "network";
    case PlaceKind::cloud: return "cloud";
  }
  return "disk";
}

std::string_view name_of(Engine engine) {
  switch (engine) {
    case Engine::postgresql: return "postgresql";
    case Engine::mariadb: return "mariadb";
    case Engine::sqlite: return "sqlite";
  }
  return "postgresql";
}

std::string_view name_of(Subject subject) {
  switch (subject) {
    case Subject::agenda: return "agenda";
    case Subject::payments: return "payments";
    case Subject::history: return "history";
  }
  return "agenda";
}

const Place* Plans::find_place(std::string_view id_or_name) const { return find(places, id_or_name); }

const Plan* Plans::find_plan(std::string_view id_or_name) const { return find(plans, id_or_name); }

std::string free_id(std::string_view kind, const std::vector<std::string>& taken) {
  for (int number = 1;; ++number) {
    const std::string id = fmt::format("{}-{}", kind, number);
    if (std::ranges::find(taken, id) == taken.end()) return id;
  }
}

}  // namespace digue::plan
