#include "sample_practice/records.h"

#include <fmt/core.h>

#include <initializer_list>

#include "sample_practice/wording.h"

namespace digue::sample {
namespace {

using database::Connection;
using database::Mode;
using database::Statement;
using database::Value;

constexpr const char* agenda_path = "Base/agenda.sqlite";
constexpr const char* payments_path = "Base/paiements.sqlite";
constexpr const char* patients_path = "Base/patients.sqlite";

constexpr const char* agenda_schema = R"(
CREATE TABLE sample (key TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE appointments (id INTEGER PRIMARY KEY, patient INTEGER NOT NULL, day TEXT NOT NULL, starts TEXT NOT NULL,
  minutes INTEGER NOT NULL, reason TEXT NOT NULL, state TEXT NOT NULL);
CREATE INDEX appointments_by_day ON appointments (day);
)";
constexpr const char* payments_schema = R"(
CREATE TABLE payments (id INTEGER PRIMARY KEY, patient INTEGER NOT NULL, day TEXT NOT NULL, act TEXT NOT NULL,
  cents INTEGER NOT NULL, means TEXT NOT NULL, reference TEXT NOT NULL);
)";
constexpr const char* patients_schema = R"(
CREATE TABLE patients (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sex TEXT NOT NULL, birth TEXT NOT NULL,
  ins TEXT NOT NULL, ins_oid TEXT NOT NULL, phone TEXT NOT NULL, mail TEXT NOT NULL, address TEXT NOT NULL);
CREATE TABLE history (id INTEGER PRIMARY KEY, patient INTEGER NOT NULL REFERENCES patients, day TEXT NOT NULL,
  act TEXT NOT NULL, note TEXT NOT NULL);
CREATE INDEX history_by_patient ON history (patient);
)";

/// The sample is made again at will: only its content matters, not what a power cut leaves of it.
constexpr const char* quick = "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;";

Result<void> insert(Statement& statement, std::initializer_list<Value> values) {
  int position = 0;
  statement.reset();
  for (const Value& value : values) TRY(statement.bind(++position, value));
  static_cast<void>(TRY(statement.step()));
  return {};
}

std::string start_of_appointment(Random& random) {
  return fmt::format("{:02}:{:02}", random.between(8, 18), 15 * random.below(4));
}

}  // namespace

struct Records::Prepared {
  Statement patient;
  Statement appointment;
  Statement payment;
  Statement history;
};

Records::Records(Connection agenda, Connection payments, Connection patients)
    : agenda_(std::move(agenda)), payments_(std::move(payments)), patients_(std::move(patients)) {}

Records::~Records() = default;

Result<std::unique_ptr<Records>> Records::connect(Folder& folder, Mode mode) {
  TRY(folder.make_parents_of(agenda_path));
  return std::unique_ptr<Records>(new Records(TRY(Connection::open(folder.path_of(agenda_path), mode)),
                                              TRY(Connection::open(folder.path_of(payments_path), mode)),
                                              TRY(Connection::open(folder.path_of(patients_path), mode))));
}

Result<std::unique_ptr<Records>> Records::create(Folder& folder) {
  auto records = TRY(connect(folder, Mode::create));
  TRY(records->agenda_.execute(std::string(quick) + agenda_schema));
  TRY(records->payments_.execute(std::string(quick) + payments_schema));
  TRY(records->patients_.execute(std::string(quick) + patients_schema));
  TRY(records->begin());
  return records;
}

Result<std::unique_ptr<Records>> Records::open(Folder& folder) {
  auto records = TRY(connect(folder, Mode::existing));
  TRY(records->begin());
  return records;
}

Result<void> Records::begin() {
  for (Connection* connection : {&agenda_, &payments_, &patients_}) TRY(connection->execute("BEGIN IMMEDIATE"));
  Statement patient = TRY(patients_.prepare("INSERT INTO patients VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"));
  Statement appointment = TRY(agenda_.prepare("INSERT INTO appointments VALUES (NULL, ?, ?, ?, ?, ?, ?)"));
  Statement payment = TRY(payments_.prepare("INSERT INTO payments VALUES (NULL, ?, ?, ?, ?, ?, ?)"));
  Statement history = TRY(patients_.prepare("INSERT INTO history VALUES (NULL, ?, ?, ?, ?)"));
  prepared_ = std::make_unique<Prepared>(
      Prepared{std::move(patient), std::move(appointment), std::move(payment), std::move(history)});
  return {};
}

Result<void> Records::add_patient(const Patient& patient) {
  return insert(prepared_->patient,
                {std::int64_t{std::stoi(patient.number)}, patient.name, patient.sex, to_iso(patient.birth), patient.ins,
                 std::string(ins_test_oid), patient.phone, patient.mail, patient.address});
}

Result<void> Records::add_visit(unsigned patient, Day day, Random& random) {
  const std::string date = to_iso(day);
  const std::string act = act_name(random);
  TRY(insert(prepared_->appointment,
             {std::int64_t{patient}, date, start_of_appointment(random), std::int64_t{15 * random.between(1, 6)},
              appointment_reason(random), std::string("venu")}));
  TRY(insert(prepared_->payment, {std::int64_t{patient}, date, act, std::int64_t{50 * random.between(40, 2400)},
                                  means_of_payment(random), fmt::format("{:08x}", random.next() >> 32)}));
  return insert(prepared_->history, {std::int64_t{patient}, date, act, clinical_note(random)});
}

Result<void> Records::add_appointment(unsigned patient, Day day, Random& random) {
  return insert(prepared_->appointment,
                {std::int64_t{patient}, to_iso(day), start_of_appointment(random),
                 std::int64_t{15 * random.between(1, 6)}, appointment_reason(random), std::string("prévu")});
}

Result<void> Records::cancel_one() {
  TRY(
      agenda_.query("UPDATE appointments SET state = 'annulé' WHERE id = "
                    "(SELECT max(id) FROM appointments WHERE state = 'prévu')"));
  return {};
}

Result<void> Records::remember(const std::string& key, std::int64_t value) {
  TRY(agenda_.query("INSERT OR REPLACE INTO sample VALUES (?, ?)", {key, value}));
  return {};
}

Result<std::int64_t> Records::recall(const std::string& key) {
  const auto rows = TRY(agenda_.query("SELECT value FROM sample WHERE key = ?", {key}));
  const auto* value = rows.empty() ? nullptr : std::get_if<std::int64_t>(&rows[0][0]);
  if (value == nullptr) return failure(ErrorCode::damaged, fmt::format("{}: no \"{}\"", agenda_path, key));
  return *value;
}

Result<void> Records::close(Folder& folder, Instant modified) {
  prepared_.reset();
  for (Connection* connection : {&agenda_, &payments_, &patients_}) TRY(connection->execute("COMMIT"));
  for (const char* path : {agenda_path, payments_path, patients_path}) TRY(folder.stamp(path, modified));
  return {};
}

}  // namespace digue::sample
