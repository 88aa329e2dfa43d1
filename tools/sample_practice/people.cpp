#include "sample_practice/people.h"

#include <fmt/core.h>

namespace digue::sample {

std::string nir_key(const std::string& digits) { return fmt::format("{:02}", 97 - std::stoull(digits) % 97); }

Patient patient_of(unsigned number) {
  // The order has three digits: the thousands of the number go into the month, so that no two patients share a
  // matricule.
  const bool is_man = number % 2 == 1;
  const unsigned year = 1930 + number * 37 % 85;
  const unsigned month = 1 + number / 1000;
  const unsigned day = 1 + number % 28;
  const std::string digits = fmt::format("{}{:02}{:02}99999{:03}", is_man ? 1 : 2, year % 100, month, number % 1000);
  Patient patient;
  patient.number = fmt::format("{:04}", number);
  patient.name = "PATIENT TEST " + patient.number;
  patient.sex = is_man ? "M" : "F";
  patient.birth = std::chrono::sys_days(std::chrono::year(static_cast<int>(year)) / static_cast<int>(month) /
                                        static_cast<int>(day));
  patient.ins = digits + nir_key(digits);
  patient.phone = fmt::format("06 39 98 {:02} {:02}", number / 100, number % 100);
  patient.mail = fmt::format("patient.test.{}@exemple.invalid", patient.number);
  patient.address = fmt::format("{} rue de l'Exemple, 99999 Ville-Test", 1 + number % 200);
  return patient;
}

}  // namespace digue::sample
