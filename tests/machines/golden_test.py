"""What is seen on each frozen machine, table by table, as it stands in its facts.txt. UPDATE_GOLDEN=1 rewrites it; read
the difference."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
DIGUE = Path(os.environ.get("DIGUE", HERE.parents[1] / "build/release/digue"))
MACHINES = sorted(path for path in HERE.iterdir() if (path / "machine.json").exists())


class Golden(unittest.TestCase):
    maxDiff = None

    def test_every_frozen_machine_shows_its_facts(self):
        self.assertGreaterEqual(len(MACHINES), 5)
        for machine in MACHINES:
            with self.subTest(machine.name), tempfile.TemporaryDirectory() as state:
                result = subprocess.run([DIGUE, "facts", "--machine", machine, "--state", state + "/s"],
                                        capture_output=True, text=True, timeout=60, check=True)
                golden = machine / "facts.txt"
                if os.environ.get("UPDATE_GOLDEN"):
                    golden.write_text(result.stdout, encoding="utf-8")
                self.assertEqual(golden.read_text(encoding="utf-8"), result.stdout)

    def test_a_machine_frozen_again_shows_the_same_facts(self):
        for machine in MACHINES:
            with self.subTest(machine.name), tempfile.TemporaryDirectory() as folder:
                digue = lambda *words: subprocess.run([DIGUE, *words, "--state", folder + "/s"], capture_output=True,
                                                      text=True, timeout=60, check=True).stdout
                digue("freeze", folder + "/again", "--machine", machine)
                self.assertEqual(digue("facts", "--machine", folder + "/again"), digue("facts", "--machine", machine))


if __name__ == "__main__":
    unittest.main()
