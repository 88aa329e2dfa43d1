"""The bench's own arithmetic: a bar that is missed is seen, and a command that fails is no measurement."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

import measure
import report
import tools
from measure import Cost

MB = 1_000_000


def costs(cpu, wall=1.0, memory=100 * MB, size=1000 * MB):
    return {step: Cost(cpu, wall, memory, size) for step in report.STEPS}


def missed(ours, restic=None, borg=None):
    return {verdict.what for verdict in report.verdicts(ours, restic, borg) if not verdict.held}


class Report(unittest.TestCase):
    def test_a_run_that_reaches_every_bar_passes(self):
        self.assertEqual(missed(costs(1.0, 0.9, 60 * MB), costs(3.0), costs(1.0)), set())

    def test_each_bar_that_is_missed_is_named(self):
        restic = costs(2.0)
        self.assertEqual(missed(costs(1.01, 0.9, 60 * MB), restic),
                         {"first backup, mixed data: CPU, times less than restic",
                          "backup, nothing changed: CPU, times less than restic"})
        self.assertEqual(len(missed(costs(0.5, 1.0, 60 * MB), restic)), 5, "as slow as restic")
        self.assertEqual(len(missed(costs(0.5, 0.9, 61 * MB), restic)), 5, "too much memory")
        self.assertEqual(len(missed(costs(0.5, 0.9, 60 * MB, 1021 * MB), restic)), 5, "too large a repository")
        self.assertEqual(len(missed(costs(0.5, 0.9, 60 * MB), costs(9.0), costs(0.49))), 5, "behind borg")

    def test_a_step_that_was_not_gone_through_is_a_miss(self):
        ours = costs(0.5, 0.9, 60 * MB)
        del ours["check"]
        self.assertEqual(missed(ours, costs(2.0), costs(2.0)),
                         {"check of every byte: rounds that Digue went through"})
        self.assertIn("not measured", report.table({"digue 1": ours, "restic 2": costs(2.5)}))

    def test_the_median_is_taken_field_by_field(self):
        rounds = [Cost(3, 10, 5, 1), Cost(1, 30, 6, 1), Cost(2, 20, 90, 1)]
        self.assertEqual(report.medians(rounds), Cost(2, 20, 6, 1))

    def test_the_table_has_a_line_for_each_step_and_tool(self):
        table = report.table({"digue 1": costs(1.0), "restic 2": costs(2.5)}).splitlines()
        self.assertEqual(len(table), 1 + 2 * len(report.STEPS))
        self.assertIn("2.50   2.50", table[2])


class Measure(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def run_python(self, program):
        return measure.run([sys.executable, "-c", program], dict(os.environ), self.folder)

    def test_the_work_of_children_is_counted(self):
        busy = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(20_000_000))'])"
        self.assertGreater(self.run_python(busy).cpu, self.run_python("pass").cpu * 2)

    def test_the_peak_of_memory_is_counted_in_bytes(self):
        self.assertGreater(self.run_python("b'x' * 200_000_000").memory, 200_000_000)

    def test_a_command_that_fails_is_no_measurement(self):
        with self.assertRaisesRegex(measure.Failed, "exit 3\nsome reason"):
            self.run_python("print('some reason'); raise SystemExit(3)")

    def test_the_words_of_a_command_are_filled_in(self):
        self.assertEqual(tools.filled(["{a}::{b}", "-q"], {"a": "x", "b": "y"}), ["x::y", "-q"])


if __name__ == "__main__":
    unittest.main()
