#pragma once

#include <string>

#include "base/instant.h"

namespace digue::sample {

/// Everyone here is visibly invented: the names say TEST, the telephone numbers are those that ARCEP keeps for fiction,
/// the addresses end in .invalid (RFC 2606), the places do not exist.
inline constexpr const char* practice_name = "Cabinet dentaire FICTIF de Ville-Test";
inline constexpr const char* dentist_name = "Dr DENTISTE TEST";
inline constexpr const char* practice_mail = "cabinet@cabinet-fictif.invalid";

/// The OID of test matricules of the INS (ANS, list of OIDs of the INS).
inline constexpr const char* ins_test_oid = "1.2.250.1.213.1.4.10";

struct Patient {
  std::string number;  ///< 0042
  std::string name;    ///< PATIENT TEST 0042
  std::string sex;     ///< M or F, as DICOM writes it
  Day birth;
  std::string ins;  ///< 15 digits; born in a country that does not exist (99 999)
  std::string phone;
  std::string mail;
  std::string address;
};

/// The same number is always the same patient; 1 to 9999.
Patient patient_of(unsigned number);

/// 97 minus the first 13 digits modulo 97, two digits (INSEE). `digits` are 13 digits: Corsica's letters are already
/// replaced.
std::string nir_key(const std::string& digits);

}  // namespace digue::sample
