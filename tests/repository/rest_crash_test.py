"""A server where everything goes wrong once: at every request of a backup, and of a prune, in turn, the program is killed, the
connection cut before or after the server did what it was asked, half an answer comes, or rights and room are gone. Afterwards
restic finds no error, every snapshot is whole, and the next run sends nothing again that was durable.

A sample of the requests; all of them with DIGUE_EVERY_CRASH in the environment.
"""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import nasty_tree
import peers
import rest_place
from digue import Digue
from rest_place import RestPlace

TRIES_EVERYTHING = "DIGUE_EVERY_CRASH" in os.environ
FILE_BYTES = 1_500_000
FILES_OF_A_DAY = 40
LITTLE = 1_000_000  # trees, headers and little files
CODES = {rest_place.REFUSED: (0, 5), rest_place.FULL: (0, 8)}
SENTENCES = {rest_place.REFUSED: "pas le droit", rest_place.FULL: "plus de place"}


class RestCrash(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.scratch = Path(folder.name)
        cls.restic = peers.Restic(cls.scratch)
        cls.place = Path(cls.restic.repository)
        cls.base = cls.scratch / "base"
        cls.practice = cls.scratch / "practice"
        cls.practice.mkdir()
        cls.noise = random.Random(11)

    def setUp(self):
        self.server = self.enterContext(RestPlace(self.place))
        self.digue = Digue(self.scratch, self.server.location, self.restic.password_file)
        self.digue.environment["LC_ALL"] = "fr_FR.UTF-8"
        self.here = Digue(self.scratch, self.place, self.restic.password_file)
        shutil.rmtree(self.place, ignore_errors=True)
        self.days = {}

    def _new_day(self, files: int):
        shutil.rmtree(self.practice)
        self.practice.mkdir()
        for number in range(files):
            (self.practice / f"radio {number}").write_bytes(self.noise.randbytes(FILE_BYTES))
        (self.practice / "agenda").write_text(f"PATIENT TEST {len(self.days)}")

    def _back_up(self) -> dict:
        summary = self.digue.backup("practice", cwd=self.scratch)
        self.days[summary["snapshot_id"]] = nasty_tree.describe(self.practice)
        return summary

    def _keep_base(self):
        shutil.rmtree(self.base, ignore_errors=True)
        self.place.rename(self.base)

    def _from_base(self):
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.base, self.place)

    def _run(self, words: list[str], fault: str = "", at: int = 0) -> tuple[int, str]:
        running = []
        self.server.arm(fault, at, lambda: running[0])
        with subprocess.Popen(self.digue.command(*words), env=self.digue.environment, cwd=self.scratch, text=True,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
            running.append(process)
            _, errors = process.communicate(timeout=300)
        self.requests = self.server.requests
        self.server.arm("", 0)
        return process.returncode, errors

    def _stops(self, words: list[str]):
        """(fault, request) of what is tried: each request with some fault, or with all."""
        self._from_base()
        code, errors = self._run(words)
        self.assertEqual(code, 0, errors)
        self.assertGreater(self.requests, 12)
        requests = self.requests
        stride = 1 if TRIES_EVERYTHING else len(rest_place.FAULTS)
        for number, fault in enumerate(rest_place.FAULTS):
            for at in range(1 + number % stride, requests + 1, stride):
                yield fault, at

    def _stop(self, words: list[str], fault: str, at: int) -> int:
        self._from_base()
        code, errors = self._run(words, fault, at)
        self._check_code(fault, code, errors)
        return code

    def _check_code(self, fault: str, code: int, errors: str):
        killing = fault in (rest_place.KILLED_BEFORE, rest_place.KILLED_AFTER)
        self.assertIn(code, (-9, 0) if killing else CODES.get(fault, (0,)), errors)
        if code > 0:
            self.assertIn(SENTENCES[fault], errors)

    def _check_all(self, wanted: dict):
        """`wanted` are the days that must be there; others may be."""
        self.restic.run("check", "--no-lock")
        found = {snapshot["id"] for snapshot in self.here.snapshots()}
        self.assertLessEqual(set(wanted), found)
        for snapshot in found:
            target = self.scratch / "restored"
            self.here.restore(snapshot, target)
            day = self.days.get(snapshot, nasty_tree.describe(self.practice))
            self.assertEqual(nasty_tree.differences(day, nasty_tree.describe(target / "practice")), [])
            shutil.rmtree(target)
        return found

    def _packed_bytes(self) -> int:
        return sum(path.stat().st_size for path in (self.place / "data").rglob("*") if path.is_file())

    def test_a_backup_is_stopped_at_each_request(self):
        self.digue.init()
        self._new_day(1)
        self._back_up()
        self._keep_base()
        before = dict(self.days)
        self._new_day(FILES_OF_A_DAY)
        sizes = sum(path.stat().st_size for path in self.base.rglob("*") if path.is_file())
        for fault, at in self._stops(["backup", "practice"]):
            with self.subTest(fault, at=at):
                code = self._stop(["backup", "practice"], fault, at)
                found = self._check_all(before)
                self.assertTrue(code != 0 or len(found) == 2, "a success is a snapshot")
                kept = self._packed_bytes()
                summary = self.digue.backup("practice", cwd=self.scratch)
                self.assertLessEqual(summary["data_added_packed"] + kept,
                                     sizes + FILES_OF_A_DAY * FILE_BYTES * 1.01 + LITTLE)
                self.assertEqual(len(self._check_all(found)), len(found) + 1)

    def test_a_prune_is_stopped_at_each_request(self):
        self.digue.init()
        for _ in range(3):
            self._new_day(2)
            self._back_up()
        self._keep_base()
        last = dict(list(self.days.items())[-1:])
        words = ["forget", "--keep-last", "1", "--prune", "--max-unused", "0%"]
        for fault, at in self._stops(words):
            with self.subTest(fault, at=at):
                self._stop(words, fault, at)
                self._check_all(last)
                code, errors = self._run(words)
                self.assertEqual(code, 0, errors)
                self.assertEqual(self._check_all(last), set(last))


if __name__ == "__main__":
    unittest.main()
