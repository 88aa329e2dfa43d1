#include "apps/digue/command.h"
#include "machine/fake/frozen.h"
#include "machine/fake/recorder.h"
#include "machine/fake/scrub.h"
#include "posture/probe.h"

namespace digue::apps {

/// For developers and IT providers: this machine's answers to the probes' questions, without a name of the practice, as
/// a folder that a test can ask again.
Result<ExitCode> run_freeze(const Context& context) {
  machine::fake::Recorder recorder(context.machine);
  TRY(posture::collect(recorder, context.content, posture::Names::stand_ins));
  const std::string& folder = context.invocation.words.front();
  TRY(machine::fake::save_frozen(machine::fake::scrub(recorder.contents()), folder));
  context.screen.say(context.texts.say("freeze.done"));
  return ExitCode::fine;
}

}  // namespace digue::apps
