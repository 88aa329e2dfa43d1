"""The invented practice is deterministic, of the size that was asked, visibly fictitious, and changes as a day does."""

import hashlib
import mailbox
import os
import sqlite3
import subprocess
import tempfile
import unittest
from pathlib import Path

SAMPLE_PRACTICE = Path(os.environ["SAMPLE_PRACTICE"])
SIZE = 20_000_000


def sample_practice(*words):
    return subprocess.run([SAMPLE_PRACTICE, *map(str, words)], capture_output=True, text=True, timeout=120)


def everything(folder):
    """Every path below, with its time and its content."""
    found = {}
    for path in [folder, *sorted(folder.rglob("*"))]:
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
        found[str(path.relative_to(folder))] = (path.stat().st_mtime_ns, content)
    return found


def bytes_in(folder):
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class Practice(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="digue-test-")
        cls.folder = Path(cls.scratch.name, "practice")
        made = sample_practice("make", cls.folder, "--size", "20M", "--seed", "7")
        assert made.returncode == 0, made.stderr

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def again(self, seed="7", size="20M"):
        folder = Path(tempfile.mkdtemp(dir=self.scratch.name), "practice")
        made = sample_practice("make", folder, "--size", size, "--seed", seed)
        self.assertEqual(made.returncode, 0, made.stderr)
        return folder

    def test_it_has_the_size_that_was_asked(self):
        self.assertAlmostEqual(bytes_in(self.folder), SIZE, delta=SIZE * 0.05)
        self.assertAlmostEqual(bytes_in(self.again(size="33.3M")), 33_300_000, delta=33_300_000 * 0.05)

    def test_six_tenths_are_compressed_pictures(self):
        pictures = sum(path.stat().st_size for path in self.folder.rglob("*")
                       if path.suffix in (".dcm", ".jpg") and "coupe" not in path.name)
        self.assertAlmostEqual(pictures / SIZE, 0.60, delta=0.05)

    def test_the_same_seed_makes_the_same_bytes_and_times(self):
        self.assertEqual(everything(self.folder), everything(self.again()))

    def test_another_seed_makes_another_practice(self):
        self.assertNotEqual(everything(self.folder), everything(self.again(seed="8")))

    def test_the_databases_are_whole(self):
        for path in sorted(self.folder.glob("Base/*.sqlite")):
            with sqlite3.connect(path) as connection:
                self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)], path.name)
        with sqlite3.connect(self.folder / "Base/patients.sqlite") as connection:
            strangers = connection.execute("SELECT count(*) FROM history WHERE patient NOT IN "
                                           "(SELECT number FROM patients)").fetchone()
            self.assertEqual(strangers, (0,))
            self.assertGreater(connection.execute("SELECT count(*) FROM history").fetchone()[0], 500)

    def test_every_patient_is_visibly_fictitious(self):
        with sqlite3.connect(self.folder / "Base/patients.sqlite") as connection:
            for name, ins, oid, phone, mail in connection.execute("SELECT name, ins, ins_oid, phone, mail FROM patients"):
                self.assertRegex(name, r"^PATIENT TEST \d{4}$")
                self.assertEqual(oid, "1.2.250.1.213.1.4.10")
                self.assertEqual(int(ins[13:]), 97 - int(ins[:13]) % 97)
                self.assertTrue(phone.startswith("06 39 98 ") and mail.endswith(".invalid"))

    def test_a_mail_program_reads_the_messages_and_their_attachments(self):
        attachments = 0
        for path in sorted(self.folder.glob("Courrier/*.mbox")):
            messages = mailbox.mbox(path, create=False)
            self.addCleanup(messages.close)
            for message in messages:
                self.assertIn("PATIENT TEST", message["From"])
                for part in message.walk():
                    if part.get_filename():
                        content = part.get_payload(decode=True)
                        self.assertTrue(content.startswith((b"%PDF-1.4", b"\xff\xd8\xff\xe0")))
                        attachments += 1
        self.assertGreater(attachments, 3)

    def test_three_days_are_the_same_from_the_same_practice(self):
        one, other = self.again(), self.again()
        for folder in (one, other, one, other, one, other):
            self.assertEqual(sample_practice("next-day", folder).returncode, 0)
        self.assertEqual(everything(one), everything(other))

    def test_a_day_adds_changes_renames_and_removes_a_few_files(self):
        folder = self.again()
        before = everything(folder)
        self.assertEqual(sample_practice("next-day", folder).returncode, 0)
        after = everything(folder)
        contents_before = {content for _, content in before.values()}
        files = lambda tree: {path for path, (_, content) in tree.items() if content != "folder"}
        came, went = files(after) - files(before), files(before) - files(after)
        renamed = {path for path in came if after[path][1] in contents_before}
        self.assertEqual((len(renamed), len(went)), (2, 3))
        self.assertTrue(5 <= len(came - renamed) <= 20, came)
        changed = {path for path in files(after) & files(before) if after[path] != before[path]}
        self.assertIn("Base/agenda.sqlite", changed)
        self.assertTrue(any(path.endswith(".mbox") for path in changed | came))
        self.assertLessEqual(len(changed), 5)
        with sqlite3.connect(folder / "Base/agenda.sqlite") as connection:
            self.assertEqual(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)])

    def test_what_makes_no_sense_is_refused(self):
        for code, words in ((1, ("make", self.folder)), (2, ("make", self.scratch.name + "/x", "--size", "5M")),
                            (2, ("make", self.scratch.name + "/x", "--size", "large")), (2, ("sell", "it")),
                            (1, ("next-day", self.scratch.name + "/none"))):
            refused = sample_practice(*words)
            self.assertEqual((refused.returncode, bool(refused.stderr or refused.stdout)), (code, True), words)

    def test_mixed_data_is_deterministic_and_of_its_size(self):
        folders = [Path(self.scratch.name, name) for name in ("mixed-1", "mixed-2")]
        for folder in folders:
            self.assertEqual(sample_practice("mixed", folder, "--size", "12M").returncode, 0)
        self.assertEqual(everything(folders[0]), everything(folders[1]))
        self.assertAlmostEqual(bytes_in(folders[0]), 12_000_000, delta=600_000)
        self.assertAlmostEqual(bytes_in(folders[0] / "imagerie") / 12_000_000, 0.375, delta=0.05)


if __name__ == "__main__":
    unittest.main()
