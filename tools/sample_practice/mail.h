#pragma once

#include <string>

#include "base/instant.h"
#include "sample_practice/people.h"
#include "sample_practice/random.h"

namespace digue::sample {

enum class Attachment { none, letter, scan, photograph };

/// One message of an mbox file (RFC 4155): a patient writes, with an attachment in base64 (RFC 2045).
std::string mbox_message(const Patient& patient, Instant sent, unsigned number, Attachment attachment, Random& random);

}  // namespace digue::sample
