#include "sample_practice/archive.h"

#include <fmt/core.h>

#include "sample_practice/images.h"
#include "sample_practice/letters.h"

namespace digue::sample {
namespace {

std::string picture_path(const char* shelf, const Patient& patient, Day day, const char* kind, std::int64_t number,
                         const char* ending) {
  return fmt::format("{}/{}/{} {} {:06}.{}", shelf, patient.name, to_iso(day), kind, number, ending);
}

int year_of(Day day) { return static_cast<int>(std::chrono::year_month_day(day).year()); }

}  // namespace

Instant during(Day day, Random& random) {
  return Instant(day) + std::chrono::hours(8) + std::chrono::seconds(random.below(10 * 3600));
}

Instant evening_of(Day day) { return Instant(day) + std::chrono::hours(19); }

Result<void> Archive::add_intraoral(const Patient& patient, Day day, Random& random) {
  return folder_.write(picture_path("Imagerie", patient, day, "rétroalvéolaire", next_number_++, "dcm"),
                       intraoral(patient, day, random), during(day, random));
}

Result<void> Archive::add_panoramic(const Patient& patient, Day day, Random& random) {
  return folder_.write(picture_path("Imagerie", patient, day, "panoramique", next_number_++, "dcm"),
                       panoramic(patient, day, random), during(day, random));
}

Result<void> Archive::add_photograph(const Patient& patient, Day day, Random& random) {
  return folder_.write(picture_path("Photos", patient, day, "photo", next_number_++, "jpg"),
                       photograph(patient, random), during(day, random));
}

Result<void> Archive::add_volume(const Patient& patient, Day day, unsigned slices, Random& random) {
  const std::string shelf = fmt::format("Imagerie/{}/{} CBCT {:06}", patient.name, to_iso(day), next_number_++);
  const Instant taken = during(day, random);
  const Volume volume(patient, day, random);
  for (unsigned number = 1; number <= slices; ++number)
    TRY(folder_.write(fmt::format("{}/coupe {:03}.dcm", shelf, number), volume.slice(number, random), taken));
  return {};
}

Result<void> Archive::add_letter(const Patient& patient, Day day, Random& random) {
  return folder_.write(
      fmt::format("Lettres/{}/{} {} {:06}.pdf", year_of(day), to_iso(day), patient.name, next_number_++),
      letter(patient, day, random), during(day, random));
}

Result<void> Archive::add_message(const Patient& patient, Day day, Attachment attachment, Random& random) {
  const Instant sent = during(day, random);
  const std::string message = mbox_message(patient, sent, static_cast<unsigned>(next_number_++), attachment, random);
  return folder_.append(fmt::format("Courrier/Reçus {}.mbox", year_of(day)), bytes_of(message), evening_of(day));
}

}  // namespace digue::sample
