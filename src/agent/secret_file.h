#pragma once

#include <string>

#include "crypto/secret.h"
#include "machine/file_tree.h"

namespace digue::agent {

/// The one line of a file that holds a secret: a password, a URL. `denied` unless it is a regular file of this
/// program's account that nobody else may open (0600; also what systemd's LoadCredential= hands over); `damaged` if it
/// is no single line of at most 4096 bytes; `not_found`.
Result<crypto::Secret> read_secret_file(machine::FileTree& files, const std::string& path);

}  // namespace digue::agent
