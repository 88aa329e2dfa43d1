"""What restic does to a repository of ours, and what we do to one of its: everything that stays restores byte for byte, and neither
finds an error afterwards. Both versions of the format."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import nasty_tree
import peers
import random_trees
from digue import Digue


class Maintenance(unittest.TestCase):
    def setUp(self):
        self.scratch = Path(tempfile.mkdtemp(prefix="digue-test-"))
        self.addCleanup(subprocess.run, ["rm", "-rf", "--one-file-system", self.scratch])
        self.source = random_trees.make(self.scratch / "source", 4)
        self.days = {}

    def begin(self, version: str, name: str = "r") -> None:
        folder = self.scratch / name
        folder.mkdir()
        self.restic = peers.Restic(folder, version)
        self.digue = Digue(folder, self.restic.repository, self.restic.password_file)
        self.days = {}

    def day(self, number: int, program: str) -> str:
        """Changes the folder and saves it."""
        (self.source / "agenda").write_text(f"PATIENT TEST {number}")
        (self.source / f"radio {number}").write_bytes(bytes([number]) * 3_000_000)
        (self.source / f"radio {number - 2}").unlink(missing_ok=True)
        if program == "digue":
            snapshot = self.digue.backup("source", cwd=self.scratch)["snapshot_id"]
        else:
            self.restic.run("backup", "source", cwd=self.scratch)
            snapshot = self.restic.snapshots()[-1]["id"]
        self.days[snapshot] = nasty_tree.describe(self.source)
        return snapshot

    def check_all(self, snapshots: list[str] | None = None):
        self.restic.check()
        done = self.digue.try_to("check", "--read-data")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({line["id"] for line in self.digue.snapshots()}, {line["id"] for line in self.restic.snapshots()})
        for snapshot in self.days if snapshots is None else snapshots:
            for restore, name in ((self.digue.restore, "ours"), (self.restic.restore, "theirs")):
                target = self.scratch / name
                restore(snapshot, target)
                self.assertEqual(nasty_tree.differences(self.days[snapshot], nasty_tree.describe(target / "source")), [])
                shutil.rmtree(target)

    def prune_with_restic(self):
        self.restic.run("forget", "--keep-last", "2", "--group-by", "host")
        kept = {line["id"] for line in self.restic.snapshots()}
        self.days = {snapshot: day for snapshot, day in self.days.items() if snapshot in kept}
        self.restic.run("prune", "--max-unused", "0", "--repack-small")
        self.check_all()

    def prune_with_digue(self):
        self.digue.run("forget", "--keep-last", "2", "--group-by", "host", "--prune", "--max-unused", "0%")
        kept = {line["id"] for line in self.restic.snapshots()}
        self.days = {snapshot: day for snapshot, day in self.days.items() if snapshot in kept}
        self.assertEqual(len(self.days), 2)
        self.check_all()

    def test_each_forgets_and_prunes_what_the_other_saved(self):
        for version in ("0.18", "0.19"):
            for by_digue in (False, True):
                with self.subTest(version=version, by_digue=by_digue):
                    self.begin(version, f"{version}-{by_digue}")
                    self.restic.init() if by_digue else self.digue.init()
                    for number in range(4):
                        self.day(number, "digue" if number % 2 != by_digue else "restic")
                    self.prune_with_digue() if by_digue else self.prune_with_restic()
                    self.day(5, "digue")
                    self.day(6, "restic")
                    self.check_all()

    def test_a_repository_of_version_1(self):
        self.begin("0.19")
        self.restic.run("init", "--repository-version", "1")
        for number in range(3):
            self.day(number, "digue" if number % 2 == 0 else "restic")
        self.check_all()
        self.prune_with_digue()
        self.restic.run("migrate", "upgrade_repo_v2")
        self.day(4, "digue")
        self.restic.run("prune", "--repack-uncompressed")
        self.check_all()

    def test_copies(self):
        """Into a repository of the other's, with its polynomial."""
        self.begin("0.19")
        self.digue.init()
        snapshot = self.day(1, "digue")
        other = self.scratch / "other"
        other.mkdir()
        copy = peers.Restic(other, "0.19")
        from_ours = ("--from-repo", self.restic.repository, "--from-password-file", self.restic.password_file)
        copy.run("init", "--copy-chunker-params", *from_ours)
        copy.run("copy", *from_ours)
        copied = copy.snapshots()[-1]
        reader = Digue(other, copy.repository, copy.password_file)
        reader.restore(copied["id"], self.scratch / "out")
        self.assertEqual(nasty_tree.differences(self.days[snapshot], nasty_tree.describe(self.scratch / "out" / "source")), [])
        again = reader.backup("source", cwd=self.scratch)
        self.assertEqual((again["data_blobs"], again["tree_blobs"]), (0, 0))
        copy.check()

    def test_what_restic_rewrites(self):
        self.begin("0.19")
        self.digue.init()
        snapshot = self.day(1, "digue")
        self.restic.run("tag", "--add", "fictif", "latest")
        self.assertEqual([line["tags"] for line in self.digue.snapshots()], [["fictif"]])
        self.assertEqual(self.digue.snapshots()[0]["original"], snapshot)
        self.restic.run("rewrite", "--exclude", "agenda", "--forget", "latest")
        self.digue.restore("latest", self.scratch / "out")
        wanted = {path: entry for path, entry in self.days[snapshot].items() if path != b"/agenda"}
        self.assertEqual(nasty_tree.differences(wanted, nasty_tree.describe(self.scratch / "out" / "source")), [])
        self.restic.check()
        self.assertEqual(self.digue.try_to("check", "--read-data").returncode, 0)

    def test_what_restic_repairs(self):
        """A lost index, and a lost pack: what restic's repair leaves is whole for us."""
        self.begin("0.19")
        self.digue.init()
        first = self.day(1, "digue")
        for path in (Path(self.restic.repository) / "index").iterdir():
            path.unlink()
        self.restic.run("repair", "index")
        self.check_all([first])
        packs = sorted((path for path in (Path(self.restic.repository) / "data").rglob("*") if path.is_file()),
                       key=lambda path: path.stat().st_size)
        packs[-1].unlink()
        self.restic.run("repair", "index")
        self.restic.run("repair", "snapshots", "--forget")
        self.assertEqual(self.digue.try_to("check", "--read-data").returncode, 0)
        self.restic.check()
        self.days = {}
        self.day(2, "digue")
        self.check_all()

    def test_passwords(self):
        """Changed by restic and by us, the old one opens nothing any more."""
        self.begin("0.19")
        self.digue.init()
        snapshot = self.day(1, "digue")
        new = self.scratch / "new"
        new.write_text("un autre mot de passe fictif\n")
        self.restic.run("key", "passwd", "--new-password-file", new)
        self.assertEqual(self.digue.try_to("snapshots").returncode, 12)
        self.restic.password_file = self.digue.password_file = new
        self.check_all([snapshot])


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 77 if done.skipped and done.testsRun == len(done.skipped) else 1)
