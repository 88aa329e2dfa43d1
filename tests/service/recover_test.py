"""Files given back to whoever asks, with that person's rights alone: two accounts, traps in a home folder, and polkit."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/live"))
from stage import PrivateBus  # noqa: E402

DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
PATIENCE = 60
CAMILLE, DOMINIQUE = "digue-camille", "digue-dominique"
ACTION = "local.digue.recover"
PLANS = """version = 1

[[place]]
id = "place-1"
name = "coffre"
kind = "network"
folder = "{place}"

[[plan]]
id = "plan-1"
name = "cabinet"
folders = ["{practice}"]
places = ["place-1"]
at = ["{at}"]
"""


def why_not() -> str:
    if os.geteuid() != 0 or not shutil.which("useradd"):
        return "only root can make other accounts"
    return ""


def plain(text: str) -> str:
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


@unittest.skipIf(why_not(), why_not())
class Recover(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        for name in (CAMILLE, DOMINIQUE):
            subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", name], check=True, capture_output=True)
            cls.addClassCleanup(subprocess.run, ["userdel", name], check=True, capture_output=True)
        if subprocess.run(["getent", "group", "digue"], capture_output=True, check=False).returncode != 0:
            subprocess.run(["groupadd", "digue"], check=True)
            cls.addClassCleanup(subprocess.run, ["groupdel", "digue"], check=True)
        subprocess.run(["gpasswd", "--add", CAMILLE, "digue"], check=True, capture_output=True)
        cls.addClassCleanup(subprocess.run, ["gpasswd", "--delete", CAMILLE, "digue"], check=True, capture_output=True)

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="digue-")
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name)
        os.chmod(self.top, 0o755)
        self.state, self.place, self.practice = (self.top / name for name in ("etat", "coffre", "cabinet"))
        self.socket, self.program = self.top / "socket", self.top / "digue"
        shutil.copy(DIGUE, self.program)
        self.program.chmod(0o755)
        self.state.mkdir(mode=0o700)
        self.fill_practice()
        password = self.state / "repository.password"
        password.write_text("un mot de passe fictif\n")
        password.chmod(0o600)
        self.run_as_root("repo", "init", "-r", self.place, "-p", password)
        hour = (time.gmtime().tm_hour + 12) % 24
        (self.state / "plans.toml").write_text(PLANS.format(place=self.place, practice=self.practice, at=f"{hour:02}:00"))
        (self.state / "plans.toml").chmod(0o600)
        self.service = None
        self.addCleanup(self.end)
        self.bus = None

    def fill_practice(self):
        for path, owner, mode in (("lettre.txt", CAMILLE, 0o600), ("paie.txt", DOMINIQUE, 0o600), ("affiche.txt", "root", 0o644),
                                  ("ferme/note.txt", CAMILLE, 0o644), ("radios/1.dcm", CAMILLE, 0o640)):
            file = self.practice / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.parent.chmod(0o755)
            file.write_bytes(os.urandom(300_000) if path.endswith("dcm") else f"{path} fictif\n".encode())
            shutil.chown(file, owner, owner)
            file.chmod(mode)
        (self.practice / "radios/lien").symlink_to("/etc/shadow")
        os.link(self.practice / "radios/1.dcm", self.practice / "radios/2.dcm")
        (self.practice / "ferme").chmod(0o700)

    def environment(self, **more) -> dict:
        return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "TZ": "UTC", **more,
                **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}

    def run_as_root(self, *words) -> str:
        done = subprocess.run([self.program, *words, "--state", self.state], env=self.environment(), capture_output=True,
                              text=True, timeout=120, check=False, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def serve(self):
        # Its own bus, or none: never the one of this machine.
        address = self.bus.address if self.bus else f"unix:path={self.top}/no-bus"
        self.service = subprocess.Popen([self.program, "serve", "--state", self.state, "--socket", self.socket],
                                        env=self.environment(DBUS_SYSTEM_BUS_ADDRESS=address), stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.run_once_it_answers()

    def run_once_it_answers(self):
        end = time.monotonic() + PATIENCE
        while True:
            done = subprocess.run([self.program, "backup", "now", "cabinet", "--state", self.state, "--socket", self.socket],
                                  env=self.environment(), capture_output=True, check=False) if self.socket.exists() else None
            if done and done.returncode == 0:
                return
            self.assertLess(time.monotonic(), end, "no copy was made")
            time.sleep(0.1)

    def end(self):
        if self.service:
            self.service.terminate()
            self.service.wait(timeout=PATIENCE)
            self.service = None

    def home(self, name: str = CAMILLE) -> Path:
        home = self.top / f"chez-{name}"
        if not home.exists():
            home.mkdir()
            shutil.chown(home, name, name)
        return home

    def recover(self, *paths, to: Path, who: str = CAMILLE, **options) -> tuple[int, str]:
        options = {"user": who, "group": who, "extra_groups": []} | options
        done = subprocess.run([self.program, "recover", "cabinet", *paths, "--to", to, "--socket", self.socket],
                              env=self.environment(HOME="/nonexistent"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=120, check=False, cwd="/", **options)
        return done.returncode, plain(done.stdout + done.stderr)

    def files(self, folder: Path) -> dict[str, tuple[str, int]]:
        """Each file with its owner and its mode."""
        return {str(path.relative_to(folder)): (path.owner(), path.stat().st_mode & 0o7777)
                for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}

    def below(self, folder: Path) -> Path:
        """Where the practice lies in what was given back."""
        return folder / self.practice.relative_to("/")

    def test_a_person_gets_what_they_could_read_and_it_is_theirs(self):
        self.serve()
        target = self.home() / "retour"
        self.assertEqual(self.recover(self.practice, to=target), (0, f"C'est fait : vos fichiers sont dans {target}."))
        self.assertEqual(self.files(self.below(target)),
                         {"lettre.txt": (CAMILLE, 0o600), "affiche.txt": (CAMILLE, 0o644), "radios/1.dcm": (CAMILLE, 0o640),
                          "radios/2.dcm": (CAMILLE, 0o640)})
        for name in ("lettre.txt", "affiche.txt", "radios/1.dcm"):
            self.assertEqual((self.below(target) / name).read_bytes(), (self.practice / name).read_bytes())
        self.assertEqual(os.readlink(self.below(target) / "radios/lien"), "/etc/shadow")
        self.assertEqual((self.below(target) / "radios/1.dcm").stat().st_ino, (self.below(target) / "radios/2.dcm").stat().st_ino)
        said = self.run_as_root("journal", "export")
        self.assertIn('"given_back"', said)
        for word in (CAMILLE, str(self.practice), str(target)):
            self.assertNotIn(word, said)

    def test_what_is_another_persons_is_as_if_it_were_not_there(self):
        self.serve()
        # Opened to everybody since: then it was not theirs to read.
        (self.practice / "paie.txt").chmod(0o644)
        (self.practice / "ferme").chmod(0o755)
        for path in ("paie.txt", "ferme/note.txt", "rien.txt"):
            code, said = self.recover(self.practice / path, to=self.home() / "retour")
            self.assertEqual(code, 10, said)
            self.assertIn("ou votre compte ne pouvait pas le lire", said)
        self.assertEqual(self.files(self.home()), {})

    def test_nothing_is_written_where_the_person_may_not(self):
        self.serve()
        roots = self.top / "a-root"
        roots.mkdir()
        (self.home() / "lien").symlink_to(roots)
        shared = self.top / "partage"
        shared.mkdir()
        shared.chmod(0o777)
        (self.home() / "plein").mkdir()
        shutil.chown(self.home() / "plein", CAMILLE, CAMILLE)
        (self.home() / "plein/mien.txt").write_text("x")
        for target in (roots, roots / "retour", self.home() / "lien", self.home() / "lien/retour", shared, Path("/etc/digue-essai"),
                       self.home(DOMINIQUE) / "retour"):
            code, said = self.recover(self.practice, to=target)
            self.assertEqual((code, said), (5, "Ce dossier n'est pas à vous. Choisissez-en un autre."), target)
        code, said = self.recover(self.practice, to=self.home() / "plein")
        self.assertEqual((code, said), (1, "Ce dossier n'est pas vide. Choisissez-en un autre."))
        self.assertEqual(list(roots.iterdir()) + list(shared.iterdir()) + list(self.home(DOMINIQUE).iterdir()), [])
        self.assertFalse(Path("/etc/digue-essai").exists())

    def test_what_writes_has_the_rights_of_the_person_and_no_secret(self):
        (self.practice / "grand.bin").write_bytes(os.urandom(60_000_000))
        (self.practice / "grand.bin").chmod(0o644)
        self.serve()
        asking = subprocess.Popen([self.program, "recover", "cabinet", self.practice, "--to", self.home() / "retour",
                                   "--socket", self.socket], env=self.environment(), user=CAMILLE, group=CAMILLE, extra_groups=[],
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        seen = None
        while asking.poll() is None and not seen:
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    if (process / "cmdline").read_bytes() == b"digue\0internal-writer\0" and \
                            f"\nPPid:\t{self.service.pid}\n" in (process / "status").read_text():
                        status = (process / "status").read_text()
                        opened = [os.readlink(link) for link in (process / "fd").iterdir()]
                        if "\nUid:\t0\t" not in status:
                            seen = (status, opened, (process / "environ").read_bytes())
                except OSError:
                    continue
        self.assertEqual(asking.wait(timeout=PATIENCE), 0)
        self.assertIsNotNone(seen, "the writer was never seen")
        status, opened, environ = seen
        uid = str(os.stat(self.home()).st_uid)
        self.assertIn("Uid:\t" + "\t".join([uid] * 4), status)
        self.assertIn("CapEff:\t0000000000000000", status)
        self.assertEqual(environ, b"")
        for path in opened:
            self.assertFalse(path.startswith((str(self.state), str(self.place))), opened)

    def test_a_reader_is_refused_without_polkit(self):
        self.serve()
        code, said = self.recover(self.practice, to=self.home(DOMINIQUE) / "retour", who=DOMINIQUE)
        self.assertEqual(code, 5, said)
        self.assertIn("Votre compte n'a pas le droit", said)
        self.assertEqual(list(self.home(DOMINIQUE).iterdir()), [])

    def test_a_reader_is_given_what_is_theirs_if_polkit_says_so(self):
        self.bus = PrivateBus(self.top)
        self.addCleanup(self.bus.close)
        self.bus.mock("org.freedesktop.PolicyKit1", "--template", "polkitd")
        polkit = self.bus.object("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
        self.serve()
        target = self.home(DOMINIQUE) / "retour"
        self.assertEqual(self.recover(self.practice, to=target, who=DOMINIQUE)[0], 5)
        polkit.SetAllowed([ACTION])
        code, said = self.recover(self.practice, to=target, who=DOMINIQUE)
        self.assertEqual(code, 0, said)
        self.assertEqual(set(self.files(self.below(target))), {"paie.txt", "affiche.txt"})

    def test_the_plans_are_changed_by_whom_polkit_takes_for_the_owner(self):
        self.bus = PrivateBus(self.top)
        self.addCleanup(self.bus.close)
        self.bus.mock("org.freedesktop.PolicyKit1", "--template", "polkitd")
        polkit = self.bus.object("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
        self.serve()

        def plans(*words):
            done = subprocess.run([self.program, "plan", *words, "--socket", self.socket], env=self.environment(HOME="/nonexistent"),
                                  user=CAMILLE, group=CAMILLE, extra_groups=[], stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, timeout=120, check=False, cwd="/")
            return done.returncode, done.stdout, plain(done.stderr)

        refused = plans("get")
        self.assertEqual((refused[0], refused[1]), (5, ""))
        polkit.SetAllowed(["local.digue.change-plans"])
        code, text, _ = plans("get")
        self.assertEqual(code, 0)
        changed = self.home() / "plans.toml"
        changed.write_text(text.replace('name = "coffre"', 'name = "coffre-fort"'))
        faulty = self.home() / "fautif.toml"
        faulty.write_text(text.replace('kind = "network"', 'kind = "nuage"'))
        code, _, said = plans("put", faulty)
        self.assertEqual(code, 2, said)
        self.assertIn("Rien n'est changé. Ligne", said)
        self.assertEqual(plans("put", changed)[0], 0)
        self.assertIn("coffre-fort", (self.state / "plans.toml").read_text())
        self.assertEqual((self.state / "plans.toml").stat().st_mode & 0o777, 0o600)
        self.assertEqual(plans("put", changed)[0], 11)
        self.assertEqual(self.recover(self.practice, to=self.home(DOMINIQUE) / "retour", who=DOMINIQUE)[0], 5)

    def test_whoever_waits_for_polkit_holds_up_nobody(self):
        self.bus = PrivateBus(self.top)
        self.addCleanup(self.bus.close)
        self.bus.mock("org.freedesktop.PolicyKit1", "--template", "polkitd")
        polkit = self.bus.object("org.freedesktop.PolicyKit1", "/org/freedesktop/PolicyKit1/Authority")
        polkit.SimulateHang(True)
        self.serve()
        waiting = subprocess.Popen([self.program, "recover", "cabinet", self.practice, "--to", self.home(DOMINIQUE) / "retour",
                                    "--socket", self.socket], env=self.environment(), user=DOMINIQUE, group=DOMINIQUE,
                                   extra_groups=[], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        end = time.monotonic() + PATIENCE
        while not polkit.HaveHangingCalls():
            self.assertLess(time.monotonic(), end, "polkit was never asked")
            time.sleep(0.05)
        self.assertEqual(self.recover(self.practice / "lettre.txt", to=self.home() / "retour")[0], 0)
        self.assertIsNone(waiting.poll())
        polkit.SetAllowed([ACTION])
        polkit.ReleaseHangingCalls()
        waiting.kill()
        waiting.wait()


if __name__ == "__main__":
    unittest.main()
