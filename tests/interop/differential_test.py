"""Digue and every restic at hand on the same folders, in the same repository: the same trees to the byte, nothing sent twice, and
each restores what the other saved."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import nasty_tree
import peers
from digue import Digue

ZONES = ("Europe/Paris", "UTC")
WIDE = 4_000 if not os.environ.get("DIGUE_LONG") else 100_000
NOBODY = 65534


class Differential(unittest.TestCase):
    def setUp(self):
        self.scratch = Path(tempfile.mkdtemp(prefix="digue-test-"))
        # Python's own way to remove it does not know paths of more than 4,096 bytes.
        self.addCleanup(subprocess.run, ["rm", "-rf", "--one-file-system", self.scratch])

    def pair(self, version: str, zone: str) -> tuple[peers.Restic, Digue]:
        """Both on a repository that restic made."""
        folder = self.scratch / f"{version}-{zone.replace('/', '-')}"
        folder.mkdir()
        restic = peers.Restic(folder, version)
        restic.environment["TZ"] = zone
        restic.init()
        return restic, Digue(folder, restic.repository, restic.password_file, zone)

    def restic_backup(self, restic: peers.Restic, *paths) -> dict:
        said = restic.run("backup", "--json", *paths, cwd=self.scratch).splitlines()[-1]
        return json.loads(said)

    def trees(self, restic: peers.Restic) -> list[str]:
        return [snapshot["tree"] for snapshot in restic.snapshots()]

    def check_both_orders(self, *paths):
        """First restic and then Digue, and the other way round; each after the other adds nothing."""
        for version in peers.versions("restic"):
            for zone in ZONES:
                with self.subTest(restic=version, zone=zone, paths=paths):
                    restic, digue = self.pair(version, zone)
                    self.restic_backup(restic, *paths)
                    ours = digue.backup(*paths, cwd=self.scratch)
                    self.assertEqual((ours["data_blobs"], ours["tree_blobs"]), (0, 0))
                    self.assertEqual(len(set(self.trees(restic))), 1)
                    self.check_restic_adds_nothing(restic, version + "-after-us", zone, paths)

    def check_restic_adds_nothing(self, first: peers.Restic, name: str, zone: str, paths):
        folder = self.scratch / f"{name}-{zone.replace('/', '-')}"
        folder.mkdir()
        restic = peers.Restic(folder, first.version)
        restic.environment["TZ"] = zone
        digue = Digue(folder, restic.repository, restic.password_file, zone)
        digue.init()
        digue.backup(*paths, cwd=self.scratch)
        theirs = self.restic_backup(restic, *paths)
        self.assertEqual((theirs["data_blobs"], theirs["tree_blobs"]), (0, 0))
        self.assertEqual(set(self.trees(restic)), set(self.trees(restic)[:1]))
        restic.check()

    def test_the_same_trees_of_a_nasty_folder(self):
        nasty_tree.make(self.scratch / "nasty", wide=WIDE)
        self.check_both_orders("nasty")

    def test_the_same_trees_of_several_targets_however_they_are_written(self):
        for name in ("a", "b/deep/er", "b/other", "c"):
            (self.scratch / "targets" / name).mkdir(parents=True)
            (self.scratch / "targets" / name / "file").write_text(name)
        for paths in (["targets/a", "targets/b/deep"], ["./targets//b/../a/"], ["targets/b/deep/er", "targets/b"],
                      ["targets/a/file", "targets/c"], ["targets/."]):
            self.check_both_orders(*paths)
            subprocess.run(["rm", "-rf", *self.scratch.glob("0.*")])

    def test_links_whose_target_is_not_utf8(self):
        folder = self.scratch / "raw"
        folder.mkdir()
        nasty_tree.add_raw_links(folder)
        for version in peers.versions("restic"):
            if version.startswith(("0.14", "0.15")):
                continue
            with self.subTest(restic=version):
                restic, digue = self.pair(version, "UTC")
                self.restic_backup(restic, "raw")
                self.assertEqual(digue.backup("raw", cwd=self.scratch)["tree_blobs"], 0)
                digue.restore("latest", self.scratch / f"out-{version}")
                self.assertEqual(nasty_tree.differences(
                    nasty_tree.describe(folder), nasty_tree.describe(self.scratch / f"out-{version}" / "raw")), [])

    def test_each_restores_what_the_other_saved(self):
        """In UTC: elsewhere the format itself loses the seconds of what was before 1911."""
        source = nasty_tree.make(self.scratch / "nasty", wide=200)
        wanted = nasty_tree.describe(source)
        restic, digue = self.pair("0.19", "UTC")
        digue.backup("nasty", cwd=self.scratch)
        restic.restore("latest", self.scratch / "theirs")
        self.assertEqual(nasty_tree.differences(wanted, nasty_tree.describe(self.scratch / "theirs" / "nasty")), [])
        other, reader = self.pair("0.18", "UTC")
        self.restic_backup(other, "nasty")
        for number, words in enumerate(((), ("--sparse",), ("--verify",))):
            reader.restore("latest", self.scratch / f"ours-{number}", *words)
            found = nasty_tree.describe(self.scratch / f"ours-{number}" / "nasty")
            self.assertEqual(nasty_tree.differences(wanted, found), [])

    def test_paths_of_more_than_4096_bytes(self):
        """Restic leaves them out, so only we can tell."""
        source = self.scratch / "deep"
        source.mkdir()
        with nasty_tree.opened(source) as root:
            nasty_tree._deep(root, 9000)
        _, digue = self.pair("0.19", "UTC")
        digue.backup("deep", cwd=self.scratch)
        digue.restore("latest", self.scratch / "out")
        self.assertEqual(nasty_tree.differences(nasty_tree.describe(source),
                                                nasty_tree.describe(self.scratch / "out" / "deep")), [])

    def test_folders_that_are_deeper_than_files_may_be_open(self):
        """The limit that a program may raise itself stops nothing; the other one costs what lies deeper, and is said."""
        (self.scratch / "deep").mkdir()
        nasty_tree.dig(self.scratch / "deep", 1200)
        _, digue = self.pair("0.19", "UTC")
        digue.prefix = ["prlimit", "--nofile=512:512"]
        said = digue.try_to("backup", "deep", cwd=self.scratch, timeout=120)
        self.assertEqual(said.returncode, 3, said.stderr)
        self.assertIn("deep/d/d/d", said.stderr)
        digue.prefix = ["prlimit", "--nofile=512:4096"]
        said = digue.try_to("backup", "deep", cwd=self.scratch, timeout=120)
        self.assertEqual(said.returncode, 0, said.stderr)
        digue.prefix = []
        self.assertIn("/d/at the end", digue.run("ls", "latest"))

    def test_a_sparse_file_of_more_than_four_gigabytes(self):
        source = self.scratch / "large"
        source.mkdir()
        with nasty_tree.opened(source) as root:
            nasty_tree.write_sparse(root, "image", (4 << 30) + 12_345, {3: b"begin", (4 << 30) + 5: b"beyond"})
        restic, digue = self.pair("0.19", "UTC")
        digue.backup("large", cwd=self.scratch)
        self.assertEqual(self.restic_backup(restic, "--force", "large")["data_blobs"], 0)
        digue.restore("latest", self.scratch / "out", "--sparse")
        self.assertEqual(nasty_tree.differences(nasty_tree.describe(source),
                                                nasty_tree.describe(self.scratch / "out" / "large")), [])
        self.assertLess((self.scratch / "out" / "large" / "image").stat().st_blocks * 512, 20_000_000)

    @unittest.skipUnless(os.geteuid() == 0, "only the administrator can act as somebody else")
    def test_what_may_not_be_read_is_named_and_the_rest_is_saved(self):
        self.scratch.chmod(0o755)
        source = self.scratch / "source"
        source.mkdir()
        for name in ("read", "not read"):
            (source / name).write_text(name)
        (source / "not read").chmod(0)
        (source / "closed").mkdir(mode=0o700)
        restic, digue = self.pair("0.19", "UTC")
        subprocess.run(["chown", "-R", str(NOBODY), restic.repository, restic.password_file.parent], check=True)
        program = self.scratch / "digue"
        program.write_bytes(Path(os.environ["DIGUE"]).read_bytes())
        program.chmod(0o755)
        command = digue.command("backup", "source")
        command[0] = str(program)
        done = subprocess.run(command, env=digue.environment, cwd=self.scratch, user=NOBODY, group=NOBODY,
                              extra_groups=[], capture_output=True, text=True)
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertIn("source/not read", done.stderr)
        self.assertIn("source/closed", done.stderr)
        self.assertNotIn("source/read", done.stderr)
        restic.restore("latest", self.scratch / "out")
        self.assertEqual((self.scratch / "out" / "source" / "read").read_text(), "read")
        restic.check()


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 1)
