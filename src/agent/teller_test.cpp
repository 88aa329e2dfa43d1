#include "agent/teller.h"

#include <doctest/doctest.h>

#include "agent/plan_bench_test.h"
#include "machine/private_folder.h"
#include "texts/content.h"

namespace digue::agent {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

/// Remembers what was sent.
class KeptChannels final : public Channels {
 public:
  Sent mail(const plan::Mail&, const tell::Message& message) override {
    ++mails_tried;
    if (fault) return std::unexpected(*fault);
    mails.push_back(message.subject);
    return {};
  }
  Sent ping(const std::string& url_file, Ping ping) override {
    CHECK(url_file == "/etc/digue/ping");
    ++pings_tried;
    if (fault) return std::unexpected(*fault);
    pings.push_back(ping);
    return {};
  }

  std::optional<SendFault> fault;
  std::vector<std::string> mails;
  std::vector<Ping> pings;
  int mails_tried = 0;
  int pings_tried = 0;
};

struct Office : test::PlannedPractice {
  texts::Texts texts{texts::embedded_content().value(), texts::Language::french};
  KeptChannels channels;
  std::unique_ptr<Teller> teller = a_teller();
  ServiceStatus status;

  Office() {
    open_state(state()).value();
    status.looked_at = now();
    plan::Tell& tell = status.file.plans.tell;
    tell.mail = plan::Mail{.to = {"a@b"}, .from = "c@d", .server = "localhost"};
    tell.ping_file = "/etc/digue/ping";
  }
  std::unique_ptr<Teller> a_teller() {
    return std::make_unique<Teller>(TellerTools{computer.clock(), sleeper, places, channels, texts, state()});
  }
  void break_plans() { status.file.fault = plan::PlanFault{3, "no_toml", "Dr Exemple"}; }
  void look() { teller->look(status); }
  void wait(std::chrono::milliseconds time) {
    pass(time);
    sleeper.now += time.count();
  }
};

TEST_CASE("a run is told at its beginning and its end, and once each") {
  Office office;
  office.teller->run_began();
  office.teller->run_ended("done");
  office.teller->run_began();
  office.teller->run_ended("partial");
  office.teller->run_began();
  office.teller->run_ended("cancelled");
  for (int i = 0; i < 2; ++i) office.look();
  CHECK(office.channels.pings == std::vector{Ping::start, Ping::success, Ping::start, Ping::fail, Ping::start});
}

TEST_CASE("a URL that does not answer is tried a few times and holds up nothing") {
  Office office;
  office.channels.fault = SendFault::no_answer;
  for (int i = 0; i < 40; ++i) office.teller->run_began();
  office.look();
  CHECK(office.channels.pings_tried == 16 * 3);
  CHECK(load_told(office.state())->ping.failure == "no_answer");
}

TEST_CASE("trouble is mailed and shown, and neither is repeated by the next program") {
  Office office;
  office.break_plans();
  office.look();
  CHECK(office.channels.mails == std::vector<std::string>{office.texts.say("tell.mail.subject.bad")});
  CHECK(office.teller->shown().notice->troubles == std::vector{tell::Trouble::plans_broken});
  const ShownNotice before = office.teller->shown();
  office.teller = office.a_teller();
  office.look();
  CHECK(office.channels.mails.size() == 1);
  CHECK(office.teller->shown() == before);
}

TEST_CASE("a mail that cannot go is tried again, and after hours that is told on the screen") {
  Office office;
  office.channels.fault = SendFault::no_answer;
  office.break_plans();
  for (int i = 0; i < 24; ++i, office.wait(minutes(15))) office.look();
  CHECK(office.channels.mails_tried == 5);
  CHECK(office.teller->shown().notice->troubles.back() == tell::Trouble::mail_stuck);
  office.channels.fault.reset();
  office.wait(hours(4));
  office.look();
  CHECK(office.channels.mails.size() == 1);
}

TEST_CASE("while nothing can be written down nothing is said") {
  Office office;
  office.break_plans();
  // A folder stands where the memory should.
  machine::PrivateFolder::open(office.state() + "/told.json").value();
  for (int i = 0; i < 3; ++i) office.look();
  CHECK(office.channels.mails_tried == 0);
  CHECK_FALSE(office.teller->shown().notice);
}

TEST_CASE("a memory that is no more understood is begun anew") {
  Office office;
  office.break_plans();
  office.look();
  machine::PrivateFolder::open(office.state()).value().replace("told.json", bytes_of("[")).value();
  office.teller = office.a_teller();
  office.look();
  CHECK(office.channels.mails.size() == 2);
}

TEST_CASE("without a desktop nothing is shown") {
  Office office;
  office.status.file.plans.tell.desktop = false;
  office.break_plans();
  office.look();
  CHECK_FALSE(office.teller->shown().notice);
}

TEST_CASE("a failed exercise is a problem until one comes back, and a demonstration is none") {
  Office office;
  auto journal = open_state(office.state()).value();
  const auto note = [&](std::string kind, bool is_demonstration) {
    journal.append({office.now(), std::move(kind), {{"demonstration", is_demonstration}}}).value();
  };
  note("restore_failed", true);
  CHECK_FALSE(exercise_failed(journal).value());
  note("restore_failed", false);
  note("restore_proven", true);
  CHECK(exercise_failed(journal).value());
  note("restore_proven", false);
  CHECK_FALSE(exercise_failed(journal).value());
}

TEST_CASE("a drill of a plan that failed is told, by the plan and the place") {
  Office office;
  office.status.file.plans.plans.push_back(office.plan);
  PlanState& state = office.status.plans["plan-1"];
  const tell::Problem failed{tell::Trouble::drill_failed, "plan-1 place-1"};
  CHECK_FALSE(sight_of(office.status, {}, {}).problems.contains(failed));
  state.proofs["place-1"].failed = Noted{};
  CHECK(sight_of(office.status, {}, {}).problems.contains(failed));
}

TEST_CASE("one failure that may heal is not told, and a second one or a grave one is") {
  Office office;
  PlanState& state = office.status.plans["plan-1"];
  state.timing = plan::Timing{};
  PlaceRecord& record = state.record.places["place-1"];
  const auto is_told = [&] {
    const tell::Problem failed{tell::Trouble::copy_failed, "plan-1 place-1"};
    return sight_of(office.status, {}, {}).problems.contains(failed);
  };
  CHECK_FALSE(is_told());
  record = {.failed = office.now(), .failure = "unavailable", .failures = 1};
  CHECK_FALSE(is_told());
  record.failures = 2;
  CHECK(is_told());
  record = {.failed = office.now(), .failure = "wrong_key", .failures = 1};
  CHECK(is_told());
}

TEST_CASE("while the journal cannot be read, nothing that it proves is mended") {
  Office office;
  office.status.journal_error = ErrorCode::damaged;
  const tell::Sight sight = sight_of(office.status, {}, {});
  CHECK(sight.problems == std::set<tell::Problem>{{tell::Trouble::journal_broken, ""}});
  CHECK(sight.unknown.contains(tell::Trouble::copy_late));
  CHECK(sight.unknown.contains(tell::Trouble::disk_left));
  CHECK(sight.unknown.contains(tell::Trouble::drill_failed));
}

TEST_CASE("a disk that was left plugged in is told, and one of which nobody knows is not mended") {
  Office office;
  SlowSight slow;
  slow.places.emplace();
  slow.places->push_back({.place = office.place, .is_left_plugged = true});
  CHECK(sight_of(office.status, slow, {}).problems.contains({tell::Trouble::disk_left, "place-1"}));
  slow.places->front().is_left_plugged.reset();
  CHECK(sight_of(office.status, slow, {}).unknown.contains(tell::Trouble::disk_left));
}

}  // namespace
}  // namespace digue::agent
