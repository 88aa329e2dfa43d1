"""Runs ctest and closes with one line for all suites: "N passed, N failed, N skipped".

A doctest or unittest program counts as many tests as it ran; any other test counts as one. The reason of each skip and the
output of each failure are printed.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path

DOCTEST = re.compile(r"\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped")
UNITTEST = re.compile(r"^Ran (\d+) tests? in ", re.MULTILINE)
UNITTEST_PROBLEMS = re.compile(r"(failures|errors|skipped)=(\d+)")
SKIP = re.compile(r"^.*\bskipped\b.*$|^SKIP.*$", re.MULTILINE | re.IGNORECASE)


def counts(case: ElementTree.Element, output: str) -> tuple[int, int, int]:
    """Passed, failed and skipped tests of one ctest entry."""
    failed = case.get("status") == "fail"
    if case.get("status") in ("notrun", "disabled"):
        return 0, 0, 1
    if found := DOCTEST.search(output):
        _, passed, broken, _ = map(int, found.groups())
        return passed, max(broken, 1) if failed else broken, 0
    if found := UNITTEST.search(output):
        problems = dict(UNITTEST_PROBLEMS.findall(output))
        broken = int(problems.get("failures", 0)) + int(problems.get("errors", 0))
        skipped = int(problems.get("skipped", 0))
        broken = max(broken, 1) if failed else broken
        return max(int(found.group(1)) - broken - skipped, 0), broken, skipped
    return (0, 1, 0) if failed else (1, 0, 0)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("builds", nargs="+", help="build folders, each with ctest words after a colon: build/asan:-LE slow")
    parser.add_argument("--jobs", default="2")
    options = parser.parse_args()
    total = [0, 0, 0]
    for build in options.builds:
        folder, _, words = build.partition(":")
        with tempfile.TemporaryDirectory() as scratch:
            report = Path(scratch, "report.xml")
            print(f"== {folder} {words}", flush=True)
            subprocess.run(["ctest", "--test-dir", folder, "-j", options.jobs, "--output-on-failure", "--output-junit",
                            str(report), "--test-output-size-passed", "1000000", *words.split()], check=False)
            if not report.exists():
                print(f"{folder}: ctest left no report")
                total[1] += 1
                continue
            cases = ElementTree.parse(report).getroot().findall("testcase")
        if not cases:
            print(f"{folder}: no test was found")
            total[1] += 1
        for case in cases:
            output = case.findtext("system-out") or ""
            found = counts(case, output)
            total = [before + now for before, now in zip(total, found)]
            if found[2]:
                reasons = [line.strip() for line in SKIP.findall(output)] or ["no reason given"]
                print(f"skipped in {folder}: {case.get('name')}: {'; '.join(reasons)}")
    print(f"{total[0]} passed, {total[1]} failed, {total[2]} skipped")
    return 1 if total[1] or not total[0] else 0


if __name__ == "__main__":
    sys.exit(main())
