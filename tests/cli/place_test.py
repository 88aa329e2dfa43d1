"""Places of copies on this computer: a loop device that comes and goes as a disk, a folder as a share, and what the rules
say of them. Without root and loop devices, the disks are skipped with that reason."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/repository"))

from rest_place import RestPlace
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))


def can_make_disks() -> bool:
    if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
        return False
    try:
        os.close(os.open("/dev/loop-control", os.O_RDWR))
    except OSError:
        return False
    return True


def run(*words) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


class LoopDisk:
    """A file with one ext4 that is plugged in and pulled out as a disk."""

    def __init__(self, file: Path):
        self.file = file
        self.device = None
        with open(file, "wb") as disk:
            disk.truncate(32 * 1024 * 1024)
        run("mkfs.ext4", "-q", "-F", file)

    def plug(self) -> None:
        self.device = run("losetup", "--find", "--show", self.file)

    def is_plugged(self) -> bool:
        return bool(run("losetup", "-j", self.file))

    def mounts(self) -> list[str]:
        lines = Path("/proc/self/mounts").read_text("utf-8").splitlines()
        return [line.split()[1] for line in lines if self.device and line.split()[0] == self.device]

    def pull(self) -> None:
        for path in self.mounts():
            subprocess.run(["umount", "-l", path], check=False, timeout=60)
        for line in run("losetup", "-j", self.file).splitlines():
            subprocess.run(["losetup", "-d", line.split(":")[0]], check=False, timeout=60)


class Places(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.place = Path(scratch.name)
        self.state = self.place / "etat"

    def digue(self, *words) -> subprocess.CompletedProcess:
        environment = {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "HOME": str(self.place), "TZ": "UTC",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        return subprocess.run([DIGUE, *words, "--state", self.state], env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False)

    def said(self, *words, code: int = 0) -> str:
        done = self.digue(*words)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout + done.stderr

    def places(self) -> list[dict]:
        return [json.loads(line) for line in self.said("place", "--json").splitlines()]

    def entries(self, kind: str) -> list[dict]:
        lines = map(json.loads, self.said("journal", "export").splitlines())
        return [entry["body"] for entry in lines if entry["kind"] == kind]

    def add_share(self) -> Path:
        share = self.place / "partage"
        share.mkdir(exist_ok=True)
        self.said("place", "add", "serveur", "--network", share / "digue")
        return share / "digue"


class Shares(Places):
    def test_nothing_is_known_before_the_first_place(self):
        self.assertIn("aucun endroit de sauvegarde", self.said("place"))
        self.assertEqual(self.said("place", "--json"), "")
        self.assertIn("Je ne connais pas", self.said("place", "eject", "disque bleu", code=2))

    def test_a_share_becomes_a_place_that_is_never_disconnected(self):
        folder = self.add_share()
        self.assertTrue((folder / "config").is_file())
        place, = self.places()
        self.assertEqual((place["id"], place["kind"], place["presence"], place["left_plugged"]),
                         ("place-1", "network", "online", False))
        self.assertIn("relié à ce poste", self.said("place"))
        self.assertIn("n'est pas un disque", self.said("place", "eject", "serveur", code=2))
        folder.rename(folder.with_name("parti"))
        self.assertEqual(self.places()[0]["presence"], "unreachable")
        self.assertEqual([entry["presence"] for entry in self.entries("place_seen")], ["online", "unreachable"])

    def test_a_repository_that_is_there_is_taken_and_one_of_another_key_is_not(self):
        folder = self.add_share()
        self.said("place", "remove", "serveur")
        self.assertTrue((folder / "config").is_file())
        self.said("place", "add", "encore", "--network", folder)
        # The history of a forgotten place is never that of another one.
        self.assertEqual(self.places()[0]["id"], "place-2")
        self.state = self.place / "autre etat"
        self.assertIn("La clé de ce cabinet", self.said("place", "add", "serveur", "--network", folder, code=1))
        self.assertEqual(self.places(), [])

    def test_a_place_is_asked_for_once_and_in_one_way(self):
        folder = self.add_share()
        self.assertIn("un seul des trois", self.said("place", "add", "rien", code=2))
        self.assertIn("déjà un endroit", self.said("place", "add", "serveur", "--network", folder, code=2))
        self.assertIn("Digue le connaît déjà", self.said("place", "add", "double", "--network", folder, code=2))
        self.assertEqual(len(self.places()), 1)

    def test_deleting_is_really_tried_and_leaves_nothing(self):
        folder = self.add_share()
        self.assertIn("a effacé", self.said("place", "try", "serveur"))
        self.assertEqual(list((folder / "index").iterdir()), [])
        self.assertEqual(self.entries("delete_tried"), [{"place": "place-1", "refused": False}])
        self.assertIs(self.places()[0]["delete_tried"]["refused"], False)

    def test_the_rules_know_of_places_and_names_stay_out_of_the_journal(self):
        self.add_share()
        said = self.said("rules", "check", "sauvegarde-deconnectee", "disque-externe-chiffre", "hebergement-hds")
        self.assertIn("À corriger", said)
        self.assertIn("Ne s'applique pas", said)
        self.assertNotIn("serveur", self.said("journal", "export") + self.said("facts", "places"))


class Servers(Places):
    def setUp(self):
        super().setUp()
        self.server = RestPlace(self.place / "serveur")
        self.server.__enter__()
        self.addCleanup(self.server.__exit__)
        self.said("place", "add", "coffre", "--cloud", self.server.location.removeprefix("rest:"))

    def test_a_server_is_confirmed_by_a_person_and_never_called_uncertified(self):
        place, = self.places()
        self.assertEqual((place["kind"], place["presence"], place["hds_listed"]), ("cloud", "online", None))
        said = self.said("place")
        self.assertIn("à confirmer par vous", said)
        self.assertIn("esante.gouv.fr", said)
        self.assertNotIn("non certifié", said)
        self.assertIn("À confirmer par vous", self.said("rules", "check", "hebergement-hds"))

    def test_a_server_that_refuses_to_delete_is_a_proof_and_stays_readable(self):
        self.server.refuses_to_delete = ("index", "snapshots", "data", "keys")
        for _ in range(2):
            self.assertIn("refusé d'effacer", self.said("place", "try", "coffre"))
        self.assertEqual(self.entries("delete_tried"), [{"place": "place-1", "refused": True}] * 2)
        checked = self.digue("check", "-r", self.server.location, "-p", self.state / "repository.password")
        self.assertEqual(checked.returncode, 0, checked.stdout + checked.stderr)

    def test_a_server_that_lies_about_deleting_is_told(self):
        self.server.only_says_that_it_deletes = True
        self.assertIn("ne l'a pas fait", self.said("place", "try", "coffre", code=1))
        self.assertEqual(self.entries("delete_tried"), [{"place": "place-1", "refused": False, "still_there": True}])
        self.assertIn("dit avoir effacé", self.said("place"))

    def test_the_login_of_a_server_is_kept_for_root_alone(self):
        (self.place / "acces").write_text("cabinet:mot fictif\n", "utf-8")
        self.said("place", "remove", "coffre")
        self.said("place", "add", "coffre", "--cloud", self.server.location.removeprefix("rest:"), "--login-file",
                  self.place / "acces")
        login, = self.state.glob("*.login")
        self.assertEqual(login.stat().st_mode & 0o777, 0o600)
        self.assertNotIn("fictif", (self.state / "plans.toml").read_text("utf-8") + self.said("journal", "export"))


@unittest.skipUnless(can_make_disks(), "only root can make loop devices, where there are any")
class Disks(Places):
    def setUp(self):
        super().setUp()
        self.disk = LoopDisk(self.place / "disque")
        self.disk.plug()
        self.addCleanup(self.disk.pull)

    def test_a_disk_comes_is_ejected_and_comes_again_under_another_name(self):
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        place, = self.places()
        self.assertEqual((place["kind"], place["presence"], place["left_plugged"]), ("disk", "plugged", False))
        self.assertGreater(place["free_bytes"], 0)
        self.assertIn("Débranchez-le", self.said("place", "eject", "disque bleu"))
        self.assertFalse(self.disk.is_plugged())
        self.assertEqual(self.places()[0]["presence"], "off")
        self.assertIn("n'est pas là", self.said("place", "eject", "disque bleu", code=1))

        # Another device takes the first free name.
        other = LoopDisk(self.place / "autre")
        other.plug()
        self.addCleanup(other.pull)
        self.disk.plug()
        self.assertEqual(self.places()[0]["presence"], "plugged")
        self.assertIn("a effacé", self.said("place", "try", "disque bleu"))
        self.assertEqual(self.disk.mounts(), [str(mount) for mount in (self.state / "mounted").iterdir()])

    def test_a_planned_copy_goes_to_the_disk_which_is_then_switched_off(self):
        practice = self.place / "cabinet"
        practice.mkdir()
        (practice / "agenda").write_text("PATIENT TEST 0042", encoding="utf-8")
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        self.said("plan", "add", "cabinet", practice, "--at", "12:30", "--place", "disque bleu")
        self.said("backup", "now", "cabinet")
        self.assertFalse(self.disk.is_plugged())
        self.assertEqual(self.places()[0]["presence"], "off")
        saved, = self.entries("backup_saved")
        self.assertEqual((saved["plan"], saved["place"]), ("plan-1", "place-1"))
        # Away, nothing can be copied to it; back under any name, it is known again.
        self.said("backup", "now", "cabinet", code=10)
        self.disk.plug()
        self.said("backup", "now", "cabinet")
        self.assertEqual(len(self.entries("backup_saved")), 2)

    def test_a_disk_is_named_by_a_folder_on_it(self):
        folder = self.place / "media"
        folder.mkdir()
        run("mount", self.disk.device, folder)
        self.said("place", "add", "disque bleu", "--disk", folder)
        self.assertTrue((folder / "Digue/config").is_file())
        self.assertEqual(self.disk.mounts(), [str(folder)])
        self.said("place", "eject", "disque bleu")
        self.assertEqual(list(folder.iterdir()), [])

    def test_a_disk_that_somebody_uses_is_not_switched_off(self):
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        with open(Path(self.disk.mounts()[0]) / "Digue/config", "rb"):
            self.assertIn("utilise encore", self.said("place", "eject", "disque bleu", code=11))
        self.assertEqual(self.places()[0]["presence"], "plugged")
        self.said("place", "eject", "disque bleu")

    def test_a_disk_that_is_pulled_heals_at_the_next_look(self):
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        self.disk.pull()
        self.assertEqual(self.places()[0]["presence"], "away")
        self.disk.plug()
        self.assertEqual(self.places()[0]["presence"], "plugged")
        self.said("place", "try", "disque bleu")

    def test_a_disk_that_was_formatted_anew_is_not_the_place(self):
        self.said("place", "add", "disque bleu", "--disk", self.disk.device)
        self.said("place", "eject", "disque bleu")
        run("mkfs.ext4", "-q", "-F", self.disk.file)
        self.disk.plug()
        self.assertNotEqual(self.places()[0]["presence"], "plugged")
        self.assertIn("n'est pas là", self.said("place", "try", "disque bleu", code=1))

    def test_a_full_disk_is_said_and_is_no_place(self):
        folder = self.place / "media"
        folder.mkdir()
        run("mount", self.disk.device, folder)
        with open(folder / "plein", "wb") as file:
            try:
                while True:
                    file.write(bytes(1024 * 1024))
                    file.flush()
            except OSError:
                pass
        for number in range(100_000):
            try:
                (folder / f"encore-{number}").write_bytes(bytes(4096))
            except OSError:
                break
        self.said("place", "add", "disque bleu", "--disk", folder, code=8)
        self.assertEqual(self.places(), [])


if __name__ == "__main__":
    unittest.main()
