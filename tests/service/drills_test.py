"""Databases of a plan, tried for real: a copy by the service, a drill in throw-away servers, everything lost, and the copy
still proven. Only counts come out."""

import hashlib
import html
import sqlite3
import subprocess
import unittest
from pathlib import Path

from servers import CANARY, HAS_SERVERS, MISSING, Mariadb, Postgresql
from stage import DIGUE, ServiceStage, plain

PRACTICE = ("CREATE TABLE agenda (day int); INSERT INTO agenda VALUES (1), (1);"
            "CREATE TABLE payments (cents int); INSERT INTO payments VALUES (2300), (4100), (900);")


def questions(**more: str) -> str:
    asked = {"agenda": "SELECT count(*) FROM agenda", "payments": "SELECT count(*) FROM payments",
             "history": "SELECT count(*) FROM history", **more}
    return "".join(f'[[plan.database.question]]\nabout = "{about}"\nsql = "{sql}"\n' for about, sql in asked.items())


@unittest.skipUnless(HAS_SERVERS, MISSING)
class Drills(ServiceStage):
    def setUp(self):
        super().setUp()
        self.postgresql, self.mariadb = Postgresql(self.top), Mariadb(self.top)
        self.addCleanup(self.mariadb.stop)
        self.addCleanup(self.postgresql.stop)
        self.postgresql.say(PRACTICE)
        self.mariadb.say("USE cabinet;" + PRACTICE)
        self.sqlite = self.top / "agenda.sqlite"
        with sqlite3.connect(self.sqlite) as file:
            file.executescript(PRACTICE + f"CREATE TABLE history (note); INSERT INTO history VALUES ('{CANARY}')")
        file.close()
        self.plan_them()

    def plan_them(self, **more: str):
        self.plan_at_another_time()
        path = self.state / "plans.toml"
        path.write_text(path.read_text() + self.postgresql.plan(1) + questions(**more) + self.mariadb.plan(2) +
                        questions() + f'[[plan.database]]\nid = "database-3"\nengine = "sqlite"\nname = "{self.sqlite}"\n' +
                        questions())

    def drill(self, *words, code: int = 0) -> str:
        done = self.digue("drill", *words)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertNotIn(CANARY, done.stdout + done.stderr)
        return plain(" ".join((done.stdout + done.stderr).split()))

    def answers(self) -> dict:
        tried = [entry["body"] for entry in self.entries("restore_proven") + self.entries("restore_failed")
                 if entry["body"].get("scope") == "databases"]
        return {database["id"]: database for database in tried[-1]["databases"]}

    def rule(self) -> str:
        self.run_digue("rules", "check", "restauration-prouvee")
        return plain(" ".join(self.run_digue("rules", "show", "restauration-prouvee").split()))

    def trials(self) -> Path:
        """Where the throw-away servers of this state have their folders."""
        return Path("/var/tmp") / ("digue-" + hashlib.sha256(str(self.state).encode()).hexdigest()[:12])

    def assert_nothing_is_left(self):
        self.assertFalse(self.trials().exists())
        self.assertFalse((self.state / "drill-restored").exists())
        self.assertNotIn(CANARY, self.run_digue("journal", "export"))

    def test_a_copy_is_proven_by_its_answers_and_stays_so_when_everything_is_lost(self):
        self.start()
        self.assertEqual(self.now().returncode, 0)
        answers = self.answers()
        self.assertEqual({database["outcome"] for database in answers.values()}, {"proven"}, answers)
        self.assertEqual(answers["database-1"]["answers"], {"agenda": 2, "payments": 3, "history": 20_001})
        self.assertEqual(answers["database-2"]["answers"], {"agenda": 2, "payments": 3, "history": 20_001})
        self.assertEqual(answers["database-3"]["answers"], {"agenda": 2, "payments": 3, "history": 1})
        self.assert_nothing_is_left()
        self.assertIn("Tenu", self.rule())
        self.kill()

        self.postgresql.stop()
        self.mariadb.stop()
        self.sqlite.unlink()
        for path in self.practice.iterdir():
            path.unlink()
        said = self.drill("--all")
        self.assertIn("historique : 20001 lignes", said)
        self.assert_nothing_is_left()
        self.assertIn("Tenu", self.rule())
        paper = self.top / "papier"
        paper.mkdir()
        self.drill("--print", str(paper))
        page = html.unescape((paper / "preuve-de-restauration.html").read_text())
        self.assertIn("Historique des patients", page)
        self.assertNotIn(CANARY, page)

    def test_a_practice_without_a_payment_is_not_proven(self):
        self.postgresql.say("DELETE FROM payments")
        done = self.now()
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        self.assertEqual(self.answers()["database-1"]["outcome"], "empty")
        self.assertIn("sans aucun règlement", plain(" ".join(self.run_digue("plan").split())))
        self.assertIn("À corriger", self.rule())
        self.assert_nothing_is_left()

    def test_a_question_that_fits_nothing_is_not_proven_and_quotes_nothing(self):
        self.plan_them(history=f"SELECT note FROM history WHERE note = '{CANARY}'")
        done = self.now()
        self.assertEqual(done.returncode, 6, done.stdout + done.stderr)
        self.assertNotIn(CANARY, done.stdout + done.stderr)
        self.assertEqual(self.answers()["database-1"]["outcome"], "unanswered")

    def test_what_a_crash_left_of_a_server_goes_at_the_next_drill(self):
        self.assertEqual(self.now().returncode, 0)
        drill = subprocess.Popen([DIGUE, "drill", "--all", "--state", self.state], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        self.until(lambda: any(self.trials().glob("digue-trial-*/data/base")) or drill.poll() is not None)
        self.assertIsNone(drill.poll(), "the drill was over before it could be caught")
        drill.kill()
        drill.wait()
        self.assertTrue(self.trials().exists())
        self.start()
        self.until(lambda: not self.trials().exists())


if __name__ == "__main__":
    unittest.main()
