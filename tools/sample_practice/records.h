#pragma once

#include <memory>
#include <optional>
#include <string>

#include "database/connection.h"
#include "sample_practice/folder.h"
#include "sample_practice/people.h"
#include "sample_practice/random.h"

namespace digue::sample {

/// The practice's three databases: agenda, payments, patients with their history. The agenda also keeps what the next
/// day starts from (`remember`).
class Records {
 public:
  static Result<std::unique_ptr<Records>> create(Folder& folder);
  static Result<std::unique_ptr<Records>> open(Folder& folder);

  Result<void> add_patient(const Patient& patient);
  /// An appointment that took place: what was done and paid.
  Result<void> add_visit(unsigned patient, Day day, Random& random);
  /// An appointment to come.
  Result<void> add_appointment(unsigned patient, Day day, Random& random);
  /// Cancels the last appointment that is still to come.
  Result<void> cancel_one();

  Result<void> remember(const std::string& key, std::int64_t value);
  /// `damaged` when it was never said.
  Result<std::int64_t> recall(const std::string& key);

  /// Everything since it was opened becomes the files' content, changed at that time.
  Result<void> close(Folder& folder, Instant modified);

 private:
  struct Prepared;
  Records(database::Connection agenda, database::Connection payments, database::Connection patients);
  static Result<std::unique_ptr<Records>> connect(Folder& folder, database::Mode mode);
  Result<void> begin();

  database::Connection agenda_;
  database::Connection payments_;
  database::Connection patients_;
  std::unique_ptr<Prepared> prepared_;  // after the connections, so that it goes before them

 public:
  ~Records();
};

}  // namespace digue::sample
