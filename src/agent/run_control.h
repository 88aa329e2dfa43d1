#pragma once

#include "agent/jobs.h"
#include "agent/save_plan.h"

namespace digue::agent {

/// A run that is a job: the board sees how far it has come and can stop it. No name of a file gets there.
class RunControl final : public RunObserver {
 public:
  explicit RunControl(JobControl& control) : control_(control) {}

  void begins(RunStage stage) override { control_.begin(name_of(stage)); }
  void expects(std::uint64_t bytes) override { control_.expect(bytes); }
  void bytes_done(std::uint64_t bytes) override { control_.add(bytes); }
  void failed(const std::string&, const Error&) override { control_.add_failure(); }
  void database_missing(const plan::Database& database, const Error&) override {
    control_.add_missing_database(database.id);
  }
  void quarantined(const std::vector<repository::Quarantined>&) override {}
  void forgot(const Retention& retention) override { control_.forgot(retention.forgotten, retention.refused); }
  Result<void> may_go_on() override { return control_.may_go_on(); }

 private:
  JobControl& control_;
};

}  // namespace digue::agent
