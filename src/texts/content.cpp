#include "texts/content.h"

#include <string_view>

#include "json/parse.h"

namespace digue::texts {

/// Written by tools/build_content.py.
extern const char embedded_json[];
extern const std::size_t embedded_json_size;

Result<json::Value> embedded_content() {
  Result<json::Value> content = json::parse({embedded_json, embedded_json_size});
  if (!content) return failure(ErrorCode::bug, "embedded content: " + content.error().detail);
  return content;
}

}  // namespace digue::texts
