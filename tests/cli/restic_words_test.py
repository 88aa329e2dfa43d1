"""Digue and restic typed side by side on the same repository: the same option, the same JSON names, the same answer."""

import json
import sys
import unittest
from pathlib import Path

from stage import Stage

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import peers  # noqa: E402


class ResticWords(Stage):
    def setUp(self):
        super().setUp()
        self.init()
        # Names and shapes changed with the versions; the newest one is what people read about.
        self.restic = peers.Restic(self.place, "0.19", self.repository)
        self.restic.password_file = self.password
        self.restic.environment["TZ"] = "Etc/GMT-1"  # the frozen machine's
        self.backup()

    def theirs(self, *words) -> list:
        return [json.loads(line) for line in self.restic.run(*words, "--json").splitlines() if line[:1] in "[{"]

    def assert_has_names(self, ours: dict, theirs: dict, where: str):
        self.assertLessEqual(set(theirs), set(ours), where)
        for name, value in theirs.items():
            if isinstance(value, dict):
                self.assert_has_names(ours[name], value, f"{where}.{name}")
            elif value is not None:
                self.assertIsInstance(ours[name], (int, float) if isinstance(value, (int, float)) else type(value), name)

    def test_snapshots_are_one_list_with_the_same_members(self):
        ours, theirs = self.lines("snapshots"), self.theirs("snapshots")
        self.assertEqual(([type(line) for line in ours], len(ours[0])), ([type(line) for line in theirs], len(theirs[0])))
        self.assert_has_names(ours[0][0], theirs[0][0], "snapshot")
        self.assertEqual((ours[0][0]["id"], ours[0][0]["tree"]), (theirs[0][0]["id"], theirs[0][0]["tree"]))

    def test_ls_says_the_same_of_each_entry(self):
        for words in ((), (self.practice,), (self.practice, "--recursive"), (f"{self.practice}/radios", "/")):
            ours, theirs = self.lines("ls", "latest", *words), self.theirs("ls", "latest", *words)
            self.assertEqual([line.get("path") for line in ours], [line.get("path") for line in theirs], words)
            for mine, other in zip(ours, theirs):
                self.assertEqual(set(mine), set(other))
            same = [name for name in theirs[-1] if not name.endswith("time")]
            self.assertEqual([ours[-1][name] for name in same], [theirs[-1][name] for name in same])

    def test_forget_tells_groups_and_reasons_in_the_same_words(self):
        self.backup(self.practice / "radios")
        policy = ("forget", "--dry-run", "--keep-daily", "2", "--keep-within", "1y", "--group-by", "host")
        ours, theirs = self.lines(*policy)[0], self.theirs(*policy)[0]
        self.assertEqual(len(ours), len(theirs))
        self.assertLessEqual(set(theirs[0]), set(ours[0]))
        for mine, other in zip(ours[0]["reasons"], theirs[0]["reasons"]):
            self.assertEqual(mine["matches"], other["matches"])
            self.assert_has_names(mine, other, "reason")

    def test_summaries_have_the_same_members(self):
        target = self.place / "retrouve"
        for words in (("backup", self.practice), ("backup", "--dry-run", self.practice), ("check",),
                      ("restore", "latest", "--target", target), ("restore", "latest", "--target", target, "--dry-run")):
            ours, theirs = self.lines(*words)[-1], self.theirs(*words)[-1]
            self.assert_has_names(ours, theirs, str(words))

    def test_lists_of_files_stand_for_the_same_paths(self):
        (self.practice / ".caché").write_text("x", encoding="utf-8")
        patterns = self.put("motifs", f"{self.practice}/*\n\t{self.practice}/radios/?.dcm  \n# {self.practice}\n")
        verbatim = self.put("tels quels", f"{self.practice}/agenda.db\r\n\n")
        raw = self.put("bruts", f"{self.practice}/radios\0")
        for words in (("--files-from", patterns), ("--files-from-verbatim", verbatim), ("--files-from-raw", raw),
                      ("--files-from-raw", raw, "--files-from", patterns, self.password)):
            ids = self.backup(*words), self.theirs("backup", *words)[-1]["snapshot_id"]
            known = {snapshot["id"]: snapshot["paths"] for snapshot in self.restic.snapshots()}
            self.assertEqual(sorted(known[ids[0]]), sorted(known[ids[1]]), words)
            ours, theirs = ([entry.get("path") for entry in self.theirs("ls", one)] for one in ids)
            self.assertEqual(ours, theirs, words)

    def test_what_restic_copied_keeps_its_time_and_is_explained(self):
        """As on the day when a practice changes its disk: the copies came to a place that was known without them."""
        self.make_state()
        self.snapshots()
        self.restic.run("backup", "--time", "2020-01-01 12:00:00", self.practice)
        done = self.digue("forget", "--keep-last", "9", "--group-by", "")
        self.assertIn("--trust-time", done.stdout)


if __name__ == "__main__":
    unittest.main()
