#include "agent/place_facts.h"

#include <algorithm>

#include "base/text.h"

namespace digue::agent {

namespace {

/// A disk that is here longer than a day and a half has spent a night here.
constexpr std::chrono::hours max_here{36};

/// "https://host:8000/path" → "host", in lower case.
std::string host_of(std::string_view url) {
  url.remove_prefix(std::min(url.size(), url.find("//") == std::string_view::npos ? 0 : url.find("//") + 2));
  return lower_ascii(url.substr(0, url.find_first_of(":/")));
}

bool is_in_domain(std::string_view host, std::string_view domain) {
  return !domain.empty() && (host == domain || host.ends_with("." + std::string(domain)));
}

std::optional<std::int64_t> day_if_any(const std::optional<Instant>& instant) {
  if (!instant) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(*instant).time_since_epoch().count();
}

/// Whether a fire at the practice leaves this copy. What the clock contradicts is not known.
std::optional<bool> is_elsewhere(const PlaceStanding& standing, bool is_at_a_host, Instant now) {
  if (standing.place.kind == plan::PlaceKind::cloud) {
    // A server may well stand in the practice; a person says that it does not.
    return is_at_a_host || standing.place.is_at_home ? std::optional(true) : std::nullopt;
  }
  if (standing.place.kind == plan::PlaceKind::network || !standing.place.is_at_home) return false;
  switch (standing.presence) {
    case Presence::away: return true;
    case Presence::never_seen: return false;
    case Presence::plugged:
    case Presence::off: {
      if (!standing.here_since || *standing.here_since > now) return std::nullopt;
      return now - *standing.here_since <= max_here;
    }
    default: return std::nullopt;
  }
}

}  // namespace

Result<std::optional<HdsHost>> hds_host_of(const plan::Place& place, const json::Value& content) {
  if (place.kind != plan::PlaceKind::cloud) return std::nullopt;
  const json::Value* lists = content.find("lists");
  const json::Value* list = lists == nullptr ? nullptr : lists->find("hds-hosts");
  if (list == nullptr) return failure(ErrorCode::bug, "no list hds-hosts");
  const std::string host = host_of(place.url);
  for (const json::Value& entry : TRY(list->array("hosts"))) {
    for (const json::Value& domain : TRY(entry.array("domains"))) {
      if (domain.as_text() == nullptr || !is_in_domain(host, *domain.as_text())) continue;
      std::string name = TRY(entry.text("name"));
      std::string scope = TRY(entry.text("scope"));
      std::string since = TRY(entry.text("certified_since"));
      return HdsHost{std::move(name), std::move(scope), std::move(since)};
    }
  }
  return std::nullopt;
}

posture::Reading place_facts(const std::vector<PlaceStanding>& standings, const json::Value& content, Instant now) {
  posture::Reading reading{.table = "places"};
  for (const PlaceStanding& standing : standings) {
    const auto host = hds_host_of(standing.place, content);
    if (!host) reading.incomplete = host.error().code;
    const bool is_at_a_host = host && host->has_value();
    const bool is_known = standing.presence != Presence::unknown && standing.presence != Presence::strange;
    const auto& tried = standing.history.tried_delete;
    const bool was_copied = standing.history.last_copy.has_value();
    std::optional<bool> is_disk_encrypted;
    if (standing.volume && standing.volume->encryption) is_disk_encrypted = !standing.volume->encryption->empty();
    reading.rows.push_back(
        {{"place", standing.place.id},
         {"kind", std::string(name_of(standing.place.kind))},
         {"presence", is_known ? posture::Fact(std::string(name_of(standing.presence))) : posture::Fact()},
         {"copied_day", posture::fact(day_if_any(standing.history.last_copy))},
         {"left_plugged", posture::fact(standing.is_left_plugged)},
         {"delete_refused", posture::fact(tried ? std::optional(tried->is_refused) : std::nullopt)},
         {"delete_tried_day", posture::fact(day_if_any(tried ? std::optional(tried->at) : std::nullopt))},
         {"elsewhere", posture::fact(is_elsewhere(standing, is_at_a_host, now))},
         // What this program copies is always encrypted; where it never did, nobody knows what lies there.
         {"encrypted", posture::fact(was_copied ? std::optional(true) : std::nullopt)},
         {"disk_encrypted", posture::fact(is_disk_encrypted)},
         {"hds_listed", posture::fact(is_at_a_host ? std::optional(true) : std::nullopt)}});
  }
  return reading;
}

}  // namespace digue::agent
