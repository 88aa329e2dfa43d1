#include "json/cursor.h"

#include <cstdint>
#include <cstdlib>

#include "json/parse.h"
#include "json/write.h"

namespace {

using namespace digue;
using json::Cursor;

/// Builds with a cursor what json::parse builds, and notes where the two may differ.
class Builder {
 public:
  explicit Builder(std::string_view text) : cursor_(text, 32) {}

  Result<json::Value> whole() {
    json::Value value = TRY(this->value());
    TRY(cursor_.end());
    return value;
  }

  bool may_differ() const { return may_differ_; }

 private:
  Result<json::Value> value() {
    Cursor ahead = cursor_;
    const std::string_view raw = TRY(ahead.raw());
    if (cursor_.take_null()) return json::Value();
    switch (raw.front()) {
      case '{': return object();
      case '[': return array();
      case '"': return json::Value(TRY(text()));
      case 't':
      case 'f': return json::Value(TRY(cursor_.boolean()));
      default: return number(raw, std::move(ahead));
    }
  }

  Result<json::Value> object() {
    json::Value object = json::Object();
    TRY(cursor_.object([&](std::string_view name) -> Result<void> {
      std::string kept(name);
      note(kept);
      if (object.find(kept) != nullptr) may_differ_ = true;
      json::Value value = TRY(this->value());
      object.set(std::move(kept), std::move(value));
      return {};
    }));
    return object;
  }

  Result<json::Value> array() {
    json::Value array = json::Array();
    TRY(cursor_.array([&]() -> Result<void> {
      array.push(TRY(value()));
      return {};
    }));
    return array;
  }

  /// Fractions are compared by whether they are taken: json::parse reads them its own way.
  Result<json::Value> number(std::string_view raw, Cursor ahead) {
    Cursor as_integer = cursor_;
    const auto integer = as_integer.integer();
    cursor_ = std::move(ahead);
    if (integer && raw != "-0") return json::Value(*integer);
    has_fractions_ = true;
    return json::Value(0);
  }

  Result<std::string> text() {
    std::string text(TRY(cursor_.string()));
    note(text);
    return text;
  }

  void note(const std::string& text) {
    if (text.find("\xEF\xBF\xBD") != std::string::npos) may_differ_ = true;
  }

 public:
  bool has_fractions_ = false;

 private:
  Cursor cursor_;
  bool may_differ_ = false;
};

}  // namespace

/// A cursor takes what json::parse takes, and sees the same values in it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > 4096) return 0;
  const auto expected = json::parse(text);
  Builder builder(text);
  const auto built = builder.whole();
  Cursor skipping(text, 32);
  const bool is_skipped = skipping.skip() && skipping.end();
  if (is_skipped != built.has_value()) std::abort();
  if (expected && !built) std::abort();
  if (built && !expected && !builder.may_differ() && !builder.has_fractions_) std::abort();
  if (built && expected && !builder.has_fractions_ && *built != *expected) std::abort();
  return 0;
}
