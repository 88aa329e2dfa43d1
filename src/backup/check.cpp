#include "backup/check.h"

#include "backup/check_run.h"

namespace digue::backup {

std::string_view name_of(Fault fault) {
  switch (fault) {
    case Fault::index_unreadable: return "index_unreadable";
    case Fault::snapshot_unreadable: return "snapshot_unreadable";
    case Fault::pack_missing: return "pack_missing";
    case Fault::pack_length: return "pack_length";
    case Fault::pack_content: return "pack_content";
    case Fault::tree_unreadable: return "tree_unreadable";
    case Fault::blob_missing: return "blob_missing";
    case Fault::file_length: return "file_length";
    case Fault::file_without_content: return "file_without_content";
    case Fault::node_type: return "node_type";
    case Fault::node_name: return "node_name";
    case Fault::pack_orphaned: return "pack_orphaned";
    case Fault::pack_mixed: return "pack_mixed";
    case Fault::pack_repeated: return "pack_repeated";
  }
  return "";
}

bool is_hint(Fault fault) {
  return fault == Fault::pack_orphaned || fault == Fault::pack_mixed || fault == Fault::pack_repeated;
}

void CheckRun::report(Fault fault, std::string item, std::string detail) {
  const std::lock_guard lock(mutex_);
  if (!is_hint(fault)) ++outcome.errors;
  if (fault == Fault::pack_orphaned || fault == Fault::pack_mixed) outcome.suggests_prune = true;
  if (fault == Fault::pack_repeated) outcome.suggests_index_repair = true;
  observer_.found({fault, std::move(item), std::move(detail)});
}

void CheckRun::report_pack(Fault fault, const repository::PackId& pack, std::string detail) {
  report(fault, store::describe({store::FileType::pack, repository::file_id(pack)}), std::move(detail));
  if (fault != Fault::pack_length && fault != Fault::pack_content) return;
  const std::lock_guard lock(mutex_);
  if (outcome.broken_packs.empty() || outcome.broken_packs.back() != pack) outcome.broken_packs.push_back(pack);
}

void CheckRun::expect_bytes(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  observer_.bytes_expected(bytes);
}

void CheckRun::count_read(std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  ++outcome.packs_read;
  outcome.bytes_read += bytes;
  observer_.bytes_read(bytes);
}

namespace {

void report_files(CheckRun& run, Fault fault, const std::vector<repository::Quarantined>& files) {
  for (const repository::Quarantined& file : files) {
    run.report(fault, store::describe(file.file), file.reason.detail);
  }
}

}  // namespace

Result<CheckOutcome> check(repository::Repository& repository, const CheckOptions& options, CheckObserver& observer,
                           Workers& workers) {
  CheckRun run(repository, observer);
  repository::BlobTools tools = repository.make_tools();
  const repository::SnapshotList snapshots = TRY(repository::load_snapshots(repository, tools));
  report_files(run, Fault::snapshot_unreadable, snapshots.quarantined);
  report_files(run, Fault::index_unreadable, TRY(repository.load_index(tools)));
  const PackSizes sizes = TRY(check_pack_list(run));
  TRY(check_trees(run, snapshots, tools));
  if (options.reads) TRY(read_packs(run, sizes, *options.reads, workers));
  return std::move(run.outcome);
}

}  // namespace digue::backup
