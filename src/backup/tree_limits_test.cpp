#include "backup/tree_limits.h"

#include <doctest/doctest.h>

#include "backup/check.h"
#include "backup/forgery_test.h"
#include "backup/prune.h"

namespace digue::backup {
namespace {

using machine::fake::MemoryFileTree;
using repository::BlobId;
using test::Forgery;

/// So many trees, each with the next one in it twice.
BlobId forge_repeats(Forgery& forgery, std::size_t trees) {
  BlobId tree = forgery.tree(forgery.file("fin", "x"));
  for (; trees > 1; --trees) tree = forgery.tree(Forgery::folder("a", tree) + "," + Forgery::folder("b", tree));
  return tree;
}

/// Folders in folders.
BlobId forge_depth(Forgery& forgery, std::size_t folders) {
  BlobId tree = forgery.tree("");
  for (; folders > 0; --folders) tree = forgery.tree(Forgery::folder("d", tree));
  return tree;
}

Result<PruneOutcome> prune(repository::Repository& repository) {
  PruneOptions options;
  options.may_go_on = [] { return Result<void>(); };
  return prune(repository, options);
}

TEST_CASE("folders that come again and again are restored so many times and no more, and the rest is") {
  Forgery forgery;
  MemoryFileTree files;
  const BlobId root =
      forgery.tree(Forgery::folder("piege", forge_repeats(forgery, 60)) + "," + forgery.file("vrai", "bon"));
  const RestoreOutcome outcome = forgery.restore_into(files, root, {.max_repeated_entries = 500});
  CHECK(outcome.repeats_left_out > 0);
  CHECK(outcome.repeats_left_out < 600);
  CHECK(outcome.errors == outcome.repeats_left_out);
  CHECK(text_of(files.content("/ici/vrai")) == "bon");
  CHECK(test::files_in(files, "/ici").size() < 1'500);
}

TEST_CASE("folders with the same content below the limit are all restored, and any number of empty ones") {
  Forgery forgery;
  MemoryFileTree files;
  std::string nodes;
  const BlobId empty = forgery.tree("");
  for (int i = 0; i < 50; ++i) nodes += Forgery::folder("vide " + std::to_string(i), empty) + ",";
  const BlobId root = forgery.tree(nodes + Forgery::folder("z", forge_repeats(forgery, 4)));
  // Three trees occur again: one with two entries once, one with two three times, one with one seven times.
  CHECK(forgery.restore_into(files, root, {.max_repeated_entries = 15}).errors == 0);
  CHECK(test::files_in(files, "/ici").size() == 50 + 1 + 2 + 4 + 8 + 8);
  MemoryFileTree others;
  CHECK(forgery.restore_into(others, root, {.max_repeated_entries = 14}).repeats_left_out == 1);
}

TEST_CASE("folders that come again and again are checked and pruned once each") {
  Forgery forgery;
  forgery.snapshot(forge_repeats(forgery, 200));
  test::Findings findings;
  Workers workers(0, 1);
  const auto checked = check(*forgery.reopened(), {}, findings, workers);
  REQUIRE(checked.has_value());
  CHECK(checked->errors == 0);
  CHECK(checked->files == 1);
  CHECK(prune(*forgery.reopened()).has_value());
}

TEST_CASE("folders in folders beyond any use are named and not followed, and nothing is deleted then") {
  Forgery forgery;
  const BlobId root = forge_depth(forgery, max_folder_depth + 5);
  forgery.snapshot(root);
  test::Findings findings;
  Workers workers(0, 1);
  CHECK(check(*forgery.reopened(), {}, findings, workers)->errors == 1);
  CHECK(findings.contain(Fault::tree_unreadable));
  const auto pruned = prune(*forgery.reopened());
  REQUIRE_FALSE(pruned.has_value());
  CHECK(pruned.error().code == ErrorCode::damaged);
}

}  // namespace
}  // namespace digue::backup
