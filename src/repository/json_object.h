#pragma once

#include <optional>
#include <string>

#include "repository/go_json.h"
#include "repository/raw_member.h"
#include "repository/zoned_time.h"

namespace digue::repository {

/// Writes one flat JSON object as Go does, member by member, for the small files of a repository.
class JsonObject {
 public:
  void text(std::string_view name, std::string_view text) {
    begin(name);
    append_json_string(out_, text);
  }
  void number(std::string_view name, std::uint64_t number) {
    begin(name);
    append_json_integer(out_, number);
  }
  void signed_number(std::string_view name, std::int64_t number) {
    begin(name);
    append_json_integer(out_, number);
  }
  void boolean(std::string_view name, bool truth) {
    begin(name);
    out_ += truth ? "true" : "false";
  }
  void time(std::string_view name, const ZonedTime& time) {
    begin(name);
    out_ += '"';
    append_rfc3339(out_, time);
    out_ += '"';
  }
  void base64(std::string_view name, ByteView bytes) {
    begin(name);
    append_json_base64(out_, bytes);
  }
  void texts(std::string_view name, std::span<const std::string> texts) {
    begin(name);
    append_json_strings(out_, texts);
  }
  template <typename Tag>
  void id(std::string_view name, const Id<Tag>& id) {
    begin(name);
    append_json_id(out_, id);
  }
  /// JSON as it is.
  void raw(std::string_view name, std::string_view json) {
    begin(name);
    out_ += json;
  }
  void raw(const RawMembers& members) {
    for (const RawMember& member : members) raw(member.name, member.json);
  }

  std::string finish() {
    out_ += out_.empty() ? "{}" : "}";
    return std::move(out_);
  }

 private:
  void begin(std::string_view name) {
    out_ += out_.empty() ? '{' : ',';
    append_json_string(out_, name);
    out_ += ':';
  }

  std::string out_;
};

}  // namespace digue::repository
