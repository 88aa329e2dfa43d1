#pragma once

#include <string>

#include "sample_practice/random.h"

namespace digue::sample {

/// What an invented practice writes, in French as a real one would. Repetitive as such notes are.
std::string act_name(Random& random);
std::string appointment_reason(Random& random);
/// A note of a few sentences in a patient's history.
std::string clinical_note(Random& random);
/// A sentence for letters and messages.
std::string polite_sentence(Random& random);
std::string means_of_payment(Random& random);

}  // namespace digue::sample
