"""./test counts every test once, and lets nothing that did not run look green."""

import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from run_tests import Count, count  # noqa: E402

DOCTEST = "[doctest] test cases:  91 |  {} passed | {} failed | 1 skipped\n"
UNITTEST = "Ran 5 tests in 0.100s\n\n{}\n"


def entry(status: str, output: str, skipped: str | None = None) -> ElementTree.Element:
    case = ElementTree.Element("testcase", status=status)
    ElementTree.SubElement(case, "system-out").text = output
    if skipped is not None:
        ElementTree.SubElement(case, "skipped", message=skipped)
    return case


class Counts(unittest.TestCase):
    def test_a_doctest_program_counts_its_tests(self):
        self.assertEqual(count(entry("run", DOCTEST.format(91, 0))), Count(91, 0))
        self.assertEqual(count(entry("fail", DOCTEST.format(81, 10))), Count(81, 10))

    def test_a_doctest_that_skips_says_why(self):
        said = "SKIP another account is denied: root may become any account\n" + DOCTEST.format(90, 0)
        self.assertEqual(count(entry("run", said)),
                         Count(90, 0, ("another account is denied: root may become any account",)))

    def test_what_a_filter_leaves_out_is_no_skip(self):
        self.assertEqual(count(entry("run", DOCTEST.format(3, 0))), Count(3, 0))

    def test_a_filter_that_leaves_nothing_is_a_failure(self):
        self.assertEqual(count(entry("run", DOCTEST.format(0, 0))), Count(0, 1))

    def test_a_unittest_script_counts_its_tests(self):
        self.assertEqual(count(entry("run", UNITTEST.format("OK"))), Count(5, 0))
        self.assertEqual(count(entry("fail", UNITTEST.format("FAILED (failures=1, errors=1)"))), Count(3, 2))

    def test_a_unittest_that_skips_says_why(self):
        said = "test_x (__main__.X.test_x) ... skipped 'only root can'\n" + UNITTEST.format("OK (skipped=1)")
        self.assertEqual(count(entry("run", said)), Count(4, 0, ("test_x (__main__.X.test_x): only root can",)))

    def test_a_skip_without_a_reason_is_a_failure(self):
        self.assertEqual(count(entry("run", UNITTEST.format("OK (skipped=1)"))), Count(4, 1))
        self.assertEqual(count(entry("notrun", "", "SKIP_RETURN_CODE=77")), Count(0, 1))

    def test_a_program_that_dies_after_its_tests_is_a_failure(self):
        self.assertEqual(count(entry("fail", DOCTEST.format(91, 0))), Count(91, 1))
        self.assertEqual(count(entry("fail", UNITTEST.format("OK"))), Count(4, 1))

    def test_any_other_test_counts_once(self):
        self.assertEqual(count(entry("run", "fine")), Count(1, 0))
        self.assertEqual(count(entry("fail", "no")), Count(0, 1))

    def test_a_test_may_skip_itself_with_a_reason(self):
        self.assertEqual(count(entry("notrun", "SKIP no Wine here\n", "SKIP_RETURN_CODE=77")), Count(0, 0, ("no Wine here",)))

    def test_a_program_that_was_not_built_is_a_failure(self):
        self.assertEqual(count(entry("notrun", "Unable to find executable: x", "Unable to find executable")), Count(0, 1))
        self.assertEqual(count(entry("disabled", "Disabled")), Count(0, 1))


if __name__ == "__main__":
    unittest.main()
