"""The service as it really runs: planned copies, what may be asked of it and by whom, and how it ends."""

import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
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
# Nothing is waited for longer.
PATIENCE = 60
READER = "digue-essai"


def plain(text: str) -> str:
    """French puts spaces that do not break before its marks."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def environment() -> dict:
    return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "TZ": "UTC",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}


class Service(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="digue-")
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name)
        os.chmod(self.top, 0o755)
        self.state, self.place, self.practice = (self.top / name for name in ("etat", "coffre", "cabinet"))
        self.socket = self.top / "socket"
        self.state.mkdir(mode=0o700)
        self.practice.mkdir()
        (self.practice / "agenda.db").write_bytes(os.urandom(100_000))
        password = self.state / "repository.password"
        password.write_text("un mot de passe fictif\n")
        password.chmod(0o600)
        self.run_digue("repo", "init", "-r", self.place, "-p", password)
        self.plan_at_another_time()
        self.service = None
        self.addCleanup(self.kill)

    def plan_at_another_time(self):
        """Not while the test runs: it starts what is to run."""
        hour = (time.gmtime().tm_hour + 12) % 24
        text = PLANS.format(place=self.place, practice=self.practice, at=f"{hour:02}:00")
        (self.state / "plans.toml").write_text(text)
        (self.state / "plans.toml").chmod(0o600)

    def many_files(self):
        """So much that a copy can be caught in the middle."""
        for i in range(40):
            (self.practice / f"radio-{i}.dcm").write_bytes(os.urandom(8_000_000))

    def digue(self, *words, **options) -> subprocess.CompletedProcess:
        return subprocess.run([DIGUE, *words, "--state", self.state], env=environment(), stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=120, check=False, **options)

    def run_digue(self, *words, code: int = 0) -> str:
        done = self.digue(*words)
        self.assertEqual(done.returncode, code, f"{words}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def now(self, *words, **options):
        return self.digue("backup", "now", *words, "--socket", self.socket, **options)

    def start(self):
        self.service = subprocess.Popen([DIGUE, "serve", "--state", self.state, "--socket", self.socket],
                                        env=environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)
        self.until(lambda: self.socket.exists() and self.ask("GET", "/v1/status")[0] == 200)
        # It has looked around once.
        self.until(lambda: self.ask("GET", "/v1/status")[1]["plans"] == 1)

    def kill(self):
        if self.service is None:
            return
        if self.service.poll() is None:
            self.service.kill()
        self.service.wait()
        self.service.stdout.close()
        self.service = None

    def end(self) -> tuple[int, str]:
        self.service.send_signal(signal.SIGTERM)
        said, _ = self.service.communicate(timeout=PATIENCE)
        code = self.service.returncode
        self.service = None
        return code, said

    def until(self, is_so):
        end = time.monotonic() + PATIENCE
        while not is_so():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.05)

    def ask(self, method: str, path: str, body: dict | None = None) -> tuple[int, dict | None]:
        text = "" if body is None else json.dumps(body)
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(PATIENCE)
            try:
                connection.connect(str(self.socket))
            except OSError:
                return 0, None
            connection.sendall((f"{method} {path} HTTP/1.1\r\nHost: digue\r\nConnection: close\r\n"
                                "Content-Type: application/json\r\n"
                                f"Content-Length: {len(text.encode())}\r\n\r\n{text}").encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
        head, _, content = answer.partition("\r\n\r\n")
        return int(head.split()[1]), json.loads(content)

    def start_job(self) -> int:
        status, answer = self.ask("POST", "/v1/jobs", {"kind": "backup", "plan": "cabinet"})
        self.assertEqual(status, 202, answer)
        return answer["jobs"][0]["id"]

    def job(self, number: int) -> dict:
        return self.ask("GET", f"/v1/jobs/{number}")[1]

    def until_it_writes(self, number: int):
        self.until(lambda: self.job(number)["bytes_done"] > 1_000_000 or self.job(number)["state"] == "ended")
        self.assertEqual(self.job(number)["state"], "running", "the copy was over before it could be caught")

    def entries(self, kind: str) -> list[dict]:
        lines = self.run_digue("journal", "export").splitlines()
        return [entry for entry in map(json.loads, lines) if entry["kind"] == kind]

    def assert_whole(self):
        self.run_digue("journal", "verify")
        self.run_digue("check", "-r", self.place, "-p", self.state / "repository.password", "--read-data")

    def test_a_copy_is_asked_for_through_the_socket_and_written_down(self):
        self.start()
        done = self.now("cabinet")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(plain(done.stdout), "« cabinet » est sauvegardé sur « coffre ».\n")
        self.assertEqual(self.job(1)["outcome"], "done")
        plan = self.ask("GET", "/v1/plans")[1]["plans"][0]
        self.assertEqual((plan["name"], plan["folders"]), ("cabinet", [str(self.practice)]))
        self.assertIn("1  plan-1 vers place-1 : fait", plain(self.run_digue("jobs", "--socket", self.socket)))
        code, said = self.end()
        self.assertEqual(code, 0, said)
        entry = self.entries("backup_saved")[0]["body"]
        self.assertEqual((entry["plan"], entry["place"], entry["complete"]), ("plan-1", "place-1", True))
        self.assertNotIn(str(self.practice), self.run_digue("journal", "export"))
        self.assert_whole()

    def test_without_a_service_the_program_does_it_itself(self):
        done = self.now()
        self.assertEqual((done.returncode, plain(done.stdout)), (0, "« cabinet » est sauvegardé sur « coffre ».\n"), done.stderr)
        self.assertEqual(len(self.entries("backup_saved")), 1)

    def test_a_folder_that_vanished_fails_by_name_and_the_next_run_heals(self):
        self.start()
        self.practice.rename(self.top / "ailleurs")
        done = self.now()
        self.assertEqual(done.returncode, 10)
        self.assertIn("n'est pas là", done.stdout)
        self.assertEqual(self.entries("run_failed")[0]["body"]["code"], "not_found")
        (self.top / "ailleurs").rename(self.practice)
        self.assertEqual(self.now().returncode, 0)

    def test_a_running_copy_is_cancelled_and_the_next_one_is_whole(self):
        self.many_files()
        self.start()
        number = self.start_job()
        self.until_it_writes(number)
        self.assertEqual(self.ask("DELETE", f"/v1/jobs/{number}")[0], 202)
        self.until(lambda: self.job(number)["state"] == "ended")
        self.assertEqual(self.job(number)["outcome"], "cancelled")
        self.assertEqual(self.entries("backup_saved"), [])
        self.assertEqual(self.now().returncode, 0)
        self.assert_whole()

    def test_a_polite_end_in_the_middle_of_a_copy_leaves_everything_whole(self):
        self.many_files()
        self.start()
        self.until_it_writes(self.start_job())
        code, said = self.end()
        self.assertEqual(code, 0, said)
        self.assertIn("Le service est arrêté.", said)
        self.assertEqual(self.entries("run_failed"), [])
        self.assert_whole()
        self.start()
        self.assertEqual(self.now().returncode, 0)

    def test_a_service_that_is_killed_in_the_middle_of_a_copy_starts_again_and_heals(self):
        self.many_files()
        self.start()
        self.until_it_writes(self.start_job())
        self.kill()
        self.start()
        self.assertEqual(self.now().returncode, 0)
        code, said = self.end()
        self.assertEqual(code, 0, said)
        self.assert_whole()

    def test_a_second_service_on_the_same_socket_is_refused(self):
        self.start()
        done = self.digue("serve", "--socket", self.socket)
        self.assertEqual((done.returncode, done.stderr), (11, "Le service tourne déjà.\n"))

    def test_what_was_due_runs_by_itself(self):
        minute = time.gmtime(time.time() + 60)
        text = PLANS.format(place=self.place, practice=self.practice, at=f"{minute.tm_hour:02}:{minute.tm_min:02}")
        (self.state / "plans.toml").write_text(text)
        self.start()
        end = time.monotonic() + 100
        while not self.entries("backup_saved"):
            self.assertLess(time.monotonic(), end, "the planned copy never came")
            time.sleep(1)
        self.assertEqual(len(self.ask("GET", "/v1/jobs")[1]["jobs"]), 1)

    @unittest.skipUnless(os.geteuid() == 0 and shutil.which("useradd"), "only root can make a second account")
    def test_another_account_reads_without_a_path_and_starts_nothing(self):
        subprocess.run(["useradd", "--no-create-home", "--shell", "/bin/sh", READER], check=True, capture_output=True)
        self.addCleanup(subprocess.run, ["userdel", READER], check=True, capture_output=True)
        shutil.copy(DIGUE, self.top / "digue")
        (self.top / "digue").chmod(0o755)
        self.start()

        def as_reader(*words):
            return subprocess.run([self.top / "digue", *words, "--socket", self.socket], user=READER, group=READER,
                                  extra_groups=[], env=environment(), stdin=subprocess.DEVNULL, capture_output=True,
                                  text=True, timeout=120, check=False, cwd="/")

        refused = as_reader("backup", "now")
        self.assertEqual(refused.returncode, 5, refused.stdout + refused.stderr)
        self.assertIn("Votre compte n'a pas le droit", refused.stderr)
        self.assertEqual(self.ask("GET", "/v1/jobs")[1]["jobs"], [])
        self.assertEqual(self.now().returncode, 0)
        seen = as_reader("jobs", "--json")
        self.assertEqual(seen.returncode, 0, seen.stderr)
        self.assertNotIn(str(self.top), seen.stdout)

        made_group = subprocess.run(["getent", "group", "digue"], capture_output=True, check=False).returncode != 0
        if made_group:
            subprocess.run(["groupadd", "digue"], check=True)
            self.addCleanup(subprocess.run, ["groupdel", "digue"], check=True)
        subprocess.run(["gpasswd", "--add", READER, "digue"], check=True, capture_output=True)
        self.addCleanup(subprocess.run, ["gpasswd", "--delete", READER, "digue"], check=True, capture_output=True)
        allowed = as_reader("backup", "now")
        self.assertEqual(allowed.returncode, 0, allowed.stdout + allowed.stderr)


if __name__ == "__main__":
    unittest.main()
