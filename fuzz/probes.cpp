#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "machine/fake/computer.h"
#include "machine/fake/frozen_json.h"
#include "posture/finding.h"
#include "posture/probe.h"
#include "texts/content.h"

namespace {

using namespace digue;

template <typename T>
T must(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().detail.c_str());
  std::abort();
}

}  // namespace

/// Whatever a computer answers: every probe fills its table with values of the right kind, and every rule has a
/// verdict.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const json::Value content = must(texts::embedded_content());
  static const std::vector<posture::Rule> rules = must(posture::load_rules(content));
  auto contents = machine::fake::read_machine_json({reinterpret_cast<const char*>(data), size});
  if (!contents) return 0;
  machine::fake::Computer computer(*std::move(contents));
  posture::FactTables facts = must(posture::collect(computer, content, posture::Names::stand_ins));
  for (const posture::Rule& rule : rules) {
    if (rule.kind != posture::RuleKind::declared) static_cast<void>(must(posture::find(facts, rule)));
  }
  return 0;
}
