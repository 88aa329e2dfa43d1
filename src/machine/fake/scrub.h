#pragma once

#include "machine/fake/contents.h"

namespace digue::machine::fake {

/// The same computer without a name of the practice. Names of accounts, their persons and homes, paths outside the
/// system's own folders, and everything that looks like an identifier get stand-ins; a text from the bus or the
/// registry is kept only when it is known vocabulary. What is unknown is replaced: a person still reads the result
/// before it is given away.
Contents scrub(const Contents& contents);

}  // namespace digue::machine::fake
