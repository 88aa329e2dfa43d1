#include <fmt/core.h>

#include "base/text.h"
#include "sample_practice/archive.h"
#include "sample_practice/practice.h"
#include "sample_practice/records.h"

namespace digue::sample {
namespace {

/// No work on Sundays.
Day working_day_after(Day day) {
  do {
    day += std::chrono::days(1);
  } while (std::chrono::weekday(day) == std::chrono::Sunday);
  return day;
}

class WorkingDay {
 public:
  WorkingDay(Folder& folder, Records& records, Day day, unsigned patients, std::int64_t next_number, Random random)
      : folder_(folder),
        records_(records),
        day_(day),
        patients_(patients),
        archive_(folder, next_number),
        random_(random) {}

  Result<void> work() {
    for (unsigned left = random_.between(12, 20); left > 0; --left)
      TRY(records_.add_visit(1 + random_.below(patients_), day_, random_));
    for (unsigned left = random_.between(10, 18); left > 0; --left)
      TRY(records_.add_appointment(1 + random_.below(patients_), day_ + std::chrono::days(random_.between(1, 60)),
                                   random_));
    TRY(records_.cancel_one());
    TRY(several(3, 6, &Archive::add_intraoral));
    TRY(several(0, 2, &Archive::add_panoramic));
    TRY(several(0, 2, &Archive::add_photograph));
    TRY(several(2, 5, &Archive::add_letter));
    for (unsigned left = random_.between(4, 9); left > 0; --left)
      TRY(archive_.add_message(someone(), day_, left % 3 == 0 ? Attachment::scan : Attachment::none, random_));
    TRY(tidy_up());
    TRY(records_.remember("day", day_.time_since_epoch().count()));
    return records_.remember("next_number", archive_.next_number());
  }

 private:
  Patient someone() { return patient_of(1 + random_.below(patients_)); }

  Result<void> several(unsigned least, unsigned most, Result<void> (Archive::*one)(const Patient&, Day, Random&)) {
    for (unsigned left = random_.between(least, most); left > 0; --left) {
      const Patient patient = someone();
      TRY((archive_.*one)(patient, day_, random_));
    }
    return {};
  }

  /// A letter is signed, a photograph finds its right name, another goes.
  Result<void> tidy_up() {
    const auto letters = TRY(folder_.list("Lettres"));
    if (!letters.empty()) TRY(rename_with(random_.pick(letters), ".pdf", " (signée).pdf"));
    const auto photographs = TRY(folder_.list("Photos"));
    if (photographs.size() < 2) return {};
    const std::uint32_t renamed = random_.below(static_cast<std::uint32_t>(photographs.size()));
    TRY(rename_with(photographs[renamed], ".jpg", " (classée).jpg"));
    return folder_.remove(photographs[(renamed + 1) % photographs.size()]);
  }

  Result<void> rename_with(const std::string& path, std::string_view ending, std::string_view better) {
    return folder_.rename(path, replace_all(path, ending, better));
  }

  Folder& folder_;
  Records& records_;
  Day day_;
  unsigned patients_;
  Archive archive_;
  Random random_;
};

}  // namespace

Result<void> next_day(const std::filesystem::path& path) {
  Folder folder = TRY(Folder::open(path));
  auto records = TRY(Records::open(folder));
  const Day today{std::chrono::days(TRY(records->recall("day")))};
  const auto seed = static_cast<std::uint64_t>(TRY(records->recall("seed")));
  const auto patients = static_cast<unsigned>(TRY(records->recall("patients")));
  const std::int64_t next_number = TRY(records->recall("next_number"));
  const Day day = working_day_after(today);
  TRY(WorkingDay(folder, *records, day, patients, next_number, Random(seed, to_iso(day))).work());
  TRY(records->close(folder, evening_of(day)));
  return folder.stamp_folders(evening_of(day));
}

}  // namespace digue::sample
