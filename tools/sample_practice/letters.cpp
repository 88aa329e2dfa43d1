#include "sample_practice/letters.h"

#include <fmt/core.h>

#include "sample_practice/images.h"
#include "sample_practice/pdf.h"
#include "sample_practice/wording.h"

namespace digue::sample {

Bytes letter(const Patient& patient, Day day, Random& random) {
  Page page;
  page.title = "Lettre " + patient.name;
  page.is_compressed = random.below(2) == 0;
  page.lines = {practice_name,
                dentist_name,
                practice_mail,
                "",
                "Ville-Test, le " + to_iso(day),
                "",
                fmt::format("{}, né(e) le {}, INS de test {} ({})", patient.name, to_iso(patient.birth), patient.ins,
                            ins_test_oid),
                "",
                "Cher confrère,",
                ""};
  if (random.below(8) == 0) {
    page.picture = scanned_page(patient, random);
    page.picture_width = scan_width;
    page.picture_height = scan_height;
  } else {
    for (unsigned left = random.between(8, 38); left > 0; --left)
      page.lines.push_back(left % 3 == 0 ? polite_sentence(random) : clinical_note(random).substr(0, 80));
  }
  page.lines.insert(page.lines.end(), {"", "Bien confraternellement,", dentist_name});
  return write_pdf(page);
}

}  // namespace digue::sample
