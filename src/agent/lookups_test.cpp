#include "agent/lookups.h"

#include <doctest/doctest.h>

#include <atomic>
#include <vector>

namespace digue::agent {
namespace {

TEST_CASE("an answer comes when its question was asked, and nobody waits for it") {
  std::atomic<bool> may_answer = false;
  Lookups lookups;
  const auto slow = lookups.ask([&] {
    while (!may_answer) std::this_thread::yield();
    return true;
  });
  const auto next = lookups.ask([] { return false; });
  CHECK_FALSE(slow->get());
  may_answer = true;
  while (!next->get()) std::this_thread::yield();
  CHECK(slow->get() == true);
  CHECK(next->get() == false);
}

TEST_CASE("more questions than can wait are answered with no") {
  std::atomic<bool> may_answer = false;
  Lookups lookups;
  std::vector<std::shared_ptr<const Lookups::Answer>> answers;
  for (std::size_t i = 0; i < Lookups::max_waiting + 2; ++i) {
    answers.push_back(lookups.ask([&] {
      while (!may_answer) std::this_thread::yield();
      return true;
    }));
  }
  CHECK(answers.back()->get() == false);
  may_answer = true;
}

}  // namespace
}  // namespace digue::agent
