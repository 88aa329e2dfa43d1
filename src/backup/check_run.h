#pragma once

#include <atomic>
#include <mutex>

#include "backup/check.h"
#include "backup/pack_list.h"
#include "backup/tree_walk.h"

namespace digue::backup {

/// What all parts of one check share. Any thread may report.
class CheckRun {
 public:
  CheckRun(repository::Repository& checked, CheckObserver& observer) : repository(checked), observer_(observer) {}

  void report(Fault fault, std::string item, std::string detail);
  void report_pack(Fault fault, const repository::PackId& pack, std::string detail);
  void expect_bytes(std::uint64_t bytes);
  void count_read(std::uint64_t bytes);
  Result<void> may_go_on() { return observer_.may_go_on(); }

  repository::Repository& repository;
  CheckOutcome outcome;  ///< the owner's, but for what report() and count_read() count

 private:
  CheckObserver& observer_;
  std::mutex mutex_;
};

/// Every pack of the index against the list of the place. Those that are missing leave the index, so that whoever needs
/// them is named too.
Result<PackSizes> check_pack_list(CheckRun& run);

/// Every tree of these snapshots, and what it says of its files.
Result<void> check_trees(CheckRun& run, const repository::SnapshotList& snapshots, repository::BlobTools& tools);

/// The content of the packs that are wanted.
Result<void> read_packs(CheckRun& run, const PackSizes& sizes, const ReadSubset& subset, Workers& workers);

}  // namespace digue::backup
