#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>
#include <unordered_map>

namespace digue::machine::linux {

/// The names of the accounts and groups that own files, asked of the system once each: a file system has millions of
/// files and a handful of owners. Any thread may call it. The first question about an owner may wait for a directory
/// server (nsswitch.conf).
class AccountNames {
 public:
  /// Empty if nobody has that number.
  std::string user(uid_t id);
  std::string group(gid_t id);

 private:
  std::mutex mutex_;
  std::unordered_map<uid_t, std::string> users_;
  std::unordered_map<gid_t, std::string> groups_;
};

}  // namespace digue::machine::linux
