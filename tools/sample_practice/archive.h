#pragma once

#include <string>

#include "base/instant.h"
#include "sample_practice/folder.h"
#include "sample_practice/mail.h"
#include "sample_practice/people.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// Files pictures, letters and messages where the practice keeps them, each under a number that comes once.
class Archive {
 public:
  Archive(Folder& folder, std::int64_t next_number) : folder_(folder), next_number_(next_number) {}

  Result<void> add_intraoral(const Patient& patient, Day day, Random& random);
  Result<void> add_panoramic(const Patient& patient, Day day, Random& random);
  Result<void> add_photograph(const Patient& patient, Day day, Random& random);
  Result<void> add_volume(const Patient& patient, Day day, unsigned slices, Random& random);
  Result<void> add_letter(const Patient& patient, Day day, Random& random);
  Result<void> add_message(const Patient& patient, Day day, Attachment attachment, Random& random);

  std::int64_t next_number() const { return next_number_; }

 private:
  Folder& folder_;
  std::int64_t next_number_;
};

/// A minute of that day's opening hours.
Instant during(Day day, Random& random);
/// When the practice closes.
Instant evening_of(Day day);

}  // namespace digue::sample
