"""The service as it really runs, on a practice, a place and a state below one scratch folder."""

import json
import os
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


def plain(text: str) -> str:
    """French puts spaces that do not break before its marks."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def environment() -> dict:
    return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "TZ": "UTC",
            **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}


class ServiceStage(unittest.TestCase):
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

    def start(self, **variables):
        self.service = subprocess.Popen([DIGUE, "serve", "--state", self.state, "--socket", self.socket],
                                        env=environment() | variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
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
