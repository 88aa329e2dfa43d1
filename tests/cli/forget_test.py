"""What forget keeps, whatever somebody with the password of the repository does to the times of snapshots: the journal of
this computer knows when it first saw each."""

import json
import sqlite3
import unittest

from stage import Stage

DAYS = [f"2026-11-{day:02}T20:00:00Z" for day in range(10, 15)]


class Forget(Stage):
    def setUp(self):
        super().setUp()
        self.init()

    def save_on(self, *days: str, state=None) -> list[str]:
        saved = []
        for number, day in enumerate(days):
            self.set_clock(day)
            (self.practice / "agenda.db").write_text(f"{day} {state} {number}", encoding="utf-8")
            saved.append(self.backup(state=state))
        return saved

    def groups(self, *words, code: int = 0) -> list[dict]:
        return self.lines("forget", "--group-by", "", *words, code=code)[0]

    def plan(self, *words) -> dict[str, list[str]]:
        """The fates of one group."""
        group = self.groups(*words)[0]
        return {"keep": [one["id"] for one in group["keep"]], "remove": [one["id"] for one in group["remove"]],
                "set_aside": [one["snapshot"]["id"] for one in group["set_aside"]]}

    def test_the_newest_of_each_day_is_kept_and_the_rest_is_gone(self):
        self.make_state()
        saved = self.save_on(*DAYS, DAYS[-1].replace("20:", "21:"))
        plan = self.plan("--keep-daily", "3")
        self.assertEqual(sorted(plan["keep"]), sorted([saved[2], saved[3], saved[5]]))
        self.assertEqual(set(self.snapshots()), set(plan["keep"]))

    def test_a_rehearsal_forgets_nothing(self):
        saved = self.save_on(*DAYS)
        said = self.run_digue("forget", "--keep-last", "1", "--dry-run", "--prune")
        self.assertIn("seraient oubliées", said)
        self.assertEqual(self.snapshots(), saved)

    def test_each_snapshot_is_noted_once_by_whichever_command_meets_it_first(self):
        self.make_state()
        other = self.place / "autre poste"
        ours = self.save_on(*DAYS[:2])
        theirs = self.save_on(DAYS[2], state=other)
        self.snapshots()
        more = self.save_on(DAYS[3], state=other)
        self.run_digue("forget", "--keep-last", "9")
        self.run_digue("forget", "--keep-last", "9")
        noted = [entry["body"]["snapshots"] for entry in self.entries("snapshots_seen")]
        self.assertEqual(noted, [[one] for one in ours + theirs + more])
        self.assertFalse(other.exists(), "nobody's state is made by a backup")

    def test_back_dated_and_future_snapshots_of_somebody_else_push_out_no_good_one(self):
        self.make_state()
        good = self.save_on(*DAYS)
        wrong = self.save_on("2026-09-01T21:00:00Z", "2031-01-01T00:00:00Z", *[day.replace("20:", "22:") for day in DAYS[:3]],
                             state=self.place / "malveillant")
        self.set_clock("2026-11-15T08:00:00Z")
        plan = self.plan("--keep-daily", "4", "--keep-monthly", "1")
        self.assertEqual(set(plan["keep"]), set(good[1:]))
        self.assertEqual(plan["remove"], [good[0]])
        # One day's uncertainty is what a backup may take.
        self.assertEqual(set(plan["set_aside"]), set(wrong))
        self.assertTrue(set(wrong) <= set(self.snapshots()))

    def test_what_looks_like_a_copy_is_explained_and_counts_once_a_person_answers_for_it(self):
        self.make_state()
        good = self.save_on(*DAYS[:2])
        copy = self.save_on("2026-09-01T21:00:00Z", state=self.place / "copie")[0]
        self.set_clock(DAYS[3])
        done = self.digue("forget", "--keep-last", "5", "--group-by", "")
        self.assertIn(f"{copy[:8]} porte une date plus ancienne que son arrivée", done.stdout)
        self.assertIn("--trust-time", done.stdout)
        self.assertIn("restic copy", done.stdout)
        self.assertEqual(self.plan("--keep-last", "5", "--trust-time", "all", "--dry-run")["set_aside"], [])
        self.assertEqual(self.plan("--keep-last", "5")["set_aside"], [copy])
        self.assertEqual(self.plan("--keep-last", "5", "--trust-time", copy[:8])["set_aside"], [])
        plan = self.plan("--keep-last", "2")
        self.assertEqual((plan["remove"], plan["set_aside"]), ([copy], []))
        self.assertEqual(set(plan["keep"]), set(good))

    def test_the_snapshot_that_was_proven_last_stays_and_cannot_be_named_away(self):
        self.set_clock(DAYS[0])
        self.run_digue("prove", self.practice)
        proven = self.snapshots()[0]
        newer = self.save_on(*DAYS[1:4])
        group = self.groups("--keep-last", "1")[0]
        self.assertEqual({reason["snapshot"]["id"]: reason["matches"] for reason in group["reasons"]},
                         {newer[-1]: ["last snapshot"], proven: ["pinned"]})
        self.assertEqual(self.refusal("forget", proven[:8]), (1, "forget.is_proven"))
        self.assertEqual(set(self.snapshots()), {proven, newer[-1]})
        self.set_clock(DAYS[4])
        self.run_digue("prove", self.practice)
        self.run_digue("forget", proven)
        self.assertNotIn(proven, self.snapshots())

    def test_a_demonstration_pins_nothing(self):
        self.set_clock(DAYS[0])
        self.run_digue("prove", "--demonstration", self.practice)
        shown = self.snapshots()
        self.save_on(DAYS[1])
        self.assertEqual(self.plan("--keep-last", "1")["remove"], shown)

    def test_where_there_is_no_journal_it_says_so_and_makes_none(self):
        saved = self.save_on(*DAYS[:3])
        done = self.digue("forget", "--keep-last", "1", "--group-by", "")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Il n'y a pas de journal de Digue sur ce poste", done.stderr)
        self.assertEqual(self.snapshots(), saved[2:])
        self.assertFalse(self.state.exists())

    def test_a_journal_that_was_changed_proves_nothing_and_the_next_look_starts_anew(self):
        self.make_state()
        saved = self.save_on(*DAYS[:3])
        with sqlite3.connect(self.state / "journal.sqlite") as journal:
            journal.execute("DROP TRIGGER entries_never_change")
            journal.execute("UPDATE entries SET at = at + 1 WHERE number = (SELECT max(number) FROM entries)")
        done = self.digue("forget", "--keep-last", "1", "--json")
        self.assertEqual((done.returncode, done.stdout), (7, ""))
        self.assertEqual(json.loads(done.stderr.splitlines()[-1])["key"], "forget.journal_changed")
        self.assertEqual(self.snapshots(), saved)
        self.assertEqual(self.plan("--keep-last", "1")["keep"], saved[2:])

    def test_a_journal_that_was_taken_away_stops_it(self):
        self.make_state()
        saved = self.save_on(*DAYS[:2])
        (self.state / "journal.sqlite").unlink()
        self.assertEqual(self.refusal("forget", "--keep-last", "1"), (7, "error.damaged"))
        done = self.digue("snapshots", "--json")
        self.assertEqual((done.returncode, json.loads(done.stderr)["key"]), (0, "snapshots.not_noted"))
        self.assertEqual([one["id"] for one in json.loads(done.stdout)], saved)

    def test_a_clock_that_went_back_forgets_nothing_and_one_that_was_wrong_once_can_be_passed_over(self):
        self.make_state()
        saved = self.save_on(*DAYS[:3])
        self.set_clock("2026-11-01T08:00:00Z")
        self.assertEqual(self.refusal("forget", "--keep-last", "1"), (1, "forget.clock_is_wrong"))
        self.assertEqual(self.snapshots(), saved)
        self.assertEqual(self.plan("--keep-last", "1", "--trust-time", "all", "--dry-run")["keep"], saved[2:])

    def test_junk_among_the_snapshots_holds_it_up_and_nothing_is_lost(self):
        saved = self.save_on(*DAYS[:2])
        (self.repository / "snapshots" / ("a" * 64)).write_bytes(b"junk")
        self.assertEqual(self.digue("forget", "--keep-last", "1").returncode, 1)
        said = json.loads(self.digue("forget", "--keep-last", "1", "--json").stderr.splitlines()[-1])
        self.assertEqual(said["key"], "forget.something_is_wrong")
        self.assertEqual(self.snapshots(code=3), saved)

    def test_without_a_policy_and_without_a_name_it_asks_what_to_keep(self):
        self.save_on(DAYS[0])
        for words in ((), ("--prune",), ("--keep-last", "0"), ("--keep-last", "beaucoup"), ("--keep-within", "longtemps"),
                      ("--group-by", "couleur", "--keep-last", "1")):
            self.assertEqual(self.refusal("forget", *words), (2, "forget.no_policy"), words)
        self.assertEqual(self.refusal("forget", "--keep-tag", "personne"), (2, "forget.keeps_nothing"))
        self.assertEqual(len(self.snapshots()), 1)

    def test_unlimited_keeps_all(self):
        saved = self.save_on(*DAYS[:3])
        for word in ("unlimited", "-1"):
            self.assertEqual(self.plan("--keep-daily", word)["keep"], saved[::-1])


if __name__ == "__main__":
    unittest.main()
