#pragma once

#include <memory>

#include "machine/fake/contents.h"

namespace digue::machine::fake {

/// Passes every question on to another machine and keeps the answer: exactly what was asked, and nothing more.
class Recorder final : public Machine {
 public:
  /// `machine` must outlive the recorder.
  explicit Recorder(Machine& machine);
  ~Recorder() override;

  /// What was answered so far: a computer made of it answers the same questions alike.
  const Contents& contents() const { return *contents_; }

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

  Machine& machine_;
  std::unique_ptr<Contents> contents_;
  std::unique_ptr<Abilities> abilities_;
};

}  // namespace digue::machine::fake
