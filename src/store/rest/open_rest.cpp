#include "store/rest/open_rest.h"

#include "store/rest/rest.h"

namespace digue::store {

Result<std::unique_ptr<Store>> open_rest(RestPlace place, Surroundings surroundings) {
  net::HttpOptions options;
  options.authority_file = std::move(surroundings.authority_file);
  options.client_certificate_file = std::move(surroundings.client_certificate_file);
  options.client_key_file = std::move(surroundings.client_key_file);
  std::string user = surroundings.user.empty() ? std::move(place.user) : std::move(surroundings.user);
  std::optional<crypto::Secret> password = std::move(surroundings.password ? surroundings.password : place.password);
  if (!password && !user.empty()) password.emplace(Bytes());
  if (password) options.credentials.emplace(std::move(user), std::move(*password));
  return std::make_unique<RestStore>(TRY(net::HttpClient::make(std::move(options))), std::move(place.url));
}

}  // namespace digue::store
