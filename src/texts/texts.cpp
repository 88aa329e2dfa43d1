#include "texts/texts.h"

#include <fmt/core.h>

#include "base/text.h"

namespace digue::texts {

Language language_from(std::string_view locale) {
  return lower_ascii(locale.substr(0, 2)) == "en" ? Language::english : Language::french;
}

namespace {

std::map<std::string, std::string, std::less<>> catalogue_of(const json::Value& content, std::string_view language) {
  std::map<std::string, std::string, std::less<>> catalogue;
  const json::Value* texts = content.find("texts");
  const json::Value* sentences = texts == nullptr ? nullptr : texts->find(language);
  const json::Object* members = sentences == nullptr ? nullptr : sentences->as_object();
  if (members == nullptr) return catalogue;
  for (const auto& [key, sentence] : *members) {
    if (const std::string* text = sentence.as_text()) catalogue.emplace(key, *text);
  }
  return catalogue;
}

}  // namespace

Texts::Texts(const json::Value& content, Language language)
    : language_(language), french_(catalogue_of(content, "fr")), english_(catalogue_of(content, "en")) {}

bool Texts::has(std::string_view key) const { return french_.contains(key) || english_.contains(key); }

std::string Texts::say(std::string_view key, std::initializer_list<Filling> fillings) const {
  return fill(key, fillings);
}

std::string Texts::say_count(std::string_view key, std::int64_t count, std::initializer_list<Filling> fillings) const {
  const bool is_one = count == 1 || (language_ == Language::french && count == 0);
  std::vector<Filling> all(fillings);
  all.push_back({"count", fmt::format("{}", count)});
  return fill(fmt::format("{}.{}", key, is_one ? "one" : "other"), all);
}

std::string Texts::fill(std::string_view key, std::span<const Filling> fillings) const {
  std::string sentence;
  const Catalogue& own = language_ == Language::french ? french_ : english_;
  if (const auto found = own.find(key); found != own.end()) {
    sentence = found->second;
  } else if (const auto fallback = french_.find(key); fallback != french_.end()) {
    sentence = "[fr] " + fallback->second;
  } else {
    return fmt::format("[{}]", key);
  }
  for (const Filling& filling : fillings) {
    sentence = replace_all(sentence, fmt::format("{{{}}}", filling.name), filling.value);
  }
  return sentence;
}

}  // namespace digue::texts
