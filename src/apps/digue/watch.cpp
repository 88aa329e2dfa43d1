#include "apps/digue/service_client.h"
#include "base/text.h"
#include "json/parse.h"
#include "json/write.h"
#include "machine/notifier.h"
#include "machine/private_folder.h"
#include "tell/letter.h"

namespace digue::apps {

namespace {

/// Asked again and again rather than told by /v1/events: it costs less than an open stream for each session of each
/// computer, and a service that starts anew is found again.
constexpr std::chrono::seconds ask_for_notices_every{30};
constexpr std::chrono::seconds desktop_patience{10};
constexpr std::string_view shown_file = "shown.json";

/// The notice that this person has seen last.
struct Seen {
  std::string series;
  std::uint64_t id = 0;
  bool is_trouble = false;  ///< so that its end is worth being told

  bool operator==(const Seen&) const = default;
};

class Watch {
 public:
  explicit Watch(const Context& context)
      : context_(context), notifier_(machine::notifier_on_bus(context.session_bus)), seen_(load()) {}

  Result<ExitCode> run() {
    const auto reached = notifier_->reach(machine::Deadline::in(desktop_patience));
    if (!reached) return context_.refuse("watch.no_bus", ExitCode::failed);
    context_.screen.say(context_.texts.say("watch.runs"));
    // The session has ended when its bus has gone.
    while (notifier_->reach(machine::Deadline::in(desktop_patience))) {
      static_cast<void>(look());  // a service that is away or a desktop that is busy may answer the next time
      if (!context_.sleeper.sleep(ask_for_notices_every)) break;
    }
    return ExitCode::fine;
  }

 private:
  Result<void> look() {
    auto client = TRY(ServiceClient::find(context_));
    if (!client) return {};
    const auto answer = TRY(client->get("/v1/notice"));
    const json::Value* value = answer.body.find("notice");
    if (answer.status != 200 || value == nullptr || value->is_null()) return {};
    tell::Notice notice;
    notice.id = static_cast<std::uint64_t>(TRY(value->integer("id")));
    const json::Array troubles = TRY(value->array("troubles"));
    for (const json::Value& name : troubles) {
      const auto trouble = name.as_text() == nullptr ? std::nullopt : tell::trouble_from(*name.as_text());
      if (trouble) notice.troubles.push_back(*trouble);
    }
    const bool is_all_unknown = notice.troubles.empty() && !troubles.empty();
    const Seen next{TRY(answer.body.text("series")), notice.id, !notice.is_repair()};
    if (is_all_unknown || (next.series == seen_.series && next.id <= seen_.id)) return {};
    // Who never heard of a problem need not hear that it is mended.
    if (!notice.is_repair() || seen_.is_trouble) TRY(show(notice));
    seen_ = next;
    return save();
  }

  Result<void> show(const tell::Notice& notice) {
    const tell::Message message = tell::notice_text(notice, context_.texts);
    return notifier_->show({message.subject, message.body, !notice.is_repair()},
                           machine::Deadline::in(desktop_patience));
  }

  Seen load() const {
    const auto folder = machine::PrivateFolder::find(context_.state_folder);
    const auto content = folder ? folder->read(shown_file) : std::unexpected(folder.error());
    const auto value = content ? json::parse(text_of(*content), {.bytes = 4096, .depth = 4, .values = 100})
                               : std::unexpected(content.error());
    if (!value) return {};
    return {value->text("series").value_or(""), static_cast<std::uint64_t>(value->integer("id").value_or(0)),
            value->boolean("is_trouble").value_or(false)};
  }

  Result<void> save() const {
    const auto folder = TRY(machine::PrivateFolder::open(context_.state_folder));
    const json::Value value = json::Object{
        {"series", seen_.series}, {"id", static_cast<std::int64_t>(seen_.id)}, {"is_trouble", seen_.is_trouble}};
    return folder.replace(shown_file, bytes_of(json::to_line(value) + "\n"));
  }

  const Context& context_;
  std::unique_ptr<machine::Notifier> notifier_;
  Seen seen_;
};

}  // namespace

Result<ExitCode> run_watch(const Context& context) {
  if (context.session_bus.empty()) return context.refuse("watch.no_bus", ExitCode::failed);
  return Watch(context).run();
}

}  // namespace digue::apps
