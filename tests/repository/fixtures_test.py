"""The repositories of restic's own tests (format version 1): what is in them comes back, what is not is named.

They lie beside the project, in ../shared/fixtures/restic; without them the suite says that it was skipped."""

import sys
import tarfile
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import nasty_tree
import peers
from digue import Digue

ROOT = Path(__file__).resolve().parents[2]
# name → exit codes of the restores, all snapshots together
WHOLE = {0}
EXPECTED = {"small-repo": WHOLE, "copy-unstable-json": WHOLE, "repo-duplicates": WHOLE, "repo-mixed": WHOLE,
            "repo-obsolete-index": WHOLE, "repo-same-timestamps": WHOLE, "repo-unreferenced-data": WHOLE,
            "repo-unused-data-missing": WHOLE, "repo-restore-permissions-test": WHOLE, "repo-layout-default": WHOLE,
            # The packs tell what the lost index said.
            "repo-index-missing": WHOLE, "repo-index-missing-blob": WHOLE, "repo-data-missing": {3}}


def fixtures() -> Path:
    for beside in (ROOT.parent, ROOT.parent.parent):
        if (beside / "shared" / "fixtures" / "restic").is_dir():
            return beside / "shared" / "fixtures" / "restic"
    raise unittest.SkipTest("restic's fixtures are not at hand (../shared/fixtures/restic)")


class Fixtures(unittest.TestCase):
    def setUp(self):
        self.fixtures = fixtures()
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)
        self.password_file = self.scratch / "password"
        self.password_file.write_text("geheim\n")

    def unpacked(self, name: str) -> Path:
        with tarfile.open(self.fixtures / f"{name}.tar.gz") as archive:
            archive.extractall(self.scratch / name)
        return next(path.parent for path in (self.scratch / name).rglob("config") if path.is_file())

    def test_every_fixture_is_restored_as_restic_restores_it(self):
        for name, codes in EXPECTED.items():
            with self.subTest(name):
                repository = self.unpacked(name)
                digue = Digue(self.scratch, repository, self.password_file)
                restic = peers.Restic(self.scratch, "0.19.1", repository)
                snapshots = digue.snapshots()
                self.assertEqual({snapshot["id"] for snapshot in snapshots},
                                 {snapshot["id"] for snapshot in restic.json("--no-lock", "snapshots")})
                self.assertGreater(len(snapshots), 0)
                found = {self.check_snapshot(digue, restic, snapshot["id"]) for snapshot in snapshots}
                self.assertEqual(found, codes)

    def check_snapshot(self, digue: Digue, restic: peers.Restic, snapshot: str) -> int:
        # Fixtures share snapshots, so each restore has a folder of its own.
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        ours = folder / "ours"
        theirs = folder / "theirs"
        done = digue.try_to("restore", snapshot, "--target", ours)
        other = restic.try_to("restore", snapshot, "--target", theirs, "--no-lock", "--no-cache")
        if other.returncode == 0:
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(nasty_tree.differences(nasty_tree.describe(theirs), nasty_tree.describe(ours)), [])
        else:
            self.check_at_least_as_much(nasty_tree.describe(theirs), nasty_tree.describe(ours))
        return done.returncode

    def check_at_least_as_much(self, theirs: dict, ours: dict):
        missing = [path for path in theirs if path not in ours]
        self.assertEqual(missing, [])

    def test_a_backup_into_a_fixture_is_whole(self):
        """Also where packs and indexes are missing: what they held is sent again."""
        source = self.scratch / "source"
        source.mkdir()
        for number in range(20):
            (source / f"{number}").write_text(f"PATIENT TEST {number}")
        for name in EXPECTED:
            with self.subTest(name):
                repository = self.unpacked(name)
                digue = Digue(self.scratch, repository, self.password_file)
                done = digue.try_to("backup", "--json", source)
                self.assertIn(done.returncode, (0, 3), done.stderr)
                target = self.scratch / f"back-{name}"
                restored = digue.try_to("restore", f"latest:{source}", "--target", target)
                self.assertIn(restored.returncode, (0, 3), restored.stderr)
                self.assertEqual(nasty_tree.differences(nasty_tree.describe(source), nasty_tree.describe(target)), [])


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 77 if done.skipped and done.testsRun == len(done.skipped) else 1)
