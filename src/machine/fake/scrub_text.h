#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "machine/account.h"

namespace digue::machine::fake {

/// Replaces, in any text, what could name somebody: the words of known accounts, paths outside the system's own
/// folders, and whatever looks like a UUID, a hardware address or the identity of a Windows computer.
class ScrubText {
 public:
  /// From now on this account's words are replaced.
  void add(const Account& account);

  Account stand_in_for(const Account& account);
  std::string text(std::string_view text);
  /// A stand-in for a path, the same one each time.
  std::string path(std::string_view path);

 private:
  struct Word {
    std::string name;  ///< in lower case
    std::string stand_in;
  };

  void add_word(std::string_view name, std::string stand_in);
  std::string without_words(std::string_view text) const;
  std::string without_paths(std::string_view text);

  std::vector<Word> words_;  ///< the longest first
  std::vector<Account> accounts_;
  std::map<std::string, std::string, std::less<>> paths_;
};

}  // namespace digue::machine::fake
