"""The key of a practice, from the first place to the line that is typed back: where it is kept, what a person may type
where a password is asked for, and how `config` and `keys/*` come back without the sheet. Shares stand for disks."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
LETTERS = "bcdefghjknprstux"
RULE = "cle-sur-papier"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


class Practice(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="digue-key-")
        self.addCleanup(scratch.cleanup)
        self.place = Path(scratch.name)
        self.state = self.place / "etat"
        self.out = self.place / "feuilles"
        self.out.mkdir()
        self.folder = self.place / "cabinet"
        self.folder.mkdir()
        (self.folder / "agenda").write_text("Rendez-vous fictif\n", encoding="utf-8")
        self.environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.place), "TZ": "UTC",
                            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}

    def digue(self, *words, typed: str = "", state: Path | None = None) -> subprocess.CompletedProcess:
        return subprocess.run([DIGUE, *words, "--state", state or self.state], env=self.environment, input=typed,
                              capture_output=True, text=True, timeout=300, check=False)

    def said(self, *words, code: int = 0, **options) -> str:
        done = self.digue(*words, **options)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return plain(done.stdout + done.stderr)

    def add_place(self, name: str) -> Path:
        self.said("place", "add", name, "--network", self.place / name)
        return self.place / name

    def password(self) -> str:
        return (self.state / "repository.password").read_text("ascii")

    def lines_on_paper(self) -> list[str]:
        """The six lines as they stand on the web page of the sheet."""
        page, = self.out.rglob("la-cle.html")
        rows = re.findall(r"<b>(\w{3})&nbsp;(\w{3})</b><i>(\w+)</i>", page.read_text("utf-8"))
        self.assertEqual(len(rows), 6)
        return [f"{a} {b} {word}" for a, b, word in rows]

    def print_key(self, code: int = 0) -> str:
        folder = self.out / str(time.monotonic_ns())
        for old in self.out.iterdir():
            shutil.rmtree(old)
        folder.mkdir()
        return self.said("sheet", "key", "--out", folder, code=code)

    def type_back(self, answer=lambda line, right: right) -> tuple[int, str]:
        """Runs `key check` and types at each prompt what `answer` makes of the line that is asked for."""
        lines = self.lines_on_paper()
        asked = subprocess.Popen([DIGUE, "key", "check", "--state", self.state], env=self.environment,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        shown = b""
        prompts = 0
        while byte := asked.stdout.read(1):
            shown += byte
            found = re.findall(r"ligne (\d), avec son mot : ".encode(), shown.replace("\u00a0".encode(), b" "))
            if len(found) > prompts:
                prompts = len(found)
                line = int(found[-1])
                asked.stdin.write((answer(line, lines[line - 1]) + "\n").encode())
                asked.stdin.flush()
        asked.stdin.close()
        asked.stdout.close()
        return asked.wait(timeout=60), plain(shown.decode())

    def rule(self) -> dict:
        done = self.digue("rules", "check", RULE, "--json")
        return json.loads(done.stdout.splitlines()[-1])

    def entries(self, kind: str) -> list[dict]:
        done = self.digue("journal", "export")
        return [entry["body"] for entry in map(json.loads, done.stdout.splitlines()) if entry["kind"] == kind]


class Key(Practice):
    def test_the_key_is_made_for_paper_with_the_first_place_for_its_owner_alone(self):
        self.add_place("bleu")
        self.assertRegex(self.password(), rf"\A[{LETTERS}]{{36}}\Z")
        self.assertEqual((self.state / "repository.password").stat().st_mode & 0o777, 0o600)
        before = self.password()
        self.assertIn("déjà là", self.said("key", "make"))
        self.add_place("rouge")
        self.assertEqual(self.password(), before)

    def test_the_key_can_be_made_first(self):
        self.assertIn("est faite", self.said("key", "make"))
        before = self.password()
        self.assertIn("Commencez par", self.said("key", "check", code=1))
        self.add_place("bleu")
        self.assertEqual(self.password(), before)

    def test_a_password_that_a_person_chose_is_said_not_to_be_for_paper(self):
        self.said("key", "make")
        (self.state / "repository.password").write_text("un mot de passe fictif\n", "utf-8")
        self.add_place("bleu")
        for words in (("key", "make"), ("key", "check"), ("sheet", "key", "--out", self.out)):
            self.assertIn("pas été fait pour le papier", self.said(*words, code=1))
        self.assertEqual(list(self.out.iterdir()), [])

    def test_the_rule_goes_from_wrong_to_almost_to_held_and_back(self):
        self.assertEqual(self.rule()["state"], "not_applicable")
        self.add_place("bleu")
        self.assertEqual(self.rule()["state"], "to_correct")
        self.print_key()
        rule = self.rule()
        self.assertEqual((rule["state"], rule["finding"]["verdict"]), ("to_confirm", "waiting"))
        self.assertIn("digue key check", rule["sentence"])
        self.assertEqual(self.type_back()[0], 0)
        self.assertEqual(self.rule()["state"], "held")
        # A new repository is not on that sheet.
        self.add_place("rouge")
        rule = self.rule()
        self.assertEqual((rule["state"], rule["finding"]["because"]), ("to_correct", "stale"))
        self.assertIn("Imprimez-la", self.said("key", "check", code=1))
        self.print_key()
        self.assertEqual(self.rule()["state"], "to_confirm")
        self.assertEqual(self.type_back()[0], 0)
        self.assertEqual(self.rule()["state"], "held")

    def test_a_person_cannot_just_say_that_the_sheet_is_there(self):
        self.add_place("bleu")
        self.print_key()
        self.said("confirm", RULE, "--by", "Dre Exemple", code=2)
        self.assertEqual(self.rule()["state"], "to_confirm")

    def test_a_line_that_is_typed_wrongly_is_named_and_nothing_of_it_is_kept(self):
        self.add_place("bleu")
        self.print_key()
        typed = []

        def wrong(_line: int, right: str) -> str:
            typed.append(right.replace(right[0], "b" if right[0] != "b" else "c", 1))
            return typed[-1]

        code, shown = self.type_back(wrong)
        self.assertEqual(code, 12, shown)
        self.assertRegex(shown, r"Ligne \d : les lettres et le mot ne vont pas ensemble")
        self.assertEqual(self.entries("key_typed_back"), [])
        self.assertEqual(len(typed), 3)
        kept = b"".join(path.read_bytes() for path in self.state.rglob("*") if path.is_file())
        for line in typed:
            self.assertNotIn(line.encode(), kept)
            self.assertNotIn(line, shown)

    def test_one_slip_is_no_failure(self):
        self.add_place("bleu")
        self.print_key()
        answers = []

        def with_a_slip(_line: int, right: str) -> str:
            answers.append("oups" if not answers else right)
            return answers[-1]

        code, shown = self.type_back(with_a_slip)
        self.assertEqual(code, 0, shown)
        self.assertEqual(self.entries("key_typed_back"), [{}])

    def test_a_line_of_another_sheet_is_said_to_be_of_another(self):
        self.add_place("bleu")
        self.print_key()
        other = self.place / "autre etat"
        self.said("place", "add", "bleu", "--network", self.place / "autre", state=other)
        folder = self.place / "autre feuille"
        folder.mkdir()
        self.said("sheet", "key", "--out", folder, state=other)
        rows = re.findall(r"<b>(\w{3})&nbsp;(\w{3})</b><i>(\w+)</i>", (folder / "la-cle.html").read_text("utf-8"))
        code, shown = self.type_back(lambda line, right: " ".join(rows[line - 1]))
        self.assertEqual(code, 12)
        self.assertIn("ancienne feuille", shown)

    def test_the_secret_is_in_no_output_and_no_file_but_its_own_and_the_sheet(self):
        self.add_place("bleu")
        self.said("plan", "add", "cabinet", self.folder)
        shown = self.said("backup", "now") + self.print_key() + self.type_back()[1]
        for words in (("rules", "check"), ("status",), ("doctor",), ("facts",), ("journal", "export"), ("journal", "show"),
                      ("sheet", "rescue", "--out", self.out)):
            done = self.digue(*words)
            shown += done.stdout + done.stderr
        secret = self.password()
        parts = [secret, *(secret[at:at + 6] for at in range(0, 36, 6)), *self.lines_on_paper()]
        for part in parts:
            self.assertNotIn(part, shown)
        places = [self.state, self.place / "bleu", self.out / "fiche-de-secours.html"]
        for path in [file for place in places for file in (place.rglob("*") if place.is_dir() else [place])]:
            if path.is_file() and path.name != "repository.password":
                for part in parts[:1] + parts[7:]:
                    self.assertNotIn(part.encode(), path.read_bytes(), path)


class TypedPassword(Practice):
    def setUp(self):
        super().setUp()
        self.repository = self.add_place("bleu")
        self.print_key()

    def snapshots(self, typed: str, **options) -> str:
        return self.said("snapshots", "-r", self.repository, typed=typed, **options)

    def test_the_key_opens_as_it_stands_on_paper(self):
        lines = self.lines_on_paper()
        letters = [line.rsplit(" ", 1)[0] for line in lines]
        for typed in (self.password(), " ".join(letters), "-".join(letters).upper(), " ".join(lines), "\n".join(lines)):
            self.snapshots(typed + "\n")

    def test_a_wrong_key_is_said_with_the_sheet_that_is_the_right_one(self):
        mark = self.entries("keys_kept")[0]["repository"][:8]
        for state in (self.state, self.place / "etat vide"):
            said = self.snapshots("pas le bon mot\n", code=12, state=state)
            self.assertIn("n'ouvre pas cette sauvegarde", said)
            self.assertIn(f"repère {mark}", said)

    def test_a_misread_line_is_named(self):
        lines = self.lines_on_paper()
        lines[3] = ("b" if lines[3][0] != "b" else "c") + lines[3][1:]
        said = self.snapshots(" ".join(lines) + "\n", code=12)
        self.assertIn("Ligne 4 : les lettres et le mot ne vont pas ensemble", said)
        self.assertNotIn(lines[3], said)

    def test_a_new_repository_takes_the_key_and_not_how_it_was_typed(self):
        other = self.place / "neuf"
        self.said("repo", "init", "-r", other, typed=" ".join(self.lines_on_paper()))
        self.said("snapshots", "-r", other, typed=self.password())

    def test_prove_takes_it_too(self):
        self.said("prove", self.folder, "-r", self.repository, typed=" ".join(self.lines_on_paper()))
        said = self.said("prove", self.folder, "-r", self.repository, typed="rien de cela", code=12)
        self.assertIn("n'ouvre pas", said)


class KeyFiles(Practice):
    def setUp(self):
        super().setUp()
        self.blue = self.add_place("bleu")
        self.red = self.add_place("rouge")
        self.said("plan", "add", "cabinet", self.folder)
        self.said("backup", "now")

    def lose_keys(self, repository: Path, config: bool = True) -> None:
        shutil.rmtree(repository / "keys")
        if config:
            (repository / "config").unlink()

    def opens(self, repository: Path) -> None:
        self.said("snapshots", "-r", repository, typed=self.password())
        target = self.place / "retour"
        self.said("restore", "latest", "-r", repository, "--target", target, "--verify", typed=self.password())
        restored = target / self.folder.relative_to("/") / "agenda"
        self.assertEqual(restored.read_bytes(), (self.folder / "agenda").read_bytes())
        shutil.rmtree(target)

    def kept_by(self, repository: Path) -> Path:
        found, = (repository / "digue").glob("cles-*")
        return found

    def test_each_place_holds_what_opens_the_other(self):
        for one, other in ((self.blue, self.red), (self.red, self.blue)):
            kept = self.kept_by(one)
            self.assertEqual((kept / "config").read_bytes(), (other / "config").read_bytes())
            self.assertEqual([path.name for path in (kept / "keys").iterdir()],
                             [path.name for path in (other / "keys").iterdir()])

    def test_a_repository_without_keys_comes_back_from_this_computer(self):
        for repository, config in ((self.blue, False), (self.red, True)):
            self.lose_keys(repository, config)
            self.digue("snapshots", "-r", repository, typed=self.password())
            self.assertIn("C'est fait", self.said("repo", "restore-keys", "-r", repository))
            self.opens(repository)
            self.assertIn("Rien ne manquait", self.said("repo", "restore-keys", "-r", repository))

    def test_a_repository_without_keys_comes_back_from_the_other_place(self):
        self.lose_keys(self.blue)
        empty = self.place / "etat vide"
        self.assertIn("n'a rien gardé", self.said("repo", "restore-keys", "-r", self.blue, state=empty, code=1))
        self.said("repo", "restore-keys", "-r", self.blue, self.kept_by(self.red), state=empty)
        self.opens(self.blue)

    def test_the_keys_of_another_repository_are_refused(self):
        said = self.said("repo", "restore-keys", "-r", self.red, self.kept_by(self.red), code=1)
        self.assertIn("une autre", said)
        self.opens(self.red)

    def test_a_new_password_is_followed_by_the_next_run(self):
        # The person adds a password of his own: the others' copies have that key too.
        self.said("repo", "keys", "add", "-r", self.blue, "-p", self.state / "repository.password",
                  typed="encore un mot fictif\n")
        self.said("backup", "now")
        self.said("backup", "now")
        self.assertEqual(len(list((self.kept_by(self.red) / "keys").iterdir())), 2)
        self.assertEqual(len(self.entries("keys_kept")), 2)

    def test_restic_and_check_do_not_mind_what_lies_beside(self):
        self.said("check", "-r", self.blue, "--read-data", typed=self.password())


class RescueSheet(Practice):
    def rescue(self, code: int) -> str:
        folder = self.out / str(time.monotonic_ns())
        folder.mkdir()
        said = self.said("sheet", "rescue", "--out", folder, code=code)
        self.page = plain((folder / "fiche-de-secours.html").read_text("utf-8"))
        return said

    def test_what_is_missing_is_said_and_never_invented(self):
        said = self.rescue(code=3)
        for words in ("Il manque votre informaticien", "Il manque l'éditeur", "Aucun endroit de sauvegarde",
                      "Rien n'est encore sauvegardé", "Il manque le nom du cabinet"):
            self.assertIn(words, said)
        self.assertIn('<div class="write">Votre informaticien</div>', self.page)

    def test_a_whole_practice_lacks_nothing(self):
        self.said("plan", "practice", "Cabinet du Lac fictif")
        self.said("plan", "contact", "add", "provider", "Dépannage Fictif", "01 99 00 12 34")
        self.said("plan", "contact", "add", "editor", "Logiciel Imaginaire")
        self.add_place("serveur")
        self.said("place", "describe", "serveur", "--looks", "boîte grise", "--kept-at", "cave")
        self.said("plan", "add", "cabinet", self.folder)
        self.assertIn("Il manque le numéro de « Logiciel Imaginaire »", self.rescue(code=3).replace("\u00a0", " "))
        self.said("plan", "contact", "add", "editor", "Logiciel Imaginaire", "01 99 00 56 78")
        self.assertNotIn("Il manque", self.rescue(code=0))
        for words in ("Cabinet du Lac fictif", "Dépannage Fictif", "01 99 00 12 34", "01 99 00 56 78", "boîte grise", "cave",
                      str(self.folder)):
            self.assertIn(words, self.page)
        self.assertNotIn('class="write"', self.page)

    def test_contacts_are_listed_changed_and_removed(self):
        self.assertIn("Aucun contact", self.said("plan", "contact"))
        self.said("plan", "contact", "add", "owner", "Dre Exemple", "06 39 98 00 00")
        self.said("plan", "contact", "add", "owner", "Dre Exemple", "06 39 98 00 01")
        self.assertIn("Dre Exemple 06 39 98 00 01", self.said("plan", "contact"))
        self.assertIn("Je ne connais pas le rôle", self.said("plan", "contact", "add", "plombier", "X", code=2))
        self.said("plan", "contact", "add", "owner", code=2)
        self.said("plan", "contact", "remove", "Dre Exemple")
        self.assertIn("Je ne connais pas", self.said("plan", "contact", "remove", "Dre Exemple", code=2))

    def test_no_sheet_is_replaced_and_no_folder_is_made(self):
        self.rescue(code=3)
        folder, = self.out.iterdir()
        self.said("sheet", "rescue", "--out", folder, code=2)
        self.assertIn("n'existe pas", self.said("sheet", "rescue", "--out", self.out / "rien", code=2))
        self.said("sheet", "rescue", code=2)
        self.said("sheet", "key", "--out", self.out, code=1)


if __name__ == "__main__":
    unittest.main()
