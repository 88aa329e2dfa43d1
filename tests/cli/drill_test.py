"""Drills from the terminal and by the service: a real restore of the newest copy of a plan, and what becomes of it when
the copy, the place or the computer is not as it should be. No output ever names a patient."""

import html
import json
import os
import signal
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from place_test import LoopDisk, can_make_disks, run

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
PATIENT = "CANARI-Patience-4242"
PATIENCE = 60


def plain(text: str) -> str:
    """French puts spaces that do not break before its marks."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


class Drills(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="digue-")
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name)
        self.state, self.share, self.practice = (self.top / name for name in ("etat", "partage", "cabinet"))
        self.practice.mkdir()
        (self.practice / "agenda.txt").write_text(f"lundi 9 h : {PATIENT}")
        (self.practice / f"{PATIENT}.pdf").write_bytes(os.urandom(200_000))
        self.said_so_far = ""
        self.service = None
        self.addCleanup(self.kill_service)

    def environment(self) -> dict:
        return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.top), "TZ": "UTC",
                **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}

    def words(self, *words) -> list:
        return [DIGUE, *words, "--state", self.state]

    def said(self, *words, code: int = 0) -> str:
        done = subprocess.run(self.words(*words), env=self.environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=240, check=False)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        said = plain(done.stdout + done.stderr)
        if "--json" not in words and words[0] != "journal":
            said = " ".join(said.split())  # lines end where the terminal does
        if "--names" not in words:
            self.assertNotIn(PATIENT, said)
        return said

    def entries(self, *kinds: str) -> list[dict]:
        lines = map(json.loads, self.said("journal", "export").splitlines())
        return [entry["body"] for entry in lines if entry["kind"] in kinds]

    def drill_in_plan(self, place: str = "place-1") -> dict:
        line, = map(json.loads, self.said("plan", "--json").splitlines())
        return line["drills"][place]

    def rule(self) -> str:
        self.said("rules", "check", "restauration-prouvee")
        return self.said("rules", "show", "restauration-prouvee")

    def plan_on_a_share(self):
        self.share.mkdir()
        self.said("place", "add", "serveur", "--network", self.share / "digue")
        self.said("plan", "add", "cabinet", self.practice, "--at", "12:30", "--place", "serveur")

    def packs(self) -> list[Path]:
        """The largest first: those that hold data."""
        packs = (pack for pack in (self.share / "digue/data").rglob("*") if pack.is_file())
        return sorted(packs, key=lambda pack: -pack.stat().st_size)

    def damage(self):
        pack = self.packs()[0]
        content = bytearray(pack.read_bytes())
        content[len(content) // 3] ^= 1
        pack.unlink()
        pack.write_bytes(content)

    def start_service(self):
        self.socket = self.top / "socket"
        self.service = subprocess.Popen(self.words("serve", "--socket", self.socket), env=self.environment(),
                                        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL)
        self.until(lambda: self.socket.exists())

    def kill_service(self):
        if self.service is not None:
            self.service.terminate()
            self.service.wait(timeout=PATIENCE)
            self.service = None

    def until(self, is_so):
        end = time.monotonic() + PATIENCE
        while not is_so():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.02)

    def many_files(self):
        """So much that a drill can be caught in the middle."""
        for i in range(60):
            (self.practice / f"radio-{i}.dcm").write_bytes(os.urandom(4_000_000))

    def restored(self) -> Path:
        return self.state / "drill-restored"


class OnAShare(Drills):
    def setUp(self):
        super().setUp()
        self.plan_on_a_share()

    def test_a_copy_is_tried_at_once_and_holds_the_rule(self):
        self.assertIn("jamais", self.rule())
        self.assertIn("jamais essayée", self.said("plan"))
        self.said("backup", "now")
        self.assertEqual([(entry["scope"], entry["files"]) for entry in self.entries("restore_proven")],
                         [("sample", 2), ("all", 2)])
        self.assertIn("Restauration prouvée", self.said("plan"))
        self.assertIn("Tenu", self.rule())
        self.assertFalse(self.restored().exists())

    def test_what_the_practice_changes_after_its_copy_changes_nothing_of_the_proof(self):
        self.said("backup", "now")
        shutil.rmtree(self.practice)
        said = self.said("drill", "--all")
        self.assertIn("Tous les fichiers : 2,", said)
        self.assertIn("tout ce qui a été essayé est revenu identique", said)

    def test_a_damaged_copy_is_loud_everywhere_and_a_later_sample_does_not_hide_it(self):
        self.said("backup", "now")
        whole = self.packs()[0].read_bytes()
        self.damage()
        self.assertIn("pas prouvé", self.said("drill", code=6))
        self.assertIn("ÉCHOUÉ", self.said("plan"))
        self.assertIsNotNone(self.drill_in_plan()["failed"])
        self.assertIsNone(self.drill_in_plan()["proven"])
        self.assertIn("digue drill --all", self.rule())
        self.assertEqual({entry["reason"] for entry in self.entries("restore_failed")}, {"unrestored"})
        self.assertIn(PATIENT, self.said("drill", "--all", "--names", code=6))
        self.assertFalse(self.restored().exists())
        # Healed: one whole drill, and no less.
        self.packs()[0].write_bytes(whole)
        self.said("drill", "--all")
        self.assertIn("Tenu", self.rule())

    def test_a_copy_that_does_not_come_back_ends_the_run_as_not_proven(self):
        self.said("backup", "now")
        self.damage()
        (self.practice / "nouveau.txt").write_text("x")
        self.assertIn("l'essai de restauration a échoué", self.said("backup", "now", code=6))

    def test_a_wrong_key_is_said_as_such_and_takes_the_proof_away(self):
        self.said("backup", "now")
        password = self.state / "repository.password"
        password.write_text("un autre mot de passe fictif\n")
        self.assertIn("pas la bonne clé", self.said("drill", code=12))
        self.assertIn("pas la bonne clé", self.said("plan"))
        self.assertEqual(self.entries("restore_failed")[0]["reason"], "wrong_key")

    def test_without_a_place_or_a_copy_nothing_is_proven_and_nothing_is_blamed(self):
        self.assertIn("aucune sauvegarde à essayer", self.said("drill", code=10))
        self.said("backup", "now")
        (self.share / "digue").rename(self.share / "parti")
        self.assertIn("n'est là", self.said("drill", code=10))
        self.assertEqual(self.entries("restore_failed"), [])
        self.assertIn("Je ne connais pas", self.said("drill", "autre", code=2))
        self.assertIn("Je ne connais pas", self.said("drill", "--place", "lune", code=2))

    @unittest.skipUnless(os.geteuid() == 0, "only root can mount a small state")
    def test_a_computer_without_room_tries_nothing_and_says_so(self):
        small = self.top / "petit"
        small.mkdir()
        run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", small)
        self.addCleanup(run, "umount", small)
        shutil.copytree(self.state, small / "etat")
        os.chmod(small / "etat", 0o700)
        self.state = small / "etat"
        self.said("backup", "now")
        self.assertIn("pas assez de place", self.said("drill", "--all", code=8))
        self.assertEqual({entry["code"] for entry in self.entries("drill_not_done")}, {"full"})
        self.assertEqual(self.entries("restore_proven", "restore_failed"), [])
        self.assertIn("Essai pas fait", self.said("plan"))

    def test_a_sqlite_file_that_does_not_fit_together_is_found(self):
        database = self.practice / "agenda.db"
        subprocess.run(["/usr/bin/python3", "-c",
                        "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('create table a(b)');"
                        "c.executemany('insert into a values(?)', [('x'*500,)]*2000); c.commit()", database],
                       check=True, timeout=60)
        self.said("backup", "now")
        self.assertEqual(self.entries("restore_proven")[-1]["sqlite"], 1)
        content = bytearray(database.read_bytes())
        content[8192:8192 + 4096] = os.urandom(4096)
        database.write_bytes(content)
        self.said("backup", "now", code=6)
        self.assertEqual({entry["reason"] for entry in self.entries("restore_failed")}, {"unusable"})

    def test_the_proof_is_printed_with_what_is_open_first(self):
        self.assertIn("digue drill --all", self.said("drill", "--print", self.top, code=6))
        self.said("backup", "now")
        paper = self.top / "papier"
        paper.mkdir()
        self.assertIn("preuve-de-restauration.pdf", self.said("drill", "--print", paper))
        page = html.unescape(plain((paper / "preuve-de-restauration.html").read_text("utf-8")))
        self.assertNotIn(PATIENT, page)
        self.assertLess(page.index("Ce qui n'est pas prouvé"), page.index("Ce qui est prouvé"))
        self.assertIn("Si tout était perdu", page)
        self.assertTrue((paper / "preuve-de-restauration.pdf").read_bytes().startswith(b"%PDF"))
        self.assertIn("déjà", self.said("drill", "--print", paper, code=2))

    def test_a_crash_in_the_middle_leaves_nothing_in_clear_after_the_next_start(self):
        self.many_files()
        self.said("backup", "now")
        drill = subprocess.Popen(self.words("drill", "--all"), env=self.environment(), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.until(lambda: any(self.restored().rglob("radio-*")))
        drill.kill()
        drill.wait()
        self.assertTrue(self.restored().exists())
        self.start_service()
        self.until(lambda: not self.restored().exists())

    def test_a_person_stops_a_drill_and_nothing_stays(self):
        self.many_files()
        self.said("backup", "now")
        before = len(self.entries("restore_proven"))
        drill = subprocess.Popen(self.words("drill", "--all"), env=self.environment(), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.until(lambda: any(self.restored().rglob("radio-*")))
        drill.send_signal(signal.SIGINT)
        said, _ = drill.communicate(timeout=PATIENCE)
        self.assertEqual(drill.returncode, 130, said)
        self.assertFalse(self.restored().exists())
        self.assertEqual(len(self.entries("restore_proven")), before)
        self.assertEqual(self.entries("restore_failed", "drill_not_done"), [])

    def test_the_service_drills_when_asked_and_two_drills_never_meet(self):
        self.said("backup", "now")
        self.start_service()
        self.assertIn("revenu identique", self.said("drill", "--all", "--socket", self.socket))
        self.assertIn("plan-1 vers place-1 : fait", self.said("jobs", "--socket", self.socket))
        self.damage()
        self.said("drill", "cabinet", "--place", "serveur", "--all", "--socket", self.socket, code=6)
        self.assertIn("n'est pas prouvée", self.said("jobs", "--socket", self.socket))

    def test_no_part_of_the_journal_names_anything(self):
        self.said("backup", "now")
        self.damage()
        self.said("drill", "--all", code=6)
        exported = self.said("journal", "export")
        for name in (PATIENT, "agenda", str(self.practice), "serveur"):
            self.assertNotIn(name, exported)


@unittest.skipUnless(can_make_disks(), "only root can make loop devices, where there are any")
class OnADisk(Drills):
    def setUp(self):
        super().setUp()
        self.disk = LoopDisk(self.top / "disque")
        self.disk.plug()
        self.addCleanup(self.disk.pull)
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        self.said("plan", "add", "cabinet", self.practice, "--at", "12:30", "--place", "disque bleu")

    def test_a_copy_is_tried_before_the_disk_is_switched_off(self):
        self.said("backup", "now")
        self.assertFalse(self.disk.is_plugged())
        self.assertEqual([entry["scope"] for entry in self.entries("restore_proven")], ["sample", "all"])
        self.disk.plug()
        self.said("drill", "--all")
        self.assertFalse(self.disk.is_plugged())
        self.assertIn("aucun endroit", self.said("drill", code=10).lower())

    def test_a_disk_that_is_pulled_in_the_middle_is_no_failure_of_its_copy(self):
        for i in range(5):
            (self.practice / f"radio-{i}.dcm").write_bytes(os.urandom(4_000_000))
        self.said("backup", "now")
        self.disk.plug()
        self.said("place")
        drill = subprocess.Popen(self.words("drill", "--all"), env=self.environment(), stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.until(lambda: self.restored().exists() or drill.poll() is not None)
        self.disk.pull()
        said, _ = drill.communicate(timeout=PATIENCE)
        self.assertNotIn(PATIENT, said)
        self.assertIn(drill.returncode, (0, 1), said)  # it may have been through already
        self.assertEqual(self.entries("restore_failed"), [])
        self.assertFalse(self.restored().exists())
        self.disk.plug()
        self.said("drill", "--all")


if __name__ == "__main__":
    unittest.main()
