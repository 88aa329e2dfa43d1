#pragma once

#include <string>

#include "journal/journal.h"

namespace digue::agent {

// The state folder: the journal, and the key that seals it (docs/formats/journal.md, "Making"). The key has its last
// name only once the journal is durable; so where that name is, a journal that is missing or empty was taken away, and
// that is `damaged`.

/// To write acts down; the state is made at the first time. Errors as PrivateFolder::open and Journal::open.
Result<journal::Journal> open_state(const std::string& folder);

/// To read, also for somebody who may not write there: nothing is made or changed. Only after a crash or an upgrade,
/// when a writer must clear up first, that is done here if it may be done. `not_found` if no state was ever made there.
Result<journal::Journal> read_state(const std::string& folder);

}  // namespace digue::agent
