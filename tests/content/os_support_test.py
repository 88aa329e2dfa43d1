"""The list of supported systems keeps the habits of those who publish such dates."""

import datetime
import tomllib
import unittest
from pathlib import Path

LIST = Path(__file__).resolve().parents[2] / "content/lists/os-support.toml"
TUESDAY = 1


class OsSupport(unittest.TestCase):
    def setUp(self):
        self.list = tomllib.loads(LIST.read_text(encoding="utf-8"))

    def test_no_system_is_there_twice(self):
        keys = [tuple(sorted((name, value) for name, value in system.items() if name != "supported_until"))
                for system in self.list["systems"]]
        self.assertGreater(len(keys), 30)
        self.assertEqual(len(keys), len(set(keys)))

    def test_every_date_is_a_day(self):
        self.assertIsInstance(self.list["as_of"], datetime.date)
        for system in self.list["systems"]:
            self.assertIsInstance(system["supported_until"], datetime.date, system)

    def test_windows_ends_on_a_tuesday_and_is_named_by_build_and_edition(self):
        for system in self.list["systems"]:
            if system["platform"] == "windows":
                self.assertEqual(system["supported_until"].weekday(), TUESDAY, system)
                self.assertEqual(set(system), {"platform", "build", "edition", "supported_until"})
            else:
                self.assertEqual(set(system), {"platform", "version", "supported_until"})


if __name__ == "__main__":
    unittest.main()
