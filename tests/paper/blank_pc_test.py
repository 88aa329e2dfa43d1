"""The day when everything is gone: a blank computer, a disk, and what stands on the two sheets. Their pages are read back by
Poppler and ZBar, and their commands are typed as they are printed into a shell on a terminal: with plain restic, then with
Digue and an empty state; then both with `keys/` and `config` deleted."""

import os
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "cli"))
from place_test import LoopDisk, can_make_disks  # noqa: E402

DIGUE = Path(os.environ.get("DIGUE", "digue")).resolve()
ROW = re.compile(r"^\s*[1-6]\s+([a-z]{3}) ([a-z]{3})\s+([a-z]+)\s*$", re.MULTILINE)
PROMPT = "poste-vide$ "
PATIENCE = 120


def run(*words, code: int = 0, **options) -> str:
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, timeout=300, check=False, **options)
    if done.returncode != code:
        raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Terminal:
    """A shell on a terminal, in which nobody but a person types; its mounts are its own, and end with it."""

    def __init__(self, folder: Path, programs: Path):
        environment = {"PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder), "PS1": PROMPT, "TERM": "dumb",
                       "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        self.process, self.screen = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            os.execve("/usr/bin/unshare", ["unshare", "--mount", "bash", "--norc", "--noprofile", "-i"], environment)
        self.shown = ""
        self.wait_for(PROMPT)

    def wait_for(self, *wanted: str) -> str:
        """Reads until one of them ends what is shown; answers which."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for text in wanted:
                if self.shown.rstrip("\n").endswith(text):
                    return text
            if select.select([self.screen], [], [], 1)[0]:
                self.shown += os.read(self.screen, 65536).decode(errors="replace").replace("\r", "")
        raise AssertionError(f"none of {wanted} after:\n{self.shown}")

    def type(self, line: str, secret: str = "") -> str:
        """Types a command, and the secret where one is asked for; answers what it showed when it ends well."""
        self.shown = ""
        os.write(self.screen, (line + "\n").encode())
        while self.wait_for(PROMPT, "password for repository: ", "password: ", "Mot de passe de la sauvegarde : ",
                            "Mot de passe de la sauvegarde\u00a0: ") != PROMPT:
            self.shown = ""
            os.write(self.screen, (secret + "\n").encode())
        shown = self.shown
        self.shown = ""
        os.write(self.screen, b"echo code=$?\n")
        self.wait_for(PROMPT)
        if "code=0" not in self.shown:
            raise AssertionError(f"{line}\n{shown}\n{self.shown}")
        return shown

    def close(self) -> None:
        os.write(self.screen, b"exit\n")
        os.close(self.screen)
        os.waitpid(self.process, 0)


@unittest.skipUnless(can_make_disks() and shutil.which("unshare"), "only root can make loop devices, where there are any")
class BlankPc(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for program in ("zbarimg", "pdftoppm", "pdftotext", "restic"):
            if not shutil.which(program):
                raise unittest.SkipTest(f"{program} is not installed (tools/packages.sh)")
        cls.scratch = Path(tempfile.mkdtemp(prefix="digue-blank-"))
        cls.addClassCleanup(shutil.rmtree, cls.scratch, ignore_errors=True)
        cls.state = cls.scratch / "etat"
        cls.practice = cls.scratch / "cabinet"
        (cls.practice / "radios").mkdir(parents=True)
        (cls.practice / "agenda.txt").write_text("Rendez-vous fictif\n" * 1000, encoding="utf-8")
        (cls.practice / "radios/1.dcm").write_bytes(os.urandom(200_000))
        cls.expected = {path.relative_to(cls.practice): path.read_bytes() for path in cls.practice.rglob("*") if path.is_file()}
        cls.disks = {name: LoopDisk(cls.scratch / name) for name in ("disque bleu", "disque rouge")}
        for name, disk in cls.disks.items():
            disk.plug()
            cls.addClassCleanup(disk.pull)
            cls.practice_digue("place", "add", name, "--disk", disk.device, "--looks", f"boîtier {name[7:]}", "--kept-at",
                               "armoire")
        cls.practice_digue("plan", "practice", "Cabinet du Lac fictif")
        cls.practice_digue("plan", "contact", "add", "provider", "Dépannage Fictif", "01 99 00 12 34")
        cls.practice_digue("plan", "contact", "add", "editor", "Logiciel Imaginaire", "01 99 00 56 78")
        cls.practice_digue("plan", "add", "cabinet", cls.practice)
        cls.save()
        cls.save()  # each disk has the keys of the other now
        sheets = cls.scratch / "feuilles"
        sheets.mkdir()
        cls.practice_digue("sheet", "rescue", "--out", sheets)
        cls.practice_digue("sheet", "key", "--out", sheets)
        cls.rescue = run("pdftotext", "-layout", sheets / "fiche-de-secours.pdf", "-")
        cls.key = run("pdftotext", "-layout", sheets / "la-cle.pdf", "-")
        cls.sheet = cls.scratch / "la-cle.pdf"
        shutil.copy(sheets / "la-cle.pdf", cls.sheet)
        # Everything is gone: from here on there are the disks and what was read from paper.
        shutil.rmtree(cls.state)
        shutil.rmtree(cls.practice)
        for disk in cls.disks.values():
            disk.pull()
        cls.images = {name: disk.file.read_bytes() for name, disk in cls.disks.items()}
        cls.programs = cls.scratch / "programmes"
        cls.programs.mkdir()
        (cls.programs / "digue").symlink_to(DIGUE)
        if not shutil.which("sudo"):  # this account is root already
            (cls.programs / "sudo").write_text('#!/bin/sh\nexec "$@"\n', encoding="ascii")
            (cls.programs / "sudo").chmod(0o755)

    @classmethod
    def save(cls) -> None:
        """To both disks, which are pulled out when they have their copies."""
        for disk in cls.disks.values():
            if not disk.is_plugged():
                disk.plug()
        cls.practice_digue("backup", "now", codes=(0, 11))  # 11: something on this computer still holds the disk
        for disk in cls.disks.values():
            disk.pull()

    @classmethod
    def practice_digue(cls, *words, codes: tuple[int, ...] = (0,)) -> None:
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(cls.scratch),
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        done = subprocess.run([DIGUE, *words, "--state", cls.state], env=environment, capture_output=True, text=True,
                              timeout=300, check=False)
        if done.returncode not in codes:
            raise AssertionError(f"{words}: {done.returncode}\n{done.stdout}{done.stderr}")

    def setUp(self):
        for name, image in self.images.items():
            self.disks[name].file.write_bytes(image)
        self.blank = Path(tempfile.mkdtemp(dir=self.scratch, prefix="vide-"))
        self.plug("disque bleu")
        self.terminal = Terminal(self.blank, self.programs)
        self.addCleanup(self.leave)

    def leave(self) -> None:
        self.terminal.close()
        for disk in self.disks.values():
            disk.pull()
        for folder in ("/mnt/digue", "/mnt/autre"):
            if os.path.isdir(folder):
                os.rmdir(folder)

    def plug(self, name: str) -> None:
        self.disks[name].plug()

    # What is read from paper.

    def commands(self, *beginnings: str) -> list[str]:
        """The printed commands that begin so, in their order; each stands on one line."""
        lines = [line.strip() for line in self.rescue.splitlines()]
        found = [line for line in lines if line.startswith(beginnings)]
        self.assertTrue(found, f"{beginnings}\n{self.rescue}")
        return found

    def letters(self) -> str:
        rows = ROW.findall(self.key)
        self.assertEqual(len(rows), 6, self.key)
        return "".join(a + b for a, b, _ in rows)

    def spoken(self) -> str:
        return " ".join(f"{a.upper()} {b} {word}" for a, b, word in ROW.findall(self.key))

    def mark_of(self, name: str) -> str:
        """The repository's mark, which stands in the row of the disk behind its address."""
        return re.search(rf"{name}\s+/mnt/digue/Digue\s+([0-9a-f]{{8}})", self.rescue).group(1)

    def codes_of(self, name: str) -> list[str]:
        """The code beside the mark of the disk, scanned alone as a person does it."""
        mark = self.mark_of(name)
        words = run("pdftotext", "-bbox", self.sheet, "-")
        page, at, top = 0, 0, None
        for line in words.splitlines():
            page += "<page " in line
            if found := re.search(rf'yMin="([\d.]+)".*>{mark},?</word>', line):
                at, top = page, float(found.group(1))  # the last one: the front names them all
        self.assertEqual(at, 2, f"{mark} stands beside a code")
        dots = 150 / 72
        run("pdftoppm", "-r", "150", "-gray", "-f", at, "-l", at, "-x", 0, "-W", 1240, "-y", int((top - 85) * dots), "-H",
            int(185 * dots), self.sheet, self.blank / "strip")
        strip, = self.blank.glob("strip*.pgm")
        return run("zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", strip).splitlines()

    # What is done with it.

    def mount(self, name: str) -> None:
        self.terminal.type(self.commands("sudo mkdir -p /mnt/digue")[0])
        mount, = [line for line in self.commands("sudo mount") if re.search(rf"/mnt/digue\s+# {name}$", line)]
        self.mount_patiently(mount)

    def mount_patiently(self, command: str) -> None:
        """Other tests' loop devices come and go while mount(8) looks for the one with that name."""
        for _ in range(5):
            try:
                self.terminal.type(command)
                return
            except AssertionError as error:
                failed = error
                time.sleep(1)
        raise failed

    def recover(self, program: str, secret: str) -> None:
        shown = self.terminal.type(self.commands(f"sudo {program} snapshots")[0], secret)
        self.assertIn("cabinet", shown)
        for command in self.commands(f"sudo {program} restore"):
            self.terminal.type(command, secret)
        top = self.blank / "retour" / self.practice.relative_to("/")
        self.assertEqual({path.relative_to(top): path.read_bytes() for path in top.rglob("*") if path.is_file()}, self.expected)

    def lose_keys(self) -> None:
        self.terminal.type("rm -r /mnt/digue/Digue/keys /mnt/digue/Digue/config")

    def write_codes(self) -> None:
        (self.blank / "codes.txt").write_text("\n".join(self.codes_of("disque bleu")) + "\n", encoding="ascii")

    def test_each_sheet_is_one_leaf(self):
        self.assertEqual(self.rescue.count("\f"), 2)
        self.assertEqual(self.key.count("\f"), 2)
        self.assertNotIn("UUID", self.key)
        self.assertNotIn("disque bleu", self.key)
        self.assertNotIn(self.letters()[:6], re.sub(r"\s", "", self.rescue))

    def test_plain_restic_brings_everything_back(self):
        self.mount("disque bleu")
        self.recover("restic", self.letters())

    def test_digue_with_an_empty_state_brings_everything_back(self):
        self.mount("disque bleu")
        self.recover("digue", self.letters())

    def test_digue_takes_the_lines_as_they_stand_on_the_sheet(self):
        self.mount("disque bleu")
        self.recover("digue", self.spoken())

    def test_a_disk_without_keys_is_mended_from_the_other_disk(self):
        self.mount("disque bleu")
        self.lose_keys()
        self.plug("disque rouge")
        self.terminal.type(self.commands("sudo mkdir -p /mnt/autre")[0])
        mounts = self.commands("sudo mount")
        at = next(at for at, line in enumerate(mounts) if "/mnt/autre" in line and line.endswith("disque rouge"))
        self.mount_patiently(mounts[at])
        copy, = [line for line in self.commands("sudo cp") if self.mark_of("disque bleu") in line]
        self.terminal.type(copy)
        self.recover("restic", self.letters())

    def test_a_disk_without_keys_is_mended_from_the_codes_with_digue(self):
        self.mount("disque bleu")
        self.lose_keys()
        self.write_codes()
        command = next(line.strip() for line in self.key.splitlines() if "restore-keys" in line)
        self.terminal.type(command.replace("ENDROIT", "/mnt/digue/Digue"))
        self.recover("digue", self.letters())

    def test_a_disk_without_keys_is_mended_from_the_codes_with_nothing_but_python(self):
        self.mount("disque bleu")
        self.lose_keys()
        self.write_codes()
        lines = self.key.splitlines()
        first = next(at for at, line in enumerate(lines) if line.strip().startswith("import base64"))
        last = next(at for at, line in enumerate(lines) if line.strip().startswith("for f in files"))
        margin = len(lines[first]) - len(lines[first].lstrip())
        program = [line[margin:].rstrip() for line in lines[first:last + 1] if line.strip()]
        (self.blank / "cles.py").write_text("\n".join(program) + "\n", encoding="utf-8")
        for command in ("python3 cles.py", "sudo cp -rn config"):
            printed = next(line.strip() for line in lines if line.strip().startswith(command))
            self.terminal.type(printed.replace("ENDROIT", "/mnt/digue/Digue"))
        self.recover("restic", self.letters())


if __name__ == "__main__":
    unittest.main()
