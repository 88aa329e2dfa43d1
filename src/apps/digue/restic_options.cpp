#include "apps/digue/restic_options.h"

#include <algorithm>
#include <array>

namespace digue::apps {

bool is_option_of_restic(std::string_view option) {
  static constexpr std::array options = {"--cache-dir",
                                         "--group-by",
                                         "--host",
                                         "--no-lock",
                                         "--path",
                                         "--tag",
                                         "--cleanup-cache",
                                         "--compact",
                                         "--compression",
                                         "--exclude-cloud-files",
                                         "--exclude-xattr",
                                         "--http-user-agent",
                                         "--human-readable",
                                         "--include-xattr",
                                         "--insecure-no-password",
                                         "--insecure-tls",
                                         "--limit-download",
                                         "--limit-upload",
                                         "--ncdu",
                                         "--no-extra-verify",
                                         "--option",
                                         "--ownership-by-name",
                                         "--pack-size",
                                         "--password-command",
                                         "--read-concurrency",
                                         "--repack-cacheable-only",
                                         "--repack-small",
                                         "--repack-smaller-than",
                                         "--repack-uncompressed",
                                         "--repository-file",
                                         "--reverse",
                                         "--sort",
                                         "--stdin",
                                         "--stdin-filename",
                                         "--stdin-from-command",
                                         "--stuck-request-timeout",
                                         "--time",
                                         "--tls-client-cert",
                                         "--unsafe-allow-remove-all",
                                         "--unsafe-recover-no-free-space",
                                         "--use-fs-snapshot",
                                         "--with-cache"};
  return std::ranges::find(options, option) != options.end();
}

}  // namespace digue::apps
