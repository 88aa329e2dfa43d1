#include <doctest/doctest.h>

#include "backup/rehearsal_test.h"

namespace digue::backup {
namespace {

using std::chrono::hours;

TEST_CASE("a clock that jumps back or forward between backups costs no file and no snapshot") {
  test::Rehearsal rehearsal;
  std::size_t snapshots = 0;
  for (const auto jump : {hours(0), -hours(24 * 400), hours(24 * 4000), -hours(25), -hours(26), hours(1)}) {
    CAPTURE(jump.count());
    rehearsal.clock.pass(jump);
    rehearsal.files.put_file("/cabinet/agenda", "le jour " + std::to_string(++snapshots));
    rehearsal.files.put_file("/cabinet/radio " + std::to_string(snapshots), std::string(3000, 'r'));
    rehearsal.note_day();
    const auto saved = rehearsal.back_up();
    REQUIRE(saved.has_value());
    CHECK(saved->errors == 0);
    CHECK(rehearsal.restore_all() == snapshots);
  }
}

}  // namespace
}  // namespace digue::backup
