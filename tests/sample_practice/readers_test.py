"""Programs that know nothing of us read what the invented practice holds: DCMTK its DICOM files, libjpeg its photographs,
qpdf and Poppler its letters."""

import os
import subprocess
import tempfile
import unittest
from pathlib import Path

SAMPLE_PRACTICE = Path(os.environ["SAMPLE_PRACTICE"])


def read_by(*words):
    return subprocess.run([str(word) for word in words], capture_output=True, timeout=120)


class Readers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = tempfile.TemporaryDirectory(prefix="digue-test-")
        cls.folder = Path(cls.scratch.name, "practice")
        for words in (("make", cls.folder, "--size", "40M", "--seed", "3"), ("next-day", cls.folder)):
            subprocess.run([SAMPLE_PRACTICE, *words], check=True, timeout=120)

    @classmethod
    def tearDownClass(cls):
        cls.scratch.cleanup()

    def test_dcmtk_reads_every_radiograph_and_slice(self):
        files = sorted(self.folder.rglob("*.dcm"))
        self.assertGreater(len(files), 50)
        for file in files:
            read = read_by("dcmdump", "+P", "PatientName", "+P", "IssuerOfPatientID", "-Ep", file)
            self.assertEqual((read.returncode, read.stderr), (0, b""), file)
            self.assertIn(b"[PATIENT TEST ", read.stdout)
            self.assertIn(b"[1.2.250.1.213.1.4.10]", read.stdout)

    def test_dcmtk_decodes_the_pixels(self):
        for kind in ("*rétroalvéolaire*.dcm", "*panoramique*.dcm", "coupe*.dcm"):
            files = sorted(self.folder.rglob(kind))
            self.assertGreater(len(files), 0, kind)
            for file in files[:3]:
                image = Path(self.scratch.name, "pixels.pgm")
                decoded = read_by("dcmj2pnm", "+op", "+Wm", file, image)
                self.assertEqual((decoded.returncode, decoded.stderr), (0, b""), file)
                self.assertGreater(len(set(image.read_bytes()[100:])), 16, "one flat grey")

    def test_libjpeg_decodes_every_photograph(self):
        files = sorted(self.folder.rglob("*.jpg"))
        self.assertGreater(len(files), 5)
        for file in files:
            decoded = read_by("djpeg", file)
            self.assertEqual((decoded.returncode, decoded.stderr), (0, b""), file)
            self.assertTrue(decoded.stdout.startswith(b"P6\n1280 "))

    def test_qpdf_and_poppler_read_every_letter(self):
        files = sorted(self.folder.rglob("*.pdf"))
        self.assertGreater(len(files), 50)
        for file in files:
            checked = read_by("qpdf", "--check", file)
            self.assertEqual((checked.returncode, checked.stderr), (0, b""), file)
        for file in files[::10]:
            self.assertIn("Cher confrère", read_by("pdftotext", file, "-").stdout.decode())
            self.assertIn(b"Pages:           1", read_by("pdfinfo", file).stdout)


if __name__ == "__main__":
    unittest.main()
