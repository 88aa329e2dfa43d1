#include <fmt/core.h>

#include "agent/channels.h"
#include "agent/told_file.h"
#include "apps/digue/plan_words.h"
#include "apps/digue/service_client.h"
#include "json/write.h"
#include "machine/notifier.h"
#include "tell/letter.h"

namespace digue::apps {

namespace {

constexpr std::chrono::seconds trial_patience{10};

json::Value json_of(const tell::Sending& sending) {
  return json::Object{{"tried", sending.tried ? json::Value(to_rfc3339(*sending.tried)) : json::Value()},
                      {"failures", sending.failures},
                      {"failure", sending.failures > 0 ? json::Value(sending.failure) : json::Value()}};
}

void say_failing(const Context& context, const tell::Sending& sending) {
  if (sending.failures == 0) return;
  const std::string key = "tell.reason." + sending.failure;
  // A try that a crash cut short has no reason.
  const std::string reason = context.texts.say(context.texts.has(key) ? key : "tell.reason.stopped");
  context.screen.say(context.texts.say("tell.failing", {{"reason", reason}}), Tone::bad, beside_mark);
}

void say_all(const Context& context, const plan::Tell& tell, const tell::Memory& memory) {
  const texts::Texts& texts = context.texts;
  Screen& screen = context.screen;
  screen.say(texts.say("tell.title"), Tone::strong);
  screen.say(texts.say(tell.desktop ? "tell.desktop.on" : "tell.desktop.off"));
  screen.say(texts.say(tell.mail ? "tell.mail.on" : "tell.mail.off"));
  if (tell.mail) say_failing(context, memory.mail);
  screen.say(texts.say(tell.ping_file.empty() ? "tell.ping.off" : "tell.ping.on"));
  if (!tell.ping_file.empty()) say_failing(context, memory.ping);
  screen.blank();
  const auto troubles = tell::open_troubles(memory);
  screen.say(texts.say(troubles.empty() ? "tell.nothing_wrong" : "tell.wrong"));
  for (const tell::Trouble trouble : troubles) {
    screen.say_marked("!", texts.say(fmt::format("tell.trouble.{}", name_of(trouble))), Tone::bad);
  }
}

class Test {
 public:
  explicit Test(const Context& context) : context_(context), message_(tell::test_text(context.texts)) {}

  ExitCode run(const plan::Tell& tell) {
    if (tell.desktop && !context_.session_bus.empty()) test_desktop();
    agent::NetChannels channels(context_.file_tree, context_.machine.clock());
    if (tell.mail) say("mail", channels.mail(*tell.mail, message_));
    if (!tell.ping_file.empty()) say("ping", channels.ping(tell.ping_file, agent::Ping::success));
    return code_;
  }

 private:
  void test_desktop() {
    const auto shown = machine::notifier_on_bus(context_.session_bus)
                           ->show({message_.subject, message_.body, false}, machine::Deadline::in(trial_patience));
    context_.screen.say(context_.texts.say(shown ? "tell.test.desktop.done" : "tell.test.desktop.failed"),
                        shown ? Tone::good : Tone::bad);
    if (!shown) code_ = ExitCode::failed;
  }

  void say(std::string_view channel, const agent::Sent& sent) {
    if (sent) {
      context_.screen.say(context_.texts.say(fmt::format("tell.test.{}.done", channel)), Tone::good);
      return;
    }
    const std::string reason = context_.texts.say(fmt::format("tell.reason.{}", agent::name_of(sent.error())));
    context_.screen.say(context_.texts.say(fmt::format("tell.test.{}.failed", channel), {{"reason", reason}}),
                        Tone::bad);
    code_ = ExitCode::failed;
  }

  const Context& context_;
  tell::Message message_;
  ExitCode code_ = ExitCode::fine;
};

}  // namespace

Result<ExitCode> run_tell(const Context& context) {
  const plan::Tell tell = TRY(plans_and_warn(context)).tell;
  const tell::Memory memory = TRY(agent::load_told(context.state_folder));
  if (!context.invocation.json) {
    say_all(context, tell, memory);
    return ExitCode::fine;
  }
  json::Array troubles;
  for (const tell::Trouble trouble : tell::open_troubles(memory)) troubles.emplace_back(tell::name_of(trouble));
  context.screen.raw(json::to_line(json::Object{{"desktop", tell.desktop},
                                                {"mail", tell.mail ? json_of(memory.mail) : json::Value()},
                                                {"ping", tell.ping_file.empty() ? json::Value() : json_of(memory.ping)},
                                                {"troubles", std::move(troubles)}}));
  return ExitCode::fine;
}

Result<ExitCode> run_tell_test(const Context& context) {
  const plan::Tell tell = TRY(plans_and_warn(context)).tell;
  if (!tell.mail && tell.ping_file.empty() && (!tell.desktop || context.session_bus.empty())) {
    return context.refuse("tell.test.nothing", ExitCode::usage);
  }
  return Test(context).run(tell);
}

}  // namespace digue::apps
