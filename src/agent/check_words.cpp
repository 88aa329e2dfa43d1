#include "agent/check_words.h"

namespace digue::agent {

Result<paper::CheckWords> load_check_words(const json::Value& content) {
  const json::Value* lists = content.find("lists");
  const json::Value* list = lists == nullptr ? nullptr : lists->find("check-words");
  if (list == nullptr) return failure(ErrorCode::bug, "content has no check words");
  std::vector<std::string> words;
  for (const json::Value& word : TRY(list->array("words"))) {
    if (word.as_text() == nullptr) return failure(ErrorCode::bug, "a check word is no text");
    words.push_back(*word.as_text());
  }
  Result<paper::CheckWords> made = paper::CheckWords::make(std::move(words));
  if (!made) return failure(ErrorCode::bug, made.error().detail);
  return made;
}

}  // namespace digue::agent
