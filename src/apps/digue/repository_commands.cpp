#include "apps/digue/repository_commands.h"

#include <CLI/CLI.hpp>

#include "apps/digue/command_line.h"
#include "apps/digue/plan_commands.h"

namespace digue::apps {

namespace {

/// May be given several times, one value each time.
void add_list(CLI::App& app, const std::string& name, std::vector<std::string>& values) {
  app.add_option(name, values)->allow_extra_args(false);
}

void add_which_repository(CLI::App& app, RepositoryWords& words) {
  app.add_option("-r,--repo", words.location);
  app.add_option("-p,--password-file", words.password_file);
  app.add_option("--key-hint", words.key_hint);
  app.add_option("--cacert", words.certificate_file);
  app.add_option("--retry-lock", words.retry_lock);
  app.add_flag("--no-cache", words.has_no_cache);
  app.add_flag("-q,--quiet", words.quiet);
  app.add_flag("-v,--verbose", words.verbose);
}

void add_which_snapshots(CLI::App& app, RepositoryWords& words) {
  add_list(app, "--host", words.hosts);
  add_list(app, "--tag", words.tags);
  add_list(app, "--path", words.paths);
}

void add_backup(CLI::App& app, RepositoryWords& words) {
  add_list(app, "-e,--exclude", words.excludes);
  add_list(app, "--iexclude", words.insensitive_excludes);
  add_list(app, "--exclude-file", words.exclude_files);
  add_list(app, "--iexclude-file", words.insensitive_exclude_files);
  add_list(app, "--exclude-if-present", words.excludes_if_present);
  app.add_option("--exclude-larger-than", words.exclude_larger_than);
  app.add_flag("--exclude-caches", words.excludes_caches);
  app.add_flag("-x,--one-file-system", words.one_file_system);
  add_list(app, "--files-from", words.files_from);
  add_list(app, "--files-from-verbatim", words.files_from_verbatim);
  add_list(app, "--files-from-raw", words.files_from_raw);
  app.add_flag("-n,--dry-run", words.dry_run);
  add_list(app, "--tag", words.tags);
  app.add_option("-H,--host", words.host);
  app.add_option("--parent", words.parent);
  app.add_flag("-f,--force", words.force);
  app.add_flag("--no-scan", words.has_no_scan);
  app.add_flag("--ignore-inode", words.ignores_inode);
  app.add_flag("--ignore-ctime", words.ignores_change_time);
  app.add_flag("--with-atime", words.keeps_access_time);
  app.add_flag("--skip-if-unchanged", words.skips_if_unchanged);
}

void add_restore(CLI::App& app, RepositoryWords& words) {
  add_which_snapshots(app, words);
  app.add_option("-t,--target", words.target);
  add_list(app, "-e,--exclude", words.excludes);
  add_list(app, "--iexclude", words.insensitive_excludes);
  add_list(app, "-i,--include", words.includes);
  add_list(app, "--iinclude", words.insensitive_includes);
  add_list(app, "--exclude-file", words.exclude_files);
  add_list(app, "--iexclude-file", words.insensitive_exclude_files);
  add_list(app, "--include-file", words.include_files);
  add_list(app, "--iinclude-file", words.insensitive_include_files);
  app.add_flag("-n,--dry-run", words.dry_run);
  app.add_option("--overwrite", words.overwrite)->check(CLI::IsMember({"always", "if-changed", "if-newer", "never"}));
  app.add_flag("--verify", words.verifies);
  app.add_flag("--delete", words.deletes);
  app.add_flag("--sparse", words.sparse);
  app.add_flag("--no-lock", words.no_lock);
}

void add_forget(CLI::App& app, RepositoryWords& words) {
  add_which_snapshots(app, words);
  app.add_option("-l,--keep-last", words.keep_last);
  app.add_option("-H,--keep-hourly", words.keep_hourly);
  app.add_option("-d,--keep-daily", words.keep_daily);
  app.add_option("-w,--keep-weekly", words.keep_weekly);
  app.add_option("-m,--keep-monthly", words.keep_monthly);
  app.add_option("-y,--keep-yearly", words.keep_yearly);
  app.add_option("--keep-within", words.keep_within);
  app.add_option("--keep-within-hourly", words.keep_within_hourly);
  app.add_option("--keep-within-daily", words.keep_within_daily);
  app.add_option("--keep-within-weekly", words.keep_within_weekly);
  app.add_option("--keep-within-monthly", words.keep_within_monthly);
  app.add_option("--keep-within-yearly", words.keep_within_yearly);
  add_list(app, "--keep-tag", words.keep_tags);
  add_list(app, "--trust-time", words.trusted_times);
  app.add_option("-g,--group-by", words.group_by);
  app.add_flag("--prune", words.prunes);
  app.add_flag("-n,--dry-run", words.dry_run);
}

void add_prune(CLI::App& app, RepositoryWords& words) {
  app.add_option("--max-unused", words.max_unused);
  app.add_option("--max-repack-size", words.max_repack_size);
}

}  // namespace

void add_repository_commands(CLI::App& app, Invocation& invocation) {
  RepositoryWords& words = invocation.repository;
  const auto add = [&](CLI::App& parent, const std::string& name, const std::string& full_name, Words count) {
    CLI::App* command = add_command(parent, invocation, name, full_name, count);
    add_which_repository(*command, words);
    return command;
  };

  CLI::App* repo = add_command(app, invocation, "repo", "repo");
  add(*repo, "init", "repo init", {});
  CLI::App* keys = add(*repo, "keys", "repo keys", {0, 2});
  keys->add_option("--new-password-file", words.new_password_file);
  add(*repo, "restore-keys", "repo restore-keys", one_or_none);
  add(*repo, "unlock", "repo unlock", {})->add_flag("--remove-all", words.removes_all_locks);
  add(*repo, "set-aside", "repo set-aside", {})->add_flag("--confirm", words.is_confirmed);

  CLI::App* backup = add(app, "backup", "backup", any_number);
  add_backup(*backup, words);
  add_socket(*add_command(*backup, invocation, "now", "backup now", any_number), invocation);
  CLI::App* snapshots = add(app, "snapshots", "snapshots", any_number);
  add_which_snapshots(*snapshots, words);
  snapshots->add_option("--latest", words.latest);
  snapshots->add_flag("--no-lock", words.no_lock);
  CLI::App* ls = add(app, "ls", "ls", any_number);
  add_which_snapshots(*ls, words);
  ls->add_flag("-l,--long", words.long_listing);
  ls->add_flag("--recursive", words.is_recursive);
  ls->add_flag("--no-lock", words.no_lock);
  add_restore(*add(app, "restore", "restore", one), words);
  CLI::App* prove = add(app, "prove", "prove", one);
  prove->add_flag("--demonstration", invocation.is_demonstration);
  prove->add_flag("--names", invocation.shows_names);
  CLI::App* check = add(app, "check", "check", {});
  check->add_flag("--read-data", words.reads_data);
  check->add_option("--read-data-subset", words.read_data_subset);
  check->add_flag("--no-lock", words.no_lock);
  CLI::App* forget = add(app, "forget", "forget", any_number);
  add_forget(*forget, words);
  add_prune(*forget, words);
  CLI::App* prune = add(app, "prune", "prune", {});
  add_prune(*prune, words);
  prune->add_flag("-n,--dry-run", words.dry_run);
}

}  // namespace digue::apps
