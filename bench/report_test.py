"""The bench's own arithmetic: a bar that is missed is seen, and a command that fails is no measurement."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

import measure
import pieces
import report
import tools
from measure import Cost

HERE = Path(__file__).resolve().parent
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


class Pieces(unittest.TestCase):
    # Powers of two, so that each piece is seen in a sum and counted as often as it must be.
    PIECE = pieces.Piece(read=1.0, write=2.0, hash=4.0, cut=8.0, seal=16.0, open=32.0, compress=64.0, decompress=128.0)

    def test_a_step_is_the_sum_of_its_pieces(self):
        sums = pieces.sums(self.PIECE, pieces.Amounts(mixed=1000, imaging=400, mixed_stored=100, imaging_stored=10))
        self.assertEqual(sums["mixed"], 1000 * (1 + 8 + 4) + 600 * (64 + 128) + 100 * (16 + 32 + 4 + 2))
        self.assertEqual(sums["restore"], 100 * (1 + 32) + 600 * 128 + 1000 * (4 + 2))
        self.assertEqual(sums["check"], 100 * (1 + 32 + 4) + 600 * 128 + 1000 * 4)
        self.assertEqual(sums["imaging"], 400 * (1 + 8 + 4) + 10 * (16 + 32 + 4 + 2))

    def test_the_share_is_what_the_pieces_are_of_the_time_that_was_needed(self):
        shares = pieces.shares({"mixed": 3.0, "check": 1.0}, {"mixed": Cost(4.0, 9.0, 1), "restore": Cost(1.0, 1.0, 1)})
        self.assertEqual(shares, {"mixed": 0.75})
        self.assertIn("0.75", pieces.table({"mixed": 3.0}, {"mixed": Cost(4.0, 9.0, 1)}))

    def test_of_the_ways_to_hash_the_fastest_counts(self):
        names = ["read a cached file, 1 MiB at a time", "write a file, 1 MiB at a time", "Rabin, sample",
                 "seal, 1048576 bytes", "open, 1048576 bytes", "zstd 2, 1 MiB, sample", "zstd decompress, sample"]
        ways = {"SHA-256, one stream, OpenSSL": 3.0, "SHA-256, 2 x 1 MiB, SHA-NI": 2.0}
        self.assertEqual(pieces.pieces_of(dict.fromkeys(names, 1.0) | ways).hash, 2.0)
        program = (HERE / "primitives.cpp").read_text(encoding="utf-8")
        for name in names[:3]:
            self.assertIn(name.split(",")[0], program, "primitives measures it under this name")

    def test_the_sample_is_as_long_as_the_program_reads_and_has_nothing_of_the_folder_that_is_left_out(self):
        with tempfile.TemporaryDirectory(prefix="digue-test-") as name:
            folder = Path(name)
            for part, letter in (("kept", b"a"), ("left", b"b")):
                (folder / part).mkdir()
                for number in range(3):
                    (folder / part / str(number)).write_bytes(letter * (11 << 20))
            pieces.write_sample(folder, "left", folder / "sample")
            self.assertEqual((folder / "sample").read_bytes(), b"a" * pieces.SAMPLE_BYTES)


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
