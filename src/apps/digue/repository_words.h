#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace digue::apps {

/// What the person typed behind a command that works on a repository. The names are restic's where the same thing
/// exists.
struct RepositoryWords {
  std::string location;                      ///< -r
  std::optional<std::string> password_file;  ///< --password-file; otherwise asked for, or read from standard input
  std::string new_password_file;
  std::string key_hint;
  std::string certificate_file;  ///< --cacert
  std::string retry_lock;        ///< how long to wait for others, as in 10m
  bool has_no_cache = false;     ///< --no-cache: there never is one
  bool quiet = false;
  bool verbose = false;
  bool removes_all_locks = false;
  bool is_confirmed = false;  ///< --confirm: what was only shown is done

  // Which snapshots.
  std::vector<std::string> hosts;
  std::vector<std::string> tags;
  std::vector<std::string> paths;
  std::int64_t latest = 0;  ///< of each group, how many; 0 for all

  // What is saved or restored.
  std::vector<std::string> excludes;
  std::vector<std::string> insensitive_excludes;
  std::vector<std::string> exclude_files;
  std::vector<std::string> insensitive_exclude_files;
  std::vector<std::string> excludes_if_present;
  std::vector<std::string> includes;
  std::vector<std::string> insensitive_includes;
  std::vector<std::string> include_files;
  std::vector<std::string> insensitive_include_files;
  std::string exclude_larger_than;
  bool excludes_caches = false;
  bool one_file_system = false;
  std::vector<std::string> files_from;           ///< patterns, one a line
  std::vector<std::string> files_from_verbatim;  ///< paths, one a line
  std::vector<std::string> files_from_raw;       ///< paths, each with a zero byte behind it
  std::string host;
  std::string parent;
  bool force = false;
  bool has_no_scan = false;  ///< --no-scan: nothing is ever counted before it is saved
  bool ignores_inode = false;
  bool ignores_change_time = false;
  bool keeps_access_time = false;
  bool skips_if_unchanged = false;
  std::string target;
  std::string overwrite = "always";
  bool verifies = false;
  bool deletes = false;
  bool sparse = false;
  bool long_listing = false;
  bool is_recursive = false;

  // How much is checked.
  bool reads_data = false;
  std::string read_data_subset;
  bool no_lock = false;  ///< only a check asks for one at all, of those that take this word

  // What is kept.
  std::string keep_last;  ///< how many, or unlimited
  std::string keep_hourly;
  std::string keep_daily;
  std::string keep_weekly;
  std::string keep_monthly;
  std::string keep_yearly;
  std::string keep_within;
  std::string keep_within_hourly;
  std::string keep_within_daily;
  std::string keep_within_weekly;
  std::string keep_within_monthly;
  std::string keep_within_yearly;
  std::vector<std::string> keep_tags;
  std::vector<std::string> trusted_times;  ///< --trust-time: snapshots, or "all"
  std::string group_by = "host,paths";
  bool prunes = false;
  bool dry_run = false;
  std::string max_unused = "5%";
  std::string max_repack_size;
};

}  // namespace digue::apps
