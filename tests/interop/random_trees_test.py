"""Random folders, backed up with random words by Digue and by every restic that writes the same trees: the same trees to the
byte, nothing sent twice, and each restores what the other saved. DIGUE_SEEDS=3,7 tries those alone."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import nasty_tree
import peers
import random_trees
from digue import Digue, summary_of

# What once went wrong stays.
KEPT = [1, 2, 3, 4, 5, 6]
SEEDS = ([int(seed) for seed in os.environ["DIGUE_SEEDS"].split(",")] if "DIGUE_SEEDS" in os.environ
         else range(1, 61) if os.environ.get("DIGUE_LONG") else KEPT)
ZONES = ("Europe/Paris", "UTC")
FIELDS_OF_SNAPSHOT = ("tree", "paths", "hostname", "username", "uid", "gid", "excludes")
FIELDS_OF_NODE = ("name", "type", "path", "uid", "gid", "size", "mode", "inode", "permissions", "mtime", "atime", "ctime")


def fitting(words: list[str]) -> list[str]:
    """The versions of restic that write the same trees: before 0.16, links that are not UTF-8 are written otherwise, and before
    0.19, patterns also leave out what a person has named."""
    first = [0, 19] if words else [0, 18]
    return [version for version in peers.versions("restic") if peers.order(version) >= first]


class RandomTrees(unittest.TestCase):
    def setUp(self):
        # Not in /tmp: where a target is absolute, the folders on the way to it are saved too, and must not change.
        self.scratch = Path(tempfile.mkdtemp(prefix="random-trees-", dir=peers.BIN.parents[2] / "build"))
        self.addCleanup(subprocess.run, ["rm", "-rf", "--one-file-system", self.scratch])

    def pair(self, folder: Path, version: str, zone: str) -> tuple[peers.Restic, Digue]:
        folder.mkdir(exist_ok=True)
        restic = peers.Restic(folder, version)
        restic.environment["TZ"] = zone
        return restic, Digue(folder, restic.repository, restic.password_file, zone)

    def test_random_folders(self):
        peers.find("restic", "0.19")
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.try_seed(seed)
            subprocess.run(["rm", "-rf", "--one-file-system", self.scratch / str(seed)], check=True)

    def try_seed(self, seed: int):
        here = self.scratch / str(seed)
        (here / "source").mkdir(parents=True)
        tree = random_trees.make(here / "source" / "tree", seed)
        paths = random_trees.paths(seed, tree)
        words = random_trees.words(seed)
        versions = fitting(words)
        for zone in ZONES:
            place = here / zone.replace("/", "-")
            self.check_ours_after_theirs(place, versions, zone, [*words, *paths])
            self.check_theirs_after_ours(Path(f"{place}-ours"), versions, zone, [*words, *paths])
            self.check_both_restore(place, versions[-1], zone)

    def check_ours_after_theirs(self, place: Path, versions: list[str], zone: str, words: list[str]):
        for version in versions:
            restic, digue = self.pair(place, version, zone)
            if version == versions[0]:
                restic.init()
            said = restic.try_to("backup", "--json", "--force", *words, cwd=place.parent / "source")
            self.assertEqual(said.returncode, 0, (words, said.stderr))
        ours = digue.try_to("backup", "--json", "--force", *words, cwd=place.parent / "source")
        self.assertEqual(ours.returncode, 0, (words, ours.stderr))
        snapshots = restic.snapshots()
        self.assertEqual(len({snapshot["tree"] for snapshot in snapshots}), 1,
                         (words, [snapshot["tree"][:8] for snapshot in snapshots]))
        summary = summary_of(ours.stdout)
        self.assertEqual((summary["data_blobs"], summary["tree_blobs"]), (0, 0), words)
        self.check_listings(restic, digue)

    def check_theirs_after_ours(self, place: Path, versions: list[str], zone: str, words: list[str]):
        restic, digue = self.pair(place, versions[-1], zone)
        digue.init()
        digue.backup(*words, cwd=place.parent / "source")
        for version in versions:
            restic, _ = self.pair(place, version, zone)
            said = restic.run("backup", "--json", *words, cwd=place.parent / "source").splitlines()[-1]
            summary = json.loads(said)
            self.assertEqual((summary["data_blobs"], summary["tree_blobs"]), (0, 0), words)
            ours, theirs = restic.snapshots()[0]["summary"], summary
            for field in ("total_files_processed", "total_bytes_processed"):
                self.assertEqual(ours[field], theirs[field], (field, words))
        restic.check()

    def check_both_restore(self, place: Path, version: str, zone: str):
        restic, digue = self.pair(place, version, zone)
        snapshots = restic.snapshots()
        theirs = restic.try_to("restore", snapshots[-1]["id"], "--target", place / "theirs")
        ours = digue.try_to("restore", snapshots[0]["id"], "--target", place / "ours", "--verify")
        self.assertEqual((theirs.returncode, ours.returncode), (0, 0), theirs.stderr + ours.stderr)
        wanted, found = nasty_tree.describe(place / "theirs"), nasty_tree.describe(place / "ours")
        for path, entry in wanted.items():
            # Restic counts nanoseconds, and after 2262 there are too many: what it restores is of 1901.
            if path in found and found[path]["mtime"] >= 2**63:
                entry["mtime"] = found[path]["mtime"]
        self.assertEqual(nasty_tree.differences(wanted, found), [])
        subprocess.run(["rm", "-rf", place / "theirs", place / "ours"], check=True)

    def check_listings(self, restic: peers.Restic, digue: Digue):
        theirs = {line["id"]: line for line in restic.json("snapshots")}
        ours = {line["id"]: line for line in digue.snapshots()}
        self.assertEqual(theirs.keys(), ours.keys())
        for snapshot, line in theirs.items():
            for field in FIELDS_OF_SNAPSHOT:
                self.assertEqual(line.get(field), ours[snapshot].get(field), field)
        newest = restic.snapshots()[-1]["id"]
        nodes = [line for line in restic.json("ls", newest) if line["struct_type"] == "node"]
        said = [json.loads(line) for line in digue.run("ls", newest, "--json").split("\n") if line]
        said = [line for line in said if line["struct_type"] == "node"]
        self.assertEqual([node["path"] for node in nodes], [node["path"] for node in said])
        for their_node, our_node in zip(nodes, said):
            for field in FIELDS_OF_NODE:
                self.assertEqual(their_node.get(field), our_node.get(field), (field, their_node))


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 77 if done.skipped and done.testsRun == len(done.skipped) else 1)
