"""Every restic at hand gives back the invented practice as it was, and reads what each other restic wrote: the ground on
which tests between programs stand."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import peers

SAMPLE_PRACTICE = Path(os.environ["SAMPLE_PRACTICE"])


class Peers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        self.addCleanup(folder.cleanup)
        self.scratch = Path(folder.name)

    def test_every_restic_restores_what_every_restic_saved(self):
        practice = self.scratch / "practice"
        subprocess.run([SAMPLE_PRACTICE, "make", practice, "--size", "20M"], check=True, timeout=120)
        found = peers.restics(self.scratch)
        for writer in found:
            writer.init()
            saved = writer.backup(practice)
            for reader in found:
                with self.subTest(writer=writer.version, reader=reader.version):
                    reading = peers.Restic(writer.password_file.parent, reader.version, writer.repository)
                    target = self.scratch / f"{writer.version}-{reader.version}"
                    reading.restore(saved["id"], target)
                    same = subprocess.run(["diff", "-r", practice, Path(f"{target}{practice}")], capture_output=True)
                    self.assertEqual((same.returncode, same.stdout), (0, b""))
                    reading.check()

    def test_what_is_not_at_hand_is_said(self):
        with self.assertRaisesRegex(peers.Missing, "restic 99 is not at hand: tools/peers brings it"):
            peers.find("restic", "99")

    def test_a_version_is_not_taken_for_another_that_begins_like_it(self):
        with self.assertRaises(peers.Missing):
            peers.find("restic", "0.1")


if __name__ == "__main__":
    done = unittest.main(exit=False).result
    for _, reason in done.skipped:
        print(f"skipped: {reason}")
    sys.exit(0 if done.wasSuccessful() else 1)
