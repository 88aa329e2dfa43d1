#include "sample_practice/people.h"

#include <doctest/doctest.h>

#include <set>

namespace digue::sample {
namespace {

TEST_CASE("the key of a matricule is that of INSEE") {
  CHECK(nir_key("2951099126111") == "93");
  CHECK(nir_key("2530719073004") == "43");  // 2A becomes 19
  CHECK(nir_key("2790351215189") == "89");
}

TEST_CASE("no two patients share a name, a matricule or a telephone number") {
  std::set<std::string> names;
  std::set<std::string> matricules;
  std::set<std::string> phones;
  for (unsigned number = 1; number <= 9999; ++number) {
    const Patient patient = patient_of(number);
    CHECK(patient.ins.size() == 15);
    names.insert(patient.name);
    matricules.insert(patient.ins);
    phones.insert(patient.phone);
  }
  CHECK(names.size() == 9999);
  CHECK(matricules.size() == 9999);
  CHECK(phones.size() == 9999);
}

TEST_CASE("every patient is visibly fictitious") {
  const Patient patient = patient_of(42);
  CHECK(patient.name == "PATIENT TEST 0042");
  CHECK(patient.ins.substr(5, 5) == "99999");
  CHECK(patient.mail.ends_with(".invalid"));
  CHECK(patient.phone.starts_with("06 39 98"));
}

}  // namespace
}  // namespace digue::sample
