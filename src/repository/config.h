#pragma once

#include <string>

#include "repository/ids.h"
#include "repository/raw_member.h"

namespace digue::repository {

/// 32 random bytes that tell one repository from another; no hash of anything.
using RepositoryId = Id<struct RepositoryName>;

inline constexpr std::size_t max_config_bytes = 64 * 1024;

/// The one file that every reader needs: sealed, never compressed, never changed.
struct Config {
  unsigned version = 2;  ///< 1 or 2; 2 has compression
  RepositoryId id;
  std::uint64_t chunker_polynomial = 0;  ///< its bits; whoever opens the repository checks that it is irreducible
  RawMembers unknown;                    ///< what rustic writes there

  /// rustic can cut files otherwise than restic does. What we would add to such a repository would be stored twice.
  bool has_foreign_chunker() const;
  /// rustic's mark that nothing may be removed.
  bool is_append_only() const;

  bool operator==(const Config&) const = default;
};

/// For a new repository: an id and a polynomial that no other has.
Config make_config();

/// As restic writes it, no line end.
std::string to_json(const Config& config);
/// `damaged` for what is no config, `unsupported` for a version that is neither 1 nor 2.
Result<Config> parse_config(std::string_view json);

}  // namespace digue::repository
