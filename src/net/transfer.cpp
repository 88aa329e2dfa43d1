#include "net/transfer.h"

#include <curl/curl.h>
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"

namespace digue::net {

namespace {

constexpr std::size_t max_header_bytes = 64 * 1024;
/// What is read of an answer that says no, so that its connection can be used again.
constexpr std::size_t max_dropped_bytes = 64 * 1024;
constexpr std::size_t max_kept_header = 256;
/// An announced length is only a promise: memory is taken as the bytes come.
constexpr std::uint64_t max_reserved_bytes = 1024 * 1024;

ErrorCode code_of(int code) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return ErrorCode::invalid_input;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_LOGIN_DENIED: return ErrorCode::denied;
    case CURLE_WEIRD_SERVER_REPLY: return ErrorCode::unsupported;
    default: return ErrorCode::unavailable;
  }
}

bool is_success(int status) { return status >= 200 && status < 300; }

}  // namespace

void Transfer::FreeList::operator()(curl_slist* list) const { curl_slist_free_all(list); }

void Transfer::prepare() {
  curl_slist* list = nullptr;
  for (const std::string& header : request_.headers) list = curl_slist_append(list, header.c_str());
  headers_.reset(list);
  curl_easy_setopt(handle_, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(handle_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  curl_easy_setopt(handle_, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  curl_easy_setopt(handle_, CURLOPT_WRITEDATA, this);
  switch (request_.method) {
    case Method::get: curl_easy_setopt(handle_, CURLOPT_HTTPGET, 1L); break;
    case Method::head: curl_easy_setopt(handle_, CURLOPT_NOBODY, 1L); break;
    case Method::remove: curl_easy_setopt(handle_, CURLOPT_CUSTOMREQUEST, "DELETE"); break;
    case Method::post:
      curl_easy_setopt(handle_, CURLOPT_POST, 1L);
      curl_easy_setopt(handle_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
      curl_easy_setopt(handle_, CURLOPT_POSTFIELDS, request_.body.empty() ? "" : text_of(request_.body).data());
  }
  if (const auto& range = request_.range) {
    const std::string bytes = fmt::format("{}-{}", range->offset, range->offset + range->length - 1);
    curl_easy_setopt(handle_, CURLOPT_RANGE, bytes.c_str());
  }
}

Result<Response> Transfer::run() {
  const CURLcode code = curl_easy_perform(handle_);
  if (refused_) return std::unexpected(*refused_);
  response_.status = status();
  if (code != CURLE_OK && !is_enough_) return std::unexpected(failed(code));
  response_.content_length = announced_length();
  const char* content_type = nullptr;
  curl_easy_getinfo(handle_, CURLINFO_CONTENT_TYPE, &content_type);
  if (content_type != nullptr) response_.content_type = std::string_view(content_type).substr(0, max_kept_header);
  return std::move(response_);
}

Error Transfer::failed(int code) const {
  return {code_of(code), fmt::format("{}: {}", request_.url, curl_easy_strerror(static_cast<CURLcode>(code)))};
}

std::size_t Transfer::on_header(char* data, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_header({data, size * count}) ? size * count : 0;
}

std::size_t Transfer::on_body(char* data, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_body(bytes_of({data, size * count})) ? size * count : 0;
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > max_header_bytes) return refuse(ErrorCode::invalid_input, "too many headers");
  constexpr std::string_view server = "server:";
  if (lower_ascii(line.substr(0, server.size())) == server) {
    response_.server = trim(line.substr(server.size())).substr(0, max_kept_header);
  }
  return true;
}

bool Transfer::take_body(ByteView part) {
  if (!is_success(status())) {
    dropped_bytes_ += part.size();
    is_enough_ = dropped_bytes_ > max_dropped_bytes;
    return !is_enough_;
  }
  if (request_.range && status() != 206) return refuse(ErrorCode::unsupported, "the server ignores the range");
  const std::uint64_t announced = announced_length().value_or(0);
  if (std::max<std::uint64_t>(announced, response_.body.size() + part.size()) > request_.max_answer_bytes) {
    return refuse(ErrorCode::invalid_input, "the answer is too long");
  }
  if (response_.body.empty()) response_.body.reserve(std::min(announced, max_reserved_bytes));
  response_.body.insert(response_.body.end(), part.begin(), part.end());
  return true;
}

bool Transfer::refuse(ErrorCode code, const char* reason) {
  refused_ = Error{code, fmt::format("{}: {}", request_.url, reason)};
  return false;
}

int Transfer::status() const {
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  return static_cast<int>(status);
}

std::optional<std::uint64_t> Transfer::announced_length() const {
  curl_off_t length = -1;
  curl_easy_getinfo(handle_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (length < 0) return std::nullopt;
  return static_cast<std::uint64_t>(length);
}

}  // namespace digue::net
