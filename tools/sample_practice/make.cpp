#include <fmt/core.h>

#include <algorithm>

#include "sample_practice/archive.h"
#include "sample_practice/practice.h"
#include "sample_practice/records.h"

namespace digue::sample {
namespace {

/// Fixed, so that a practice made next year is the same one.
constexpr Day today = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);
constexpr unsigned days_kept = 5 * 365;

constexpr std::uint64_t bytes_per_patient = 400'000;
constexpr std::uint64_t most_patients = 9999;
/// Measured: the rows of a patient, and of a visit in the three databases.
constexpr std::uint64_t patient_row = 210;
constexpr std::uint64_t visit_rows = 560;

constexpr std::uint64_t slice_bytes = 525'000;
constexpr std::uint64_t most_slices = 200;

constexpr std::string_view notice =
    "Ce dossier est un exemple. Le cabinet, le praticien et les patients sont FICTIFS :\n"
    "aucune personne réelle, aucune donnée de santé réelle.\n"
    "Les matricules INS portent l'OID de test 1.2.250.1.213.1.4.10.\n";

class Maker {
 public:
  Maker(Folder& folder, std::uint64_t size, std::uint64_t seed)
      : folder_(folder),
        size_(size),
        seed_(seed),
        patients_(static_cast<unsigned>(std::clamp<std::uint64_t>(size / bytes_per_patient, 40, most_patients))),
        archive_(folder, 1),
        random_(seed, "make") {}

  Result<void> make() {
    TRY(folder_.write("LISEZ-MOI.txt", bytes_of(notice), evening_of(today)));
    auto records = TRY(Records::create(folder_));
    TRY(fill(*records));
    // The archive's last number is known only after all is filed, and the databases' size must be known before.
    TRY(records->close(folder_, evening_of(today)));
    std::uint64_t until = share(shares_.databases);
    until += share(shares_.volumes);
    TRY(add_volumes(until));
    until += share(shares_.panoramics);
    TRY(add(until, 930'000, &Archive::add_panoramic));
    until += share(shares_.photographs);
    TRY(add(until, 680'000, &Archive::add_photograph));
    until += share(shares_.intraorals);
    TRY(add(until, 400'000, &Archive::add_intraoral));
    until += share(shares_.letters);
    TRY(add(until, 14'000, &Archive::add_letter));
    TRY(add_mail());
    auto again = TRY(Records::open(folder_));
    TRY(again->remember("next_number", archive_.next_number()));
    TRY(again->close(folder_, evening_of(today)));
    return folder_.stamp_folders(evening_of(today));
  }

 private:
  std::uint64_t share(unsigned percent) const { return size_ * percent / 100; }
  Patient someone() { return patient_of(1 + random_.below(patients_)); }
  Day some_day() { return today - std::chrono::days(random_.below(days_kept)); }

  Result<void> fill(Records& records) {
    TRY(records.remember("seed", static_cast<std::int64_t>(seed_)));
    TRY(records.remember("day", today.time_since_epoch().count()));
    TRY(records.remember("patients", patients_));
    TRY(records.remember("next_number", 0));
    for (unsigned number = 1; number <= patients_; ++number) TRY(records.add_patient(patient_of(number)));
    const std::uint64_t used = patients_ * patient_row;
    const std::uint64_t visits = (share(shares_.databases) - std::min(share(shares_.databases), used)) / visit_rows;
    for (std::uint64_t visit = 0; visit < visits; ++visit) {
      const auto ago = static_cast<int>((visits - visit) * days_kept / visits);
      TRY(records.add_visit(1 + random_.below(patients_), today - std::chrono::days(ago), random_));
    }
    for (int ahead = 1; ahead <= 30; ++ahead) {
      for (int i = 0; i < 8; ++i)
        TRY(records.add_appointment(1 + random_.below(patients_), today + std::chrono::days(ahead), random_));
    }
    return {};
  }

  Result<void> add_volumes(std::uint64_t until) {
    while (folder_.written() + slice_bytes / 2 < until) {
      const std::uint64_t slices = (until - folder_.written() + slice_bytes / 2) / slice_bytes;
      TRY(archive_.add_volume(someone(), some_day(), static_cast<unsigned>(std::min(slices, most_slices)), random_));
    }
    return {};
  }

  /// One file after the other, each about `usual` bytes, up to the nearest to `until`.
  Result<void> add(std::uint64_t until, std::uint64_t usual,
                   Result<void> (Archive::*one)(const Patient&, Day, Random&)) {
    while (folder_.written() + usual / 2 < until) {
      const Patient patient = someone();
      const Day day = some_day();
      TRY((archive_.*one)(patient, day, random_));
    }
    return {};
  }

  /// From the oldest to the newest, with attachments as long as there is room.
  Result<void> add_mail() {
    const std::uint64_t begin = folder_.written();
    while (folder_.written() + 1'000 < size_) {
      const std::uint64_t left = size_ - folder_.written();
      const auto ago = static_cast<int>(left * days_kept / (size_ - begin + 1));
      TRY(archive_.add_message(someone(), today - std::chrono::days(ago), attachment_within(left), random_));
    }
    return {};
  }

  Attachment attachment_within(std::uint64_t left) {
    const unsigned drawn = random_.below(10);
    if (drawn == 0 && left > 1'200'000) return Attachment::photograph;
    if (drawn <= 3 && left > 160'000) return Attachment::scan;
    return drawn <= 6 && left > 20'000 ? Attachment::letter : Attachment::none;
  }

  Folder& folder_;
  std::uint64_t size_;
  std::uint64_t seed_;
  Shares shares_;
  unsigned patients_;
  Archive archive_;
  Random random_;
};

}  // namespace

Result<void> make_practice(const std::filesystem::path& folder, std::uint64_t size, std::uint64_t seed) {
  if (size < smallest_practice || size > largest_practice)
    return failure(ErrorCode::invalid_input, "a practice has 20M to 20G");
  Folder made = TRY(Folder::make(folder));
  return Maker(made, size, seed).make();
}

}  // namespace digue::sample
