"""Backups that end badly: killed at any moment, two at once, on a place that fills up, goes away or refuses. Afterwards restic
finds no error, every older snapshot is whole, and the next backup sends again at most what was in open packs."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import nasty_tree
import peers
from digue import Digue, summary_of

KILLS = int(os.environ.get("DIGUE_KILLS", "8"))
FILE_BYTES = 1_500_000
FILES_A_DAY = 40
# What is in finished packs is never sent again; trees and headers, and little files, are in this.
LITTLE = 1_000_000
NOBODY = 65534
GONE = "ne répond plus|Il n'y a pas de sauvegarde à cet endroit"


class Crash(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)
        self.practice = self.scratch / "practice"
        self.practice.mkdir()
        self.noise = random.Random(7)
        self.days = []
        self.restic = peers.Restic(self.scratch)
        self.place = Path(self.restic.repository)
        self.digue = Digue(self.scratch, self.place, self.restic.password_file)

    def next_day(self):
        """More files, and one that changes."""
        folder = self.practice / f"day {len(self.days)}"
        folder.mkdir()
        for number in range(FILES_A_DAY):
            (folder / f"radio {number}").write_bytes(self.noise.randbytes(FILE_BYTES))
        (self.practice / "agenda").write_text(f"PATIENT TEST {len(self.days)}")

    def back_up(self, **options) -> dict:
        """A backup that must be complete; what it saved is remembered."""
        summary = self.digue.backup("practice", cwd=self.scratch, **options)
        self.days.append((summary["snapshot_id"], nasty_tree.describe(self.practice)))
        return summary

    def start(self, **options) -> subprocess.Popen:
        return subprocess.Popen(self.digue.command("backup", "--json", "practice"), env=self.digue.environment,
                                cwd=self.scratch, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def try_to_back_up(self) -> subprocess.CompletedProcess:
        return self.digue.try_to("backup", "--json", "practice", cwd=self.scratch)

    def check_all(self, *, reads_data: bool = True, days: int = 0):
        """Of all days, or of the last few."""
        self.restic.run("check", *(["--read-data"] if reads_data else []), "--no-lock")
        for snapshot, wanted in self.days[-days:]:
            target = self.scratch / "restored"
            self.digue.restore(snapshot, target)
            self.assertEqual(nasty_tree.differences(wanted, nasty_tree.describe(target / "practice")), [])
            shutil.rmtree(target)

    def packed_bytes(self) -> int:
        return sum(path.stat().st_size for path in (self.place / "data").rglob("*") if len(path.name) == 64)

    def test_killed_at_any_moment(self):
        self.digue.init()
        self.next_day()
        started = time.monotonic()
        self.back_up()
        duration = time.monotonic() - started
        for number in range(KILLS):
            self.next_day()
            kept_before = self.packed_bytes()
            running = self.start()
            time.sleep(self.noise.random() * duration)
            running.kill()
            was_complete = running.wait() == 0
            running.stdout.close()
            running.stderr.close()
            kept = self.packed_bytes() - kept_before
            with self.subTest(number=number, kept=kept):
                self.check_all(reads_data=False, days=2)
                summary = self.back_up()
                if not was_complete:
                    self.assertLessEqual(summary["data_added_packed"] + kept,
                                         FILES_A_DAY * FILE_BYTES * 1.01 + LITTLE)
                self.check_all(reads_data=number % 5 == 4, days=2)
                # Keeps the practice small: what matters is each new day.
                for folder in sorted(self.practice.glob("day *"))[:-1]:
                    shutil.rmtree(folder)
        self.check_all()

    def test_two_at_once(self):
        self.digue.init()
        self.next_day()
        running = [self.start() for _ in range(3)]
        for process in running:
            output, errors = process.communicate(timeout=300)
            self.assertEqual(process.returncode, 0, errors)
            self.days.append((summary_of(output)["snapshot_id"], nasty_tree.describe(self.practice)))
        self.check_all()
        self.assertEqual(self.back_up()["data_added"], 0)
        self.check_all()

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator makes a small disk")
    def test_the_disk_is_full(self):
        self.place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100m", "tmpfs", self.place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.place], check=True)
        self.digue.init()
        self.next_day()
        self.back_up()
        self.next_day()
        full = self.try_to_back_up()
        self.assertEqual(full.returncode, 8, full.stderr)
        self.assertIn("plus de place", full.stderr)
        self.check_all()
        subprocess.run(["mount", "-o", "remount,size=400m", self.place], check=True)
        kept = self.packed_bytes()
        self.assertLess(kept, 110_000_000)
        summary = self.back_up()
        self.assertLessEqual(summary["data_added_packed"] + kept, 2 * FILES_A_DAY * FILE_BYTES * 1.01 + LITTLE)
        self.check_all()

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator mounts a disk")
    def test_the_disk_is_pulled(self):
        """The folder where it was stays as it was, empty: nothing is written beside the disk."""
        disk = self.scratch / "disk"
        disk.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", disk], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", disk], check=True)
        self.place.mkdir()
        subprocess.run(["mount", "--bind", disk, self.place], check=True)
        self.digue.init()
        self.next_day()
        self.back_up()
        self.next_day()
        running = self.start()
        time.sleep(0.4)
        subprocess.run(["umount", "-l", self.place], check=True)
        output, errors = running.communicate(timeout=120)
        self.assertNotIn(running.returncode, (0, 3), output + errors)
        self.assertGreater(running.returncode, 0)
        self.assertRegex(errors, GONE)
        self.assertEqual(list(self.place.iterdir()), [])
        subprocess.run(["mount", "--bind", disk, self.place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.place], check=True)
        self.check_all()
        self.back_up()
        self.check_all()

    def test_the_place_is_moved_away(self):
        self.digue.init()
        self.next_day()
        self.back_up()
        self.next_day()
        running = self.start()
        time.sleep(0.4)
        moved = self.scratch / "moved"
        self.place.rename(moved)
        output, errors = running.communicate(timeout=120)
        self.assertNotIn(running.returncode, (0, 3), output + errors)
        self.assertGreater(running.returncode, 0)
        self.assertRegex(errors, GONE)
        self.assertFalse(self.place.exists())
        moved.rename(self.place)
        self.check_all()
        self.back_up()
        self.check_all()

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator makes a disk read-only")
    def test_the_place_becomes_read_only(self):
        self.place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", self.place], check=True)
        self.addCleanup(subprocess.run, ["umount", "-l", self.place], check=True)
        self.digue.init()
        self.next_day()
        self.back_up()
        self.next_day()
        subprocess.run(["mount", "-o", "remount,ro", self.place], check=True)
        refused = self.try_to_back_up()
        self.assertEqual(refused.returncode, 5, refused.stderr)
        self.assertIn("pas le droit", refused.stderr)
        self.check_all()
        subprocess.run(["mount", "-o", "remount,rw", self.place], check=True)
        self.back_up()
        self.check_all()

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator works for another account")
    def test_rights_are_lost_in_the_middle(self):
        """Nobody but the administrator is stopped by rights, so somebody else saves."""
        self.scratch.chmod(0o755)
        self.place.mkdir()
        self.digue.state = self.scratch / "its own"
        self.digue.state.mkdir()
        for path in (self.place, self.digue.state):
            os.chown(path, NOBODY, NOBODY)
        self.restic.password_file.chmod(0o644)
        self.digue.run("repo", "init", user=NOBODY)
        self.next_day()
        self.back_up(user=NOBODY)
        self.next_day()
        running = self.start(user=NOBODY)
        while not [path for path in (self.place / "locks").iterdir() if len(path.name) == 64]:
            self.assertIsNone(running.poll(), "it has ended before its rights were taken")
            time.sleep(0.001)
        folders = [path for path in (self.place, *self.place.rglob("*")) if path.is_dir()]
        for path in folders:
            path.chmod(0o500)
        output, errors = running.communicate(timeout=120)
        self.assertEqual(running.returncode, 5, output + errors)
        self.assertIn("pas le droit", errors)
        for path in folders:
            path.chmod(0o700)
        self.check_all()
        self.back_up(user=NOBODY)
        self.check_all()

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator puts something else in a file's place")
    def test_a_part_of_the_disk_cannot_be_read(self):
        """The memory of a process, where it has none: the system answers EIO, as it does for a bad sector."""
        self.digue.init()
        self.next_day()
        self.back_up()
        wanted = self.days[-1][1]
        pack = max((path for path in (self.place / "data").rglob("*") if len(path.name) == 64),
                   key=lambda path: path.stat().st_size)
        other = subprocess.Popen(["sleep", "600"])
        self.addCleanup(other.wait)
        self.addCleanup(other.kill)
        subprocess.run(["mount", "--bind", f"/proc/{other.pid}/mem", pack], check=True)
        try:
            target = self.scratch / "restored"
            done = self.digue.try_to("restore", "latest", "--target", target)
            self.assertEqual(self.digue.try_to("check", "--read-data").returncode, 1)
        finally:
            subprocess.run(["umount", pack], check=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("abîmé ou a disparu", done.stderr)
        self.assertNotIn("ne répond", done.stderr)
        found = nasty_tree.describe(target / "practice")
        damaged = [path for path, entry in wanted.items() if found.get(path) != entry]
        self.assertLess(0, len(damaged))
        self.assertLess(len(damaged), len(wanted) - 1)
        for path in damaged:
            self.assertIn(path.decode(), done.stderr)
        shutil.rmtree(target)
        self.check_all()


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 1)
