#include "apps/digue/line_fault_words.h"

#include <fmt/core.h>

namespace digue::apps {

std::string_view sentence_of(paper::LineFault::Kind kind) {
  using Kind = paper::LineFault::Kind;
  switch (kind) {
    case Kind::too_few_letters: return "key.line.too_few_letters";
    case Kind::too_many_letters: return "key.line.too_many_letters";
    case Kind::unknown_letter: return "key.line.unknown_letter";
    case Kind::no_word: return "key.line.no_word";
    case Kind::unknown_word: return "key.line.unknown_word";
    case Kind::mismatch: return "key.line.mismatch";
    case Kind::line_count: return "key.line.line_count";
  }
  return "key.line.mismatch";
}

void say_line_faults(const Context& context, const std::vector<paper::LineFault>& faults) {
  for (const paper::LineFault& fault : faults)
    context.warn(sentence_of(fault.kind), {{"line", fmt::format("{}", fault.line)}});
}

}  // namespace digue::apps
