#pragma once

#include "base/bytes.h"
#include "base/instant.h"
#include "sample_practice/people.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// A letter to a colleague, as PDF: most are text, one in eight came on paper and was scanned.
Bytes letter(const Patient& patient, Day day, Random& random);

}  // namespace digue::sample
