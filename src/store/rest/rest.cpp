#include "store/rest/rest.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "store/rest/listing.h"

namespace digue::store {

namespace {

constexpr std::string_view version_2 = "application/vnd.x.restic.rest.v2";
constexpr std::size_t usual_pack_bytes = 20 * 1024 * 1024;
/// restic's largest pack size is 128 MiB, and its last blob may go beyond.
constexpr std::size_t max_pack_bytes = 192 * 1024 * 1024;
/// A server of version 1 is asked for the size of each file, one after the other.
constexpr std::size_t max_names_without_size = 200'000;

/// What a caller can do about a status that is no success.
ErrorCode code_of(int status) {
  switch (status) {
    case 401:
    case 403:
    case 405: return ErrorCode::denied;
    case 404: return ErrorCode::not_found;
    case 400:
    case 416: return ErrorCode::damaged;  // rest-server: the content is not what its name says; the file is too short
    case 413:
    case 507: return ErrorCode::full;
    case 408:
    case 425:
    case 429: return ErrorCode::unavailable;
    default: return status >= 500 ? ErrorCode::unavailable : ErrorCode::unsupported;
  }
}

bool is_success(const net::Response& response) { return response.status >= 200 && response.status < 300; }

std::unexpected<Error> refusal(const net::Response& response, const std::string& what) {
  return failure(code_of(response.status), fmt::format("{}: the server answers {}", what, response.status));
}

/// Without its parameters.
std::string media_type(const net::Response& response) {
  return lower_ascii(trim(split(response.content_type, ';').front()));
}

}  // namespace

class RestStore::RestUpload final : public Upload {
 public:
  explicit RestUpload(RestStore& store) : store_(store) {
    store_.free_packs_.acquire();
    content_.reserve(usual_pack_bytes);
  }
  ~RestUpload() override { store_.free_packs_.release(); }
  RestUpload(const RestUpload&) = delete;
  RestUpload& operator=(const RestUpload&) = delete;

  Result<void> write(ByteView content) override {
    if (content.size() > max_pack_bytes - content_.size()) return failure(ErrorCode::invalid_input, "a pack too long");
    content_.insert(content_.end(), content.begin(), content.end());
    return {};
  }
  Result<void> finish(const FileId& id) override { return store_.save({FileType::pack, id}, content_); }
  bool is_repeatable() const override { return true; }

 private:
  RestStore& store_;
  Bytes content_;
};

RestStore::RestStore(std::unique_ptr<net::HttpClient> client, std::string url)
    : client_(std::move(client)), url_(std::move(url)) {}

std::string RestStore::url_of(const FileName& name) const { return url_ + describe(name); }

Result<net::Response> RestStore::ask(net::Request request) {
  request.headers.push_back(fmt::format("Accept: {}", version_2));
  if (request.method == net::Method::post) request.headers.push_back("Content-Type: application/octet-stream");
  return client_->send(request);
}

Result<void> RestStore::create() {
  if (!TRY(list_config()).empty()) return failure(ErrorCode::already_exists, "there is a config");
  const net::Response response = TRY(ask({.method = net::Method::post, .url = url_ + "?create=true"}));
  if (!is_success(response)) return refusal(response, "create");
  return {};
}

/// `already_exists` if the name has another content.
Result<bool> RestStore::is_saved(const FileName& name, ByteView content) {
  const Result<std::uint64_t> length = size(name);
  if (!length && length.error().code == ErrorCode::not_found) return false;
  if (!length) return std::unexpected(length.error());
  if (*length == content.size() && std::ranges::equal(TRY(load(name, *length)), content)) return true;
  return failure(ErrorCode::already_exists, describe(name) + " has another content");
}

Result<void> RestStore::save(const FileName& name, ByteView content) {
  if (TRY(is_saved(name, content))) return {};
  const net::Response response = TRY(ask({.method = net::Method::post, .url = url_of(name), .body = content}));
  if (is_success(response)) return {};
  if (code_of(response.status) == ErrorCode::denied && TRY(is_saved(name, content))) return {};
  return refusal(response, describe(name));
}

Result<std::unique_ptr<Upload>> RestStore::begin_pack() { return std::make_unique<RestUpload>(*this); }

Result<Bytes> RestStore::load(const FileName& name, std::uint64_t max_bytes) {
  net::Response response = TRY(ask({.url = url_of(name), .max_answer_bytes = max_bytes}));
  if (!is_success(response)) return refusal(response, describe(name));
  return std::move(response.body);
}

Result<void> RestStore::read_part(const FileName& name, std::uint64_t offset, std::span<std::byte> into) {
  if (into.empty()) {  // no range of HTTP says "nothing"
    if (offset > TRY(size(name))) return failure(ErrorCode::damaged, describe(name) + " is too short");
    return {};
  }
  const net::ByteRange range{offset, into.size()};
  const net::Response response = TRY(ask({.url = url_of(name), .range = range, .max_answer_bytes = into.size()}));
  if (!is_success(response)) return refusal(response, describe(name));
  if (response.body.size() != into.size()) return failure(ErrorCode::damaged, describe(name) + " is too short");
  std::ranges::copy(response.body, into.begin());
  return {};
}

Result<std::uint64_t> RestStore::size(const FileName& name) {
  const net::Response response = TRY(ask({.method = net::Method::head, .url = url_of(name)}));
  if (!is_success(response)) return refusal(response, describe(name));
  if (!response.content_length) return failure(ErrorCode::unsupported, describe(name) + ": the server tells no length");
  return *response.content_length;
}

Result<std::vector<ListedFile>> RestStore::list_config() {
  const Result<std::uint64_t> length = size({FileType::config, {}});
  if (length) return std::vector<ListedFile>{{{}, *length, std::nullopt}};
  if (length.error().code == ErrorCode::not_found) return std::vector<ListedFile>();
  return std::unexpected(length.error());
}

Result<std::vector<ListedFile>> RestStore::list(FileType type) {
  if (type == FileType::config) return list_config();
  const std::string folder(folder_of(type));
  const net::Response response = TRY(ask({.url = url_ + folder + "/", .max_answer_bytes = max_listing_bytes}));
  // rclone says 404 for failures of its own too (rclone's pull request 7550), and lists a missing folder as empty.
  const bool is_rclone = response.server.starts_with("rclone");
  if (response.status == 404 && is_rclone) return failure(ErrorCode::unavailable, folder + ": rclone fails");
  if (response.status == 404 && !TRY(list_config()).empty()) return std::vector<ListedFile>();
  if (!is_success(response)) return refusal(response, folder);
  if (media_type(response) == version_2) return parse_listing(text_of(response.body));
  return with_sizes(type, TRY(parse_names(text_of(response.body))));
}

Result<std::vector<ListedFile>> RestStore::with_sizes(FileType type, const std::vector<FileId>& ids) {
  if (ids.size() > max_names_without_size) return failure(ErrorCode::invalid_input, "too many files for version 1");
  std::vector<ListedFile> listed;
  for (const FileId& id : ids) {
    Result<std::uint64_t> length = size({type, id});
    if (!length && length.error().code == ErrorCode::not_found) continue;  // removed since
    if (!length) return std::unexpected(std::move(length).error());
    listed.push_back({id, *length, std::nullopt});
  }
  return listed;
}

Result<void> RestStore::remove(const FileName& name) {
  const net::Response response = TRY(ask({.method = net::Method::remove, .url = url_of(name)}));
  if (!is_success(response) && response.status != 404) return refusal(response, describe(name));
  return {};
}

}  // namespace digue::store
