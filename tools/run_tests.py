"""Runs ctest and closes with one line for all suites: "N passed, N failed, N skipped".

A doctest or unittest program counts as many tests as it has; any other test counts as one. The output of each failure and
the reason of each skip are printed. A program that was not built, ran no test, or skipped one
without a reason counts as a failure.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

DOCTEST = re.compile(r"^\[doctest\] test cases:\s*\d+ \|\s*(\d+) passed \|\s*(\d+) failed \|", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
UNITTEST_PROBLEMS = re.compile(r"\b(failures|errors|skipped)=(\d+)")
# "SKIP name: reason" is what tests/support/main.cpp and our scripts say; the other form is that of unittest -v.
SKIPS = re.compile(r"^SKIP (?P<said>.*\S)$|^(?P<name>.*) \.\.\. skipped '(?P<reason>.+)'$", re.MULTILINE)


class Count(NamedTuple):
    """Tests by how they ended, and what each skip said."""

    passed: int = 0
    failed: int = 0
    skips: tuple[str, ...] = ()

    def __add__(self, other: "Count") -> "Count":
        return Count(self.passed + other.passed, self.failed + other.failed, self.skips + other.skips)


def skips_in(output: str) -> tuple[str, ...]:
    return tuple(found["said"] or f"{found['name']}: {found['reason']}" for found in SKIPS.finditer(output))


def count(case: ElementTree.Element) -> Count:
    """One entry of ctest's report."""
    output = case.findtext("system-out") or ""
    skips = skips_in(output)
    if case.get("status") not in ("run", "fail"):
        skipped = case.find("skipped")
        by_itself = skipped is not None and skipped.get("message", "").startswith("SKIP_RETURN_CODE")
        return Count(skips=skips) if by_itself and skips else Count(failed=1)
    at_least = 1 if case.get("status") == "fail" else 0
    if found := DOCTEST.search(output):
        passed, failed = map(int, found.groups())
        nothing_ran = not passed and not skips
        return Count(passed, max(failed, at_least or int(nothing_ran)), skips)
    if found := UNITTEST.search(output):
        problems = {name: int(number) for name, number in UNITTEST_PROBLEMS.findall(output)}
        unexplained = max(problems.get("skipped", 0) - len(skips), 0)
        failed = max(problems.get("failures", 0) + problems.get("errors", 0) + unexplained, at_least)
        return Count(max(int(found[1]) - failed - len(skips), 0), failed, skips)
    return Count(passed=1 - at_least, failed=at_least)


def run_suite(folder: str, words: list[str], jobs: str) -> Count:
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.xml")
        print(f"== {folder} {' '.join(words)}", flush=True)
        subprocess.run(["ctest", "--test-dir", folder, "-j", jobs, "--output-on-failure", "--output-junit", str(report),
                        "--test-output-size-passed", "1000000", "--test-output-size-failed", "1000000", *words],
                       check=False)
        cases = ElementTree.parse(report).getroot().findall("testcase") if report.exists() else []
    if not cases:
        print(f"{folder}: no test was found")
        return Count(failed=1)
    total = Count()
    for case in cases:
        found = count(case)
        for skip in found.skips:
            print(f"skipped in {folder}: {case.get('name')}: {skip}")
        total += found
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builds", nargs="+", help="build folders, each with ctest words after a colon: build/asan:-LE slow")
    parser.add_argument("--jobs", default="2")
    options = parser.parse_args()
    total = Count()
    for build in options.builds:
        folder, _, words = build.partition(":")
        total += run_suite(folder, words.split(), options.jobs)
    print(f"{total.passed} passed, {total.failed} failed, {len(total.skips)} skipped")
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
