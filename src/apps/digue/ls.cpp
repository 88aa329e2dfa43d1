#include <fmt/core.h>

#include <algorithm>
#include <span>

#include "apps/digue/command.h"
#include "apps/digue/repository_session.h"
#include "apps/digue/snapshot_words.h"
#include "backup/tree_limits.h"
#include "base/text.h"
#include "json/write.h"
#include "repository/tree.h"

namespace digue::apps {

namespace {

using repository::Node;

/// As `ls -l` shows a mode.
std::string permissions_of(const Node& node) {
  constexpr std::string_view letters = "rwxrwxrwx";
  const std::uint32_t bits = repository::posix_bits(node.mode);
  std::string text(1, node.type == repository::NodeType::dir       ? 'd'
                      : node.type == repository::NodeType::symlink ? 'l'
                                                                   : '-');
  for (std::size_t i = 0; i < letters.size(); ++i) text += (bits >> (8 - i) & 1) != 0 ? letters[i] : '-';
  return text;
}

/// As restic's --json has a mode: Go's FileMode.String.
std::string go_permissions_of(std::uint32_t mode) {
  constexpr std::string_view kinds = "dalTLDpSugct?";
  constexpr std::string_view letters = "rwxrwxrwx";
  std::string text;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    if ((mode >> (31 - i) & 1) != 0) text += kinds[i];
  }
  if (text.empty()) text = "-";
  for (std::size_t i = 0; i < letters.size(); ++i) text += (mode >> (8 - i) & 1) != 0 ? letters[i] : '-';
  return text;
}

std::string text_of_time(const repository::ZonedTime& time) {
  std::string text;
  repository::append_rfc3339(text, time);
  return text;
}

/// The members that restic has, and those alone.
json::Value line_of(const Node& node, const std::string& path) {
  json::Value line = json::Object{{"message_type", "node"},
                                  {"struct_type", "node"},
                                  {"name", node.name},
                                  {"type", name_of(node.type)},
                                  {"path", path},
                                  {"uid", std::int64_t{node.user_id}},
                                  {"gid", std::int64_t{node.group_id}},
                                  {"permissions", go_permissions_of(node.mode)},
                                  {"mtime", text_of_time(node.modified_at)},
                                  {"atime", text_of_time(node.accessed_at)},
                                  {"ctime", text_of_time(node.changed_at)}};
  if (node.mode != 0) line.set("mode", std::int64_t{node.mode});
  if (node.inode != 0) line.set("inode", static_cast<std::int64_t>(node.inode));
  if (node.type == repository::NodeType::file) line.set("size", static_cast<std::int64_t>(node.size));
  return line;
}

class Listing {
 public:
  /// The index is loaded.
  Listing(const Context& context, RepositorySession& session)
      : context_(context), session_(session), repeated_(session.repository().index()) {}

  /// Everything in the snapshot, or what stands at the wanted paths and in them.
  void say(const repository::BlobId& tree, const std::string& path, std::size_t depth) {
    if (depth > backup::max_folder_depth) return fail(path, {ErrorCode::unsupported, "the folders are too deep"});
    const auto plain = session_.repository().load_blob(repository::BlobType::tree, tree, session_.tools());
    const auto nodes = plain ? repository::read_tree(*plain) : std::unexpected(plain.error());
    if (!nodes) return fail(path, nodes.error());
    if (!repeated_.may_go_through(tree, nodes->size())) {
      has_endless_repeats_ = true;
      return fail(path, {ErrorCode::damaged, "the same folders come again and again"});
    }
    for (const Node& node : *nodes) {
      const std::string own = path + "/" + node.name;
      const bool is_within = is_wanted(own);
      if (is_within) say_node(node, own);
      const bool goes_on = leads_to_wanted(own) || (is_within && context_.invocation.repository.is_recursive);
      if (node.subtree && goes_on) say(*node.subtree, own, depth + 1);
    }
  }

  void want(std::string path) {
    while (path.ends_with('/')) path.pop_back();
    wanted_.push_back(std::move(path));
  }
  bool has_failed() const { return has_failed_; }
  bool has_found() const { return has_found_; }
  bool has_endless_repeats() const { return has_endless_repeats_; }

 private:
  bool is_wanted(const std::string& path) const {
    return wanted_.empty() || std::ranges::any_of(wanted_, [&](const std::string& wanted) {
             return path == wanted || path.starts_with(wanted + "/");
           });
  }
  bool leads_to_wanted(const std::string& path) const {
    return wanted_.empty() || std::ranges::any_of(wanted_, [&](const std::string& wanted) {
             return path == wanted || wanted.starts_with(path + "/");
           });
  }

  void say_node(const Node& node, const std::string& path) {
    has_found_ = true;
    if (context_.invocation.json) {
      context_.screen.raw(json::to_line(line_of(node, path)));
    } else if (context_.invocation.repository.long_listing) {
      context_.screen.raw(fmt::format("{} {:>5} {:>5} {:>12} {} {}", permissions_of(node), node.user_id, node.group_id,
                                      node.size, to_rfc3339(to_instant(node.modified_at)), printable(path)));
    } else {
      context_.screen.raw(printable(path));
    }
  }

  void fail(const std::string& path, const Error& error) {
    has_failed_ = true;
    const std::string reason = context_.texts.say(fmt::format("restore.failed.{}", name_of(error.code)));
    fmt::print(stderr, "{}\n",
               context_.texts.say("ls.failed", {{"path", path.empty() ? "/" : printable(path)}, {"reason", reason}}));
  }

  const Context& context_;
  RepositorySession& session_;
  backup::RepeatedTrees repeated_;
  std::vector<std::string> wanted_;  ///< absolute; none: everything
  bool has_failed_ = false;
  bool has_found_ = false;
  bool has_endless_repeats_ = false;
};

void say_snapshot(const Context& context, const repository::LoadedSnapshot& loaded) {
  json::Value line = snapshot_line(loaded);
  line.set("message_type", "snapshot");
  line.set("struct_type", "snapshot");
  context.screen.raw(json::to_line(line));
}

}  // namespace

Result<ExitCode> run_ls(const Context& context) {
  const std::vector<std::string>& words = context.invocation.words;
  const auto session = TRY(RepositorySession::open(context));
  const auto list = TRY(repository::load_snapshots(session->repository(), session->tools()));
  session->say_quarantined(list.quarantined);
  const bool is_index_broken = TRY(session->load_index());
  session->find_packs_without_index();  // as a restore does
  const auto* loaded =
      TRY(repository::find_snapshot(list, words.front(), snapshot_filter(context.invocation.repository)));
  Listing listing(context, *session);
  for (const std::string& path : std::span(words).subspan(1)) {
    if (!path.starts_with('/')) return context.refuse("ls.relative", ExitCode::usage);
    listing.want(path);
  }
  if (context.invocation.json) say_snapshot(context, *loaded);
  listing.say(loaded->snapshot.tree, "", 0);
  if (listing.has_endless_repeats()) fmt::print(stderr, "{}\n", context.texts.say("restore.repeats"));
  if (words.size() > 1 && !listing.has_found()) return failure(ErrorCode::not_found, "no such path in the snapshot");
  const bool is_partial = listing.has_failed() || is_index_broken || !list.quarantined.empty();
  return is_partial ? ExitCode::partial : ExitCode::fine;
}

}  // namespace digue::apps
