#pragma once

#include <memory>

#include "machine/fake/contents.h"

namespace digue::machine::fake {

/// A computer in memory: answers from its contents, which a test may change between two questions.
class Computer final : public Machine {
 public:
  explicit Computer(Contents contents);
  ~Computer() override;

  Contents& contents() { return *contents_; }

  System system() const override;
  Clock& clock() override;
  Accounts& accounts() override;
  Files& files() override;
  Result<Files*> files_of(const Account& account) override;
  Processes& processes() override;
  Bus& bus() override;
  Registry& registry() override;
  Mounts& mounts() override;

 private:
  struct Abilities;
  std::unique_ptr<Contents> contents_;
  std::unique_ptr<Abilities> abilities_;
};

}  // namespace digue::machine::fake
