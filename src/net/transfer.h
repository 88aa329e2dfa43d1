#pragma once

#include "net/http.h"

struct curl_slist;

namespace digue::net {

/// One request on its way, and what is known of its answer. The handle is curl's (CURL*).
class Transfer {
 public:
  Transfer(void* handle, const Request& request) : handle_(handle), request_(request) {}

  /// Tells the handle what to ask, and to hand its answer to this.
  void prepare();
  Result<Response> run();

 private:
  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);

  bool take_header(std::string_view line);
  bool take_body(ByteView part);
  bool refuse(ErrorCode code, const char* reason);
  int status() const;
  std::optional<std::uint64_t> announced_length() const;
  Error failed(int code) const;

  struct FreeList {
    void operator()(curl_slist* list) const;
  };

  void* handle_;
  const Request& request_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::size_t header_bytes_ = 0;
  std::size_t dropped_bytes_ = 0;
  bool is_enough_ = false;  ///< the status is known, and the rest of the answer is not worth reading
  std::optional<Error> refused_;
  Response response_;
};

}  // namespace digue::net
