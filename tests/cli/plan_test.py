"""Plans from the terminal: added, shown, checked and removed; and every fault of the file said with its line."""

import json
import os
import re
import sqlite3
import subprocess
import unittest

from stage import DIGUE, ROOT, Stage

TEXTS = json.loads((ROOT / "content/texts/fr.json").read_text("utf-8"))


def plain(text: str) -> str:
    """French puts spaces that do not break before its marks."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


class Plan(Stage):
    def setUp(self):
        super().setUp()
        self.set_clock("2026-11-24T08:00:00.000Z")

    def digue(self, *words, **options):
        """Without a repository: plans know their own."""
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.place), "TZ": "UTC",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        return subprocess.run([DIGUE, *words, "--machine", self.machine, "--state", self.state], env=environment,
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)

    def write_plans(self, text: str):
        (self.state / "plans.toml").write_text(text, "utf-8")

    def add(self, *words) -> None:
        self.run_digue("plan", "add", "cabinet", self.practice, *words)

    def test_without_a_plan_it_says_how_to_make_one(self):
        self.assertIn("digue plan add cabinet", self.run_digue("plan"))

    def test_a_plan_is_added_shown_and_removed(self):
        self.add("--at", "19:30", "--at", "12:45", "-e", "*.tmp")
        said = plain(self.run_digue("plan"))
        for words in ("Plan « cabinet »", "Aucune sauvegarde entière.", "Chaque jour à 12:45, 19:30",
                      "Prochaine : aujourd'hui à ", str(self.practice), "Ce plan n'a aucun endroit"):
            self.assertIn(words, said)
        line = self.lines("plan")[0]
        self.assertEqual((line["id"], line["timeliness"], line["complete"]), ("plan-1", "up_to_date", None))
        self.assertEqual(self.entries("plan_made")[0]["body"], {"plan": "plan-1"})
        self.assertIn('"*.tmp"', (self.state / "plans.toml").read_text("utf-8"))
        self.run_digue("plan", "remove", "cabinet")
        self.assertEqual(self.lines("plan"), [])

    def test_a_plan_that_never_ran_is_late_the_next_day(self):
        self.add()
        self.set_clock("2026-11-26T08:00:00.000Z")
        self.assertEqual(self.lines("plan")[0]["timeliness"], "late")
        self.assertIn("En retard", self.run_digue("plan"))

    def test_a_clock_that_was_set_back_is_never_up_to_date(self):
        self.add()
        self.set_clock("2026-11-20T08:00:00.000Z")
        self.assertEqual(self.lines("plan")[0]["timeliness"], "clock_wrong")

    def test_what_makes_no_plan_is_refused(self):
        self.add()
        for words, key in ((("cabinet", self.practice), "plan.name_taken"), (("autre",), "plan.which_folder"),
                           (("autre", self.place / "rien"), "plan.no_folder"),
                           (("autre", self.practice, "--at", "25:00"), "plan.no_time"),
                           (("autre", self.practice, "--place", "lune"), "plan.which_place")):
            self.assertEqual(self.refusal("plan", "add", *words), (2, key))
        self.assertEqual(self.refusal("plan", "remove", "autre"), (2, "plan.not_found"))
        self.assertEqual(len(self.lines("plan")), 1)

    def test_a_fault_is_said_with_its_line_and_the_plans_before_go_on(self):
        self.add()
        self.write_plans("version = 1\n\n[[plan]]\nid = \"plan-1\"\nname = \"cabinet\"\nfolders = [\"srv\"]\nat = [\"12:45\"]\n")
        self.assertEqual(self.refusal("plan", "check"), (1, "plan.has_fault"))
        said = plain(self.digue("plan", "check").stderr)
        self.assertIn("Ligne 6 : « srv » n'est pas un chemin entier", said)
        shown = self.digue("plan")
        self.assertIn(str(self.practice), shown.stdout)
        self.assertIn("Ligne 6", shown.stderr)
        self.assertEqual(self.refusal("plan", "add", "autre", self.practice), (1, "plan.fix_first"))

    def test_a_file_without_a_fault_is_fine(self):
        self.add()
        self.assertEqual(plain(self.run_digue("plan", "check")), "plans.toml va bien : 1 plan.\n")

    def test_every_kind_of_fault_has_a_sentence(self):
        sources = "".join((ROOT / "src/plan" / name).read_text("utf-8") for name in ("read.cpp", "member_reader.cpp"))
        kinds = set(re.findall(r'refuse\((?:[^()"]|\([^()]*\))*"[a-z-]*", "([a-z_]+)"', sources))
        kinds |= set(re.findall(r'(?:refuse\([^;]*?, |\? |: )"((?:no|too)_[a-z_]+)"', sources))
        kinds |= {"no_toml", "unreadable"}
        self.assertGreater(len(kinds), 15)
        for kind in kinds:
            self.assertIn(f"plan.fault.{kind}", TEXTS)

    def test_a_copy_now_without_a_place_says_so(self):
        self.add()
        self.assertEqual(self.refusal("backup", "now"), (10, "run.no_place"))
        self.assertEqual(self.refusal("backup", "now", "autre"), (2, "plan.not_found"))

    def sqlite(self):
        path = self.place / "agenda.sqlite"
        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE rdv (jour TEXT)")
        file.close()
        return path

    def test_a_database_is_added_shown_and_removed(self):
        self.add()
        path = self.sqlite()
        said = plain(self.run_digue("plan", "database", "add", "cabinet", f"sqlite:{path}", "--question",
                                    "agenda:SELECT count(*) FROM rdv", "--question", "paiements: SELECT 1"))
        self.assertEqual(said.split(), plain(f"La base sqlite:{path} est dans le plan « cabinet » (database-1).").split())
        self.assertIn("database-1), questions : agenda, paiements", " ".join(plain(self.run_digue("plan")).split()))
        self.assertEqual(self.lines("plan")[0]["databases"], [
            {"id": "database-1", "engine": "sqlite", "name": str(path), "questions": ["agenda", "payments"]}])
        self.assertEqual(self.refusal("plan", "database", "add", "cabinet", f"sqlite:{path}"), (2, "plan.database.twice"))
        self.run_digue("plan", "database", "remove", "database-1")
        self.assertEqual(self.lines("plan")[0]["databases"], [])
        self.assertEqual(self.refusal("plan", "database", "remove", "database-1"), (2, "plan.database.unknown"))

    def test_a_plan_may_begin_with_a_database_alone(self):
        self.run_digue("plan", "add", "cabinet", "--database", f"sqlite:{self.sqlite()}", "--question", "agenda:SELECT 1")
        self.assertEqual(self.lines("plan")[0]["folders"], [])

    def test_a_database_that_does_not_answer_is_kept_and_said(self):
        self.add()
        done = self.digue("plan", "database", "add", "cabinet", f"sqlite:{self.place}/rien.sqlite")
        self.assertEqual(done.returncode, 0)
        self.assertIn("ne répond pas", done.stderr)
        self.assertEqual(len(self.lines("plan")[0]["databases"]), 1)

    def test_what_makes_no_database_is_refused(self):
        self.add()
        for words, key in ((("postgresql",), "plan.which_engine"), (("postgresql:",), "plan.which_engine"),
                           (("oracle:x",), "plan.which_engine"), ((), "plan.which_engine"),
                           (("mariadb:--all-databases",), "plan.no_sense"),
                           (("mariadb:x", "--port", "0"), "plan.no_port"),
                           (("mariadb:x", "--port", "mille"), "plan.no_port"),
                           (("mariadb:x", "--password-file", "../mot"), "plan.no_sense"),
                           (("mariadb:x", "--question", "stock:SELECT 1"), "plan.which_subject"),
                           (("mariadb:x", "--question", "agenda:"), "plan.no_question")):
            self.assertEqual(self.refusal("plan", "database", "add", "cabinet", *words), (2, key), words)
        self.assertEqual(self.refusal("plan", "database", "add", "autre", "mariadb:x"), (2, "plan.not_found"))
        self.assertEqual(self.refusal("plan", "add", "deux", "--database", "mariadb:x", "--database", "mariadb:y",
                                      "--question", "agenda:SELECT 1"), (2, "plan.whose_question"))
        self.assertEqual(self.lines("plan")[0]["databases"], [])
        self.assertEqual(len(self.entries("plan_made")), 1)

    def test_opening_hours_are_said_as_people_say_them(self):
        self.assertIn("ne sont pas dites", plain(self.run_digue("plan", "hours")))
        said = plain(self.run_digue("plan", "hours", "lun-ven 9:00-12:30 14h-19h", "sam 9:00-12:00", "--closed",
                                    "24/12/2026-02/01/2027", "--closed", "14/07/2026"))
        self.assertEqual(said.splitlines(), ["lundi à vendredi : 09:00-12:30, 14:00-19:00", "samedi : 09:00-12:00",
                                             "Fermé : 2026-12-24/2027-01-02", "Fermé : 2026-07-14"])
        line = self.lines("plan", "hours")[0]
        self.assertEqual((line["week"]["sat"], line["week"]["sun"]), (["09:00-12:00"], []))
        self.run_digue("plan", "hours", "--closed", "aucun")
        line = self.lines("plan", "hours")[0]
        self.assertEqual((line["closed"], line["week"]["sat"]), ([], ["09:00-12:00"]))
        self.assertEqual(self.refusal("plan", "hours", "lun 9-12"), (2, "plan.hours.no_word"))
        self.assertEqual(self.refusal("plan", "hours", "--closed", "noël"), (2, "plan.hours.no_closure"))

    def test_no_output_and_no_journal_entry_holds_the_name_of_a_folder(self):
        self.add()
        self.assertNotIn(str(self.practice), self.run_digue("journal", "export"))


if __name__ == "__main__":
    unittest.main()
