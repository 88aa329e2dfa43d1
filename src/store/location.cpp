#include "store/location.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/text.h"

namespace digue::store {

namespace {

constexpr std::array<std::string_view, 7> other_places = {"sftp:", "s3:", "b2:", "azure:", "gs:", "swift:", "rclone:"};

/// RFC 3986, 2.1. `invalid_input` for a percent sign that starts no code.
Result<Bytes> percent_decoded(std::string_view text) {
  Bytes plain;
  plain.reserve(text.size());  // a password that moves leaves copies behind
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      plain.push_back(static_cast<std::byte>(text[i]));
      continue;
    }
    const Result<Bytes> code = from_hex(text.substr(i + 1, 2));
    if (!code || code->size() != 1) return failure(ErrorCode::invalid_input, "a wrong percent code in the location");
    plain.push_back(code->front());
    i += 2;
  }
  return plain;
}

/// What no URL holds: it would end in the request that we write.
bool is_url_text(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f' && c != '"' && c != '\\'; });
}

Result<RestPlace> parse_rest(std::string_view text) {
  const std::string_view scheme = text.starts_with("https://") ? "https://" : "http://";
  if (!text.starts_with(scheme)) return failure(ErrorCode::invalid_input, "after rest: comes http:// or https://");
  text.remove_prefix(scheme.size());
  if (!is_url_text(text) || text.find_first_of("?#") != std::string_view::npos) {
    return failure(ErrorCode::invalid_input, "a character that the URL of a repository cannot hold");
  }
  RestPlace place;
  std::string_view authority = text.substr(0, text.find('/'));
  const std::string_view path = text.substr(authority.size());
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view credentials = authority.substr(0, at);
    const std::size_t colon = credentials.find(':');
    place.user = text_of(TRY(percent_decoded(credentials.substr(0, colon))));
    if (colon != std::string_view::npos) {
      place.password.emplace(TRY(percent_decoded(credentials.substr(colon + 1))));
    }
    authority.remove_prefix(at + 1);
  }
  if (authority.empty()) return failure(ErrorCode::invalid_input, "no server in the location");
  place.url = std::string(scheme) + std::string(authority) + std::string(path);
  if (!place.url.ends_with('/')) place.url.push_back('/');
  return place;
}

}  // namespace

Result<Location> parse_location(std::string_view text) {
  if (text.starts_with("rest:")) return Location(TRY(parse_rest(text.substr(5))));
  for (const std::string_view other : other_places) {
    if (!text.starts_with(other)) continue;
    return failure(ErrorCode::unsupported, std::string(other) + " is a place that this version cannot reach");
  }
  if (text.starts_with("local:")) text.remove_prefix(6);
  if (text.empty() || text.find('\0') != std::string_view::npos) return failure(ErrorCode::invalid_input, "no path");
  while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
  return Location(LocalPlace{std::string(text)});
}

std::string describe(const Location& location) {
  if (const auto* local = std::get_if<LocalPlace>(&location)) return local->folder;
  return "rest:" + std::get<RestPlace>(location).url;
}

}  // namespace digue::store
