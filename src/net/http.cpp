#include "net/http.h"

#include <curl/curl.h>

#include <mutex>

#include "net/null_ended.h"
#include "net/transfer.h"

namespace digue::net {

namespace {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
using Handle = std::unique_ptr<CURL, CloseHandle>;

void set_file(CURL* handle, CURLoption option, const std::string& path) {
  if (!path.empty()) curl_easy_setopt(handle, option, path.c_str());
}

void set_options(CURL* handle, const HttpOptions& options, const std::optional<crypto::Secret>& password) {
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
  curl_easy_setopt(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(handle, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // else the environment would name one
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, static_cast<long>(options.stall_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(options.slowest_bytes_per_second));
  set_file(handle, CURLOPT_CAINFO, options.authority_file);
  set_file(handle, CURLOPT_SSLCERT, options.client_certificate_file);
  set_file(handle, CURLOPT_SSLKEY, options.client_key_file);
  set_file(handle, CURLOPT_UNIX_SOCKET_PATH, options.socket);
  if (options.credentials && password) {
    curl_easy_setopt(handle, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
    curl_easy_setopt(handle, CURLOPT_USERNAME, options.credentials->user.c_str());
    // make() has ended it with a null byte. NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage)
    curl_easy_setopt(handle, CURLOPT_PASSWORD, text_of(password->reveal()).data());
  }
}

}  // namespace

/// Handles that nobody uses now; each keeps its connections.
struct HttpClient::Handles {
  // Since curl 7.84 any thread may call these, and they count.
  Handles() { curl_global_init(CURL_GLOBAL_DEFAULT); }
  ~Handles() {
    idle.clear();
    curl_global_cleanup();
  }

  Handle take() {
    const std::lock_guard lock(mutex);
    if (idle.empty()) return Handle(curl_easy_init());
    Handle handle = std::move(idle.back());
    idle.pop_back();
    return handle;
  }

  void give_back(Handle handle) {
    curl_easy_reset(handle.get());
    const std::lock_guard lock(mutex);
    idle.push_back(std::move(handle));
  }

  std::mutex mutex;
  std::vector<Handle> idle;
};

Result<std::unique_ptr<HttpClient>> HttpClient::make(HttpOptions options) {
  std::optional<crypto::Secret> password;
  if (options.credentials) {
    TRY(ended_with_null(bytes_of(options.credentials->user)));
    password.emplace(TRY(ended_with_null(options.credentials->password.reveal())));
  }
  return std::unique_ptr<HttpClient>(new HttpClient(std::move(options), std::move(password)));
}

HttpClient::HttpClient(HttpOptions options, std::optional<crypto::Secret> password)
    : options_(std::move(options)), password_(std::move(password)), handles_(std::make_unique<Handles>()) {}

HttpClient::~HttpClient() = default;

Result<Response> HttpClient::send(const Request& request) {
  Handle handle = handles_->take();
  if (!handle) return failure(ErrorCode::unavailable, "no memory for a connection");
  set_options(handle.get(), options_, password_);
  Transfer transfer(handle.get(), request);
  transfer.prepare();
  Result<Response> response = transfer.run();
  handles_->give_back(std::move(handle));
  return response;
}

}  // namespace digue::net
