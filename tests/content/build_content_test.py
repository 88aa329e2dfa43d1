"""A broken file of content/ stops the build with its name and line."""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RULE = "rules/verrouillage-automatique.toml"

# file, what is replaced, by what, the sentence that must come
FAULTS = {
    "an unknown column": (RULE, "every(locks_itself", "every(locks_himself", "no such column: locks_himself"),
    "an unknown table": (RULE, "FROM session_locks\"\nbecause", "FROM session_lock\"\nbecause", "no such table"),
    "an unknown function": (RULE, "every(locks_itself", "all_of(locks_itself", "no such function: all_of"),
    "an aggregate that skips the unknown": (RULE, "SELECT every(locks_itself AND", "SELECT min(locks_itself AND", "use every()"),
    "a text compared by size": ("rules/disque-chiffre.toml", "every(encrypted)", "every(type > 3)", "only INTEGER columns"),
    "a double-quoted word": ("rules/disque-chiffre.toml", '"SELECT every(encrypted) FROM disk_encryption"',
                             "'SELECT every(\"encrypted\") FROM disk_encryption'", "no double quotes"),
    "a missing sentence": (RULE, "\nwhy ", "\nwhy_not ", "has no use for"),
    "a sentence that a question names": (RULE, "never       =", "# never =", "lacks the sentence because.never"),
    "a field that nobody knows": (RULE, "essential = true", "esential = true", "no such field: esential"),
    "an id that is not the file's name": (RULE, 'id        = "verrouillage-automatique"', 'id = "verrou"', "is not the file's name"),
    "a rule that waits without saying for what": ("rules/cle-sur-papier.toml", "\nwaiting ", "\n# ", "lacks the sentence waiting"),
    "a person who is asked twice": ("rules/hebergement-hds.toml", "essential          = false",
                                    "essential = false\nwaits = \"SELECT 1\"", "only a measured rule waits"),
    "a kind that nobody knows": (RULE, '"measured"', '"guessed"', "kind is one of"),
    "a row that the leaflet does not have": (RULE, "ONCD-03", "ONCD-3", "no such row"),
    "broken TOML": (RULE, "essential = true", "essential = ", "Invalid value"),
    "broken JSON": ("texts/fr.json", "{\n", "{,\n", "Expecting property name"),
    "an English sentence with other names": ("texts/en.json", "checked {age}", "checked {when}", "other {names}"),
}


def build(content: Path) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, ROOT / "tools/build_content.py", "--facts", ROOT / "src/posture/facts.sql", content],
                          capture_output=True, text=True, check=False)


class BuildContent(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.content = Path(self.folder.name, "content")
        shutil.copytree(ROOT / "content", self.content)

    def tearDown(self):
        self.folder.cleanup()

    def test_the_content_of_the_product_is_whole(self):
        result = build(self.content)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_each_broken_file_is_named_with_its_line(self):
        for name, (file, old, new, sentence) in FAULTS.items():
            with self.subTest(name):
                path = self.content / file
                whole = path.read_text(encoding="utf-8")
                self.assertIn(old, whole, "the fault can be planted")
                path.write_text(whole.replace(old, new, 1), encoding="utf-8")
                result = build(self.content)
                path.write_text(whole, encoding="utf-8")
                self.assertEqual(result.returncode, 1)
                self.assertIn(sentence, result.stderr)
                self.assertRegex(result.stderr, rf"{re.escape(file)}:\d+: ")

    def test_a_rule_under_two_names_is_refused(self):
        rule = self.content / RULE
        shutil.copy(rule, rule.with_name("double.toml"))
        self.assertIn("is not the file's name", build(self.content).stderr)


if __name__ == "__main__":
    unittest.main()
