"""A folder that is backed up, restored elsewhere and compared: what counts as a proof, what never does, and what is left
behind."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
MACHINE = ROOT / "tests/machines/debian-12-gnome"
NOBODY = 65534


def make_practice(folder: Path) -> None:
    """Everything that a folder can hold and that needs no rights."""
    (folder / "radios/vide").mkdir(parents=True)
    (folder / "agenda.db").write_bytes(os.urandom(100_000))
    os.link(folder / "agenda.db", folder / "radios/agenda.db")
    (folder / "radios/1.dcm").write_bytes(b"DICM" * 500_000)
    (folder / "rien").touch()
    with open(folder / "creux", "wb") as file:
        file.truncate(5_000_000)
        file.seek(3_000_000)
        file.write(b"x")
    (folder / "lien").symlink_to("nulle-part")
    os.mkfifo(folder / "fifo")
    os.utime(folder / "rien", ns=(1, 1_234_567_890_123_456_789))
    os.chmod(folder / "radios/1.dcm", 0o440)
    (Path(os.fsdecode(bytes(folder) + b"/\xff\xa0"))).write_bytes(b"a name that is no text")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "prise"))
    listener.close()


class Prove(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.place = Path(self.scratch.name)
        self.state = self.place / "state"
        self.practice = self.place / "cabinet"
        self.practice.mkdir()
        make_practice(self.practice)

    def tearDown(self):
        self.scratch.cleanup()

    def digue(self, *words, machine=("--machine", MACHINE), **options):
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        return subprocess.run([DIGUE, *words, *machine, "--state", self.state], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False, **options)

    def proof(self, *words) -> dict:
        result = self.digue("prove", *words, "--json")
        return json.loads(result.stdout.splitlines()[-1]) | {"code": result.returncode}

    def standing(self, rule: str) -> str:
        self.digue("rules", "check")
        lines = self.digue("status", "--json").stdout.splitlines()
        return next(line for line in map(json.loads, lines) if line.get("rule") == rule)["state"]

    def entries(self) -> list[dict]:
        return [json.loads(line) for line in self.digue("journal", "export").stdout.splitlines()]

    def assert_nothing_left(self):
        self.assertEqual({path.name for path in self.state.iterdir()},
                         {"journal.key", "journal.sqlite", "repository", "repository.password"})

    def test_a_folder_that_comes_back_the_same_is_proven_and_the_rule_says_so(self):
        result = self.digue("prove", self.practice)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
        self.assertIn("tout est revenu identique.", result.stdout)
        self.assertEqual(result.stderr, "")
        self.assertEqual(self.standing("restauration-prouvee"), "held")
        self.assertEqual([entry["kind"] for entry in self.entries()][:3],
                         ["backup_saved", "snapshots_seen", "restore_proven"])
        self.assert_nothing_left()

    def test_everything_in_it_was_compared(self):
        proof = self.proof(self.practice)
        self.assertEqual((proof["code"], proof["proven"], proof["differences"]), (0, True, {}))
        self.assertEqual((proof["files"], proof["folders"], proof["others"]), (6, 3, 2))
        self.assertEqual(proof["bytes"], 2 * 100_000 + 2_000_000 + 5_000_000 + len(b"a name that is no text"))

    def test_a_backup_on_the_same_disk_is_not_said_to_save_the_practice(self):
        self.digue("prove", self.practice)
        self.assertEqual(self.standing("sauvegarde-recente"), "to_correct")
        self.assertIn("même disque", self.digue("rules", "show", "sauvegarde-recente").stdout)

    def test_a_demonstration_counts_for_no_rule_and_says_so(self):
        result = self.digue("prove", "--demonstration", self.practice)
        self.assertEqual(result.returncode, 0)
        self.assertIn("C'était une démonstration", result.stdout)
        self.assertEqual(self.standing("restauration-prouvee"), "to_correct")
        self.assertIn("jamais prouvé", self.digue("rules", "show", "restauration-prouvee").stdout)
        self.assertIn("a été montrée", self.digue("journal", "show").stdout)

    def test_a_folder_without_a_file_proves_nothing_and_takes_the_proof_away(self):
        self.digue("prove", self.practice)
        (self.place / "vide").mkdir()
        result = self.digue("prove", self.place / "vide")
        self.assertEqual(result.returncode, 6)
        self.assertIn("Pas prouvé", result.stderr)
        self.assertEqual(self.standing("restauration-prouvee"), "to_correct")

    def test_what_is_no_folder_of_the_practice_is_refused_in_one_sentence(self):
        (self.place / "raccourci").symlink_to("cabinet")
        self.digue("prove", self.practice)
        for wrong in ("/", self.place / "rien", self.place / "raccourci", self.practice / "agenda.db", self.state,
                      self.state / "repository"):
            result = self.digue("prove", wrong)
            self.assertEqual((result.returncode, result.stdout, result.stderr.count("\n")), (2, "", 1), wrong)
        self.assertEqual(len(self.entries()), 3)

    def test_a_state_inside_the_folder_does_not_save_itself_even_behind_a_link(self):
        (self.place / "chemin").symlink_to(self.place)
        self.state = self.place / "chemin/cabinet/digue"
        for _ in range(2):
            self.assertEqual(self.proof(self.practice)["proven"], True)

    @unittest.skipIf(os.geteuid() != 0, "only root can become another account")
    def test_what_its_owner_may_not_read_is_counted_named_only_when_asked_for_and_proves_nothing(self):
        self.place.chmod(0o777)
        for path in (self.practice, *self.practice.rglob("*")):
            os.chown(path, NOBODY, NOBODY, follow_symlinks=False)
        (self.practice / "radios/vide").chmod(0o500)
        (self.practice / "radios/vide/feuille").touch()
        os.chown(self.practice / "radios/vide/feuille", NOBODY, NOBODY)
        self.assertEqual(self.digue("prove", self.practice, user=NOBODY, group=NOBODY, extra_groups=[]).returncode, 0)
        self.assert_nothing_left()
        (self.practice / "secret").write_text("x")
        (self.practice / "secret").chmod(0)
        result = self.digue("prove", self.practice, user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertEqual(result.returncode, 6)
        self.assertNotIn("secret", result.stdout + result.stderr)
        named = self.digue("prove", self.practice, "--names", user=NOBODY, group=NOBODY, extra_groups=[])
        self.assertIn("secret", named.stdout + named.stderr)
        self.assert_nothing_left()

    def test_a_bit_that_flips_in_the_repository_is_a_loud_failure(self):
        self.digue("prove", self.practice)
        for pack in (self.state / "repository/data").rglob("*"):
            if pack.is_file():
                pack.chmod(0o600)
                content = bytearray(pack.read_bytes())
                content[len(content) // 3] ^= 1
                pack.write_bytes(content)
        result = self.digue("prove", self.practice)
        self.assertIn(result.returncode, (1, 6), result.stdout + result.stderr)
        self.assertNotIn("revenu identique", result.stdout)
        self.assertEqual(self.standing("restauration-prouvee"), "to_correct")

    def test_a_lost_password_is_said_and_no_other_one_is_made(self):
        self.digue("prove", self.practice)
        (self.state / "repository.password").unlink()
        result = self.digue("prove", self.practice)
        self.assertEqual(result.returncode, 1)
        self.assertFalse((self.state / "repository.password").exists())

    def test_the_password_is_for_its_owner_alone_and_opens_the_repository(self):
        self.digue("prove", self.practice)
        password = self.state / "repository.password"
        self.assertEqual(password.stat().st_mode & 0o777, 0o600)
        listed = self.digue("snapshots", "-r", self.state / "repository", "-p", password, machine=())
        self.assertEqual(listed.returncode, 0, listed.stderr)
        if restic := shutil.which("restic"):
            subprocess.run([restic, "-r", self.state / "repository", "-p", password, "--no-cache", "check"], check=True,
                           capture_output=True, timeout=120)

    def test_a_repository_of_the_person_is_used_where_it_is_named(self):
        password = self.place / "mot"
        password.write_text("un mot de passe\n")
        elsewhere = ("-r", self.place / "ailleurs", "-p", password)
        self.assertEqual(self.digue("prove", self.practice, *elsewhere, machine=()).returncode, 10)
        self.assertEqual(self.digue("repo", "init", *elsewhere, machine=()).returncode, 0)
        self.assertEqual(self.digue("prove", self.practice, *elsewhere, machine=()).returncode, 0)
        self.assertFalse((self.state / "repository").exists())


if __name__ == "__main__":
    unittest.main()
