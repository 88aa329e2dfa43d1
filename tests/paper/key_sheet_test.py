"""What is printed, read by others. The key sheet, printed, seen and used: its page becomes a picture, ZBar reads the codes out of it, and what was read opens
a repository of restic whose keys were lost. Nothing but what stands on the sheet goes from one to the other."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import peers  # noqa: E402

PROBE = os.environ.get("PAPER_PROBE", "paper_probe")
DIGUE = os.environ.get("DIGUE", "digue")
ROWS = re.compile(r"^\s*[1-6]\s+([a-z]{3}) ([a-z]{3})\s+([a-z]+)\s*$", re.MULTILINE)


def run(*words, fails: bool = False) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if fails != (done.returncode != 0):
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + (done.stderr if fails else "")


def codes_in(picture: Path) -> list[str]:
    return run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture).splitlines()


def picture_of_svg(svg: str, path: Path) -> None:
    """The modules of a page's SVG, eight dots each, as a portable graymap."""
    side = int(re.search(r'viewBox="0 0 (\d+) ', svg).group(1))
    rows = [bytearray(b"\xff" * side) for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1H\d+z", svg):
        rows[int(y)][int(x):int(x) + int(length)] = b"\x00" * int(length)
    dots = 8
    wide = [b"".join(bytes([dot]) * dots for dot in row) for row in rows]
    path.write_bytes(b"P5 %d %d 255\n" % (side * dots, side * dots) + b"".join(row * dots for row in wide))


class KeySheet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for program in ("zbarimg", "pdftoppm", "pdftotext", "pdffonts"):
            if not shutil.which(program):
                raise unittest.SkipTest(f"{program} is not installed (tools/packages.sh, SLOW_PACKAGES)")
        peers.find("restic", "0.19.1")
        cls.scratch = Path(tempfile.mkdtemp(prefix="digue-paper-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch)
        cls.restic = peers.Restic(cls.scratch, "0.19.1")
        run(PROBE, "password", cls.restic.password_file)
        cls.restic.init()
        cls.saved = cls.scratch / "cabinet"
        cls.saved.mkdir()
        (cls.saved / "agenda.txt").write_text("Rendez-vous fictif\n" * 500, encoding="utf-8")
        cls.restic.backup(cls.saved)
        cls.sheet = cls.scratch / "la-cle"
        run(PROBE, "print", cls.restic.repository, cls.restic.password_file, cls.sheet)
        run("pdftoppm", "-r", "150", "-gray", f"{cls.sheet}.pdf", cls.scratch / "page")
        cls.codes = [code for page in sorted(cls.scratch.glob("page-*.pgm")) for code in codes_in(page)]
        cls.text = run("pdftotext", "-layout", f"{cls.sheet}.pdf", "-")

    def repository_copy(self) -> peers.Restic:
        """The same repository in a place of its own, opened with the letters that stand on the sheet."""
        folder = Path(tempfile.mkdtemp(dir=self.scratch))
        shutil.copytree(self.restic.repository, folder / "repository")
        return peers.Restic(folder, "0.19.1", password="".join(a + b for a, b, _ in ROWS.findall(self.text)))

    def scanned(self) -> Path:
        path = self.scratch / "codes.txt"
        path.write_text("\n".join(code for code in self.codes if code.startswith("DIGUE1:")), encoding="utf-8")
        return path

    def opens(self, restic: peers.Restic) -> None:
        target = Path(tempfile.mkdtemp(dir=self.scratch))
        restic.restore("latest", target)
        restored = target / self.saved.relative_to("/") / "agenda.txt"
        self.assertEqual(restored.read_bytes(), (self.saved / "agenda.txt").read_bytes())
        restic.check()

    def test_the_letters_on_the_page_are_the_password_of_restic(self):
        rows = ROWS.findall(self.text)
        self.assertEqual(len(rows), 6)
        self.assertEqual("".join(a + b for a, b, _ in rows), self.restic.password_file.read_text())
        self.opens(self.repository_copy())

    def test_the_first_code_is_the_password(self):
        self.assertIn(self.restic.password_file.read_text(), self.codes)

    def test_a_repository_without_keys_opens_again(self):
        restic = self.repository_copy()
        shutil.rmtree(restic.repository / "keys")
        self.assertNotEqual(restic.try_to("snapshots").returncode, 0)
        run(DIGUE, "repo", "restore-keys", "-r", restic.repository, self.scanned())
        self.opens(restic)

    def test_a_repository_without_keys_and_config_opens_again(self):
        restic = self.repository_copy()
        shutil.rmtree(restic.repository / "keys")
        (restic.repository / "config").unlink()
        run(DIGUE, "repo", "restore-keys", "-r", restic.repository, self.scanned())
        self.opens(restic)

    def test_what_is_there_is_never_replaced(self):
        restic = self.repository_copy()
        before = {path: path.read_bytes() for path in restic.repository.rglob("*") if path.is_file()}
        run(DIGUE, "repo", "restore-keys", "-r", restic.repository, self.scanned())
        self.assertEqual({path: path.read_bytes() for path in restic.repository.rglob("*") if path.is_file()}, before)
        other = peers.Restic(Path(tempfile.mkdtemp(dir=self.scratch)), "0.19.1")
        other.init()
        said = run(DIGUE, "repo", "restore-keys", "-r", other.repository, self.scanned(), fails=True)
        self.assertIn("une autre", said)
        self.assertEqual(len(list((other.repository / "keys").iterdir())), 1)

    def test_a_changed_code_is_refused(self):
        text = self.scanned().read_text(encoding="utf-8")
        wrong = self.scratch / "wrong.txt"
        wrong.write_text(text[:60] + ("A" if text[60] != "A" else "B") + text[61:], encoding="utf-8")
        run(DIGUE, "repo", "restore-keys", "-r", self.restic.repository, wrong, fails=True)

    def test_the_web_page_carries_the_same_codes(self):
        page = Path(f"{self.sheet}.html").read_text(encoding="utf-8")
        found = []
        for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL):
            picture_of_svg(svg, self.scratch / "svg.pgm")
            found += codes_in(self.scratch / "svg.pgm")
        self.assertEqual(sorted(found), sorted(self.codes))

    def test_fonts_are_embedded_and_the_order_is_not_claimed_on_any_page(self):
        fonts = run("pdffonts", f"{self.sheet}.pdf").splitlines()[2:]
        self.assertTrue(fonts)
        self.assertTrue(all(re.search(r"\byes yes yes\b", font) for font in fonts), fonts)
        pages = self.text.rstrip("\f\n").split("\f")
        self.assertGreater(len(pages), 1)
        for page in pages:
            self.assertIn("ni publié ni approuvé par l'Ordre", page)
            self.assertIn("24 novembre 2026", page)
            self.assertIn("SPÉCIMEN", page)

    def test_the_sheet_does_not_say_where_the_copies_are(self):
        self.assertNotIn(str(self.restic.repository), self.text)
        self.assertNotIn("/media", self.text)


class DemoSheets(unittest.TestCase):
    def setUp(self):
        if not shutil.which("pdftotext"):
            raise unittest.SkipTest("pdftotext is not installed (tools/packages.sh, SLOW_PACKAGES)")
        folder = tempfile.TemporaryDirectory(prefix="digue-paper-")
        self.addCleanup(folder.cleanup)
        self.out = Path(folder.name)

    def test_every_page_of_the_invented_practice_is_marked_and_for_the_owner_alone(self):
        run(DIGUE, "sheet", "--demo", "--out", self.out)
        names = sorted(path.name for path in self.out.iterdir())
        sheets = ["fiche-de-secours", "la-cle", "preuve-de-restauration"]
        self.assertEqual(names, sorted(sheet + end for sheet in sheets for end in (".html", ".pdf")))
        for path in self.out.iterdir():
            self.assertEqual(path.stat().st_mode & 0o377, 0, path)
        for sheet in sheets:
            for page in run("pdftotext", "-layout", self.out / f"{sheet}.pdf", "-").rstrip("\f\n").split("\f"):
                self.assertIn("SPÉCIMEN", page)
            self.assertIn("SPÉCIMEN", (self.out / f"{sheet}.html").read_text(encoding="utf-8"))

    def test_no_sheet_is_replaced(self):
        (self.out / "la-cle.pdf").write_text("à garder", encoding="utf-8")
        run(DIGUE, "sheet", "--demo", "--out", self.out, fails=True)
        self.assertEqual((self.out / "la-cle.pdf").read_text(encoding="utf-8"), "à garder")

    def test_each_key_is_another_one(self):
        found = set()
        for name in ("a", "b"):
            (self.out / name).mkdir()
            run(DIGUE, "sheet", "--demo", "--out", self.out / name)
            found.add(tuple(ROWS.findall(run("pdftotext", "-layout", self.out / name / "la-cle.pdf", "-"))))
        self.assertEqual(len(found), 2)
        self.assertTrue(all(len(rows) == 6 for rows in found))


if __name__ == "__main__":
    unittest.main()
