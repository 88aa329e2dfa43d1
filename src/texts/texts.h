#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "json/value.h"

namespace digue::texts {

enum class Language { french, english };

/// "fr" or "en" as people and locales write it ("fr_FR.UTF-8", "EN"): English only when it is asked for.
Language language_from(std::string_view locale);

/// What stands in a sentence for {name}.
struct Filling {
  std::string_view name;
  std::string value;
};

/// The sentences of content/, by key.
///
/// A sentence that the language lacks is said in French after "[fr] ", and a key that nobody wrote is said as "[key]":
/// both are visible, and a test looks for them. Never changes once it is made.
class Texts {
 public:
  /// `content` is what embedded_content gave.
  Texts(const json::Value& content, Language language);

  Language language() const { return language_; }

  std::string say(std::string_view key, std::initializer_list<Filling> fillings = {}) const;

  /// The form of the sentence that fits the number (one / other, by the language's rule); {count} is the number.
  std::string say_count(std::string_view key, std::int64_t count, std::initializer_list<Filling> fillings = {}) const;

  /// Whether any language has that key.
  bool has(std::string_view key) const;

 private:
  std::string fill(std::string_view key, std::span<const Filling> fillings) const;

  using Catalogue = std::map<std::string, std::string, std::less<>>;
  Language language_;
  Catalogue french_;
  Catalogue english_;
};

}  // namespace digue::texts
