"""Runs the contract of stores over REST against the servers that people use: `rclone serve restic` and restic's
rest-server, in every version that tools/peers has brought or the system has. They listen on the loopback interface. A
server that is not there is a skip that says so.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = Path(os.environ.get("REST_CONTRACT", ROOT / "build/dev/tests/store/rest_contract"))
PEERS = ROOT / "build/peers/bin"

USER = "agent"
PASSWORD = "mot de passe: @/%é"
# The password above as a URL holds it, and its SHA-1 as htpasswd writes it: {SHA} and base64.
URL_PASSWORD = "mot%20de%20passe%3A%20%40%2F%25%C3%A9"


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


def programs(name: str) -> list[Path]:
    found = sorted(PEERS.glob(f"{name}-[0-9]*"))
    installed = shutil.which(name)
    return found or ([Path(installed)] if installed else [])


def htpasswd_line() -> str:
    import base64
    import hashlib
    digest = hashlib.sha1(PASSWORD.encode()).digest()
    return f"{USER}:{{SHA}}{base64.b64encode(digest).decode()}\n"


def make_certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                    "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    return certificate, key


class Server:
    """A server of one kind on a folder of its own, for the length of a with block."""

    def __init__(self, program: Path, *words: str, tls: bool = False, authenticates: bool = False):
        self.place = tempfile.TemporaryDirectory()
        self.folder = Path(self.place.name)
        self.port = free_port()
        self.tls = tls
        self.authenticates = authenticates
        self.command = self.command_of(program) + list(words)

    def command_of(self, program: Path) -> list[str]:
        address = f"127.0.0.1:{self.port}"
        data = str(self.folder / "data")
        is_rclone = "rclone" in program.name
        command = ([program, "serve", "restic", "--addr", address, "--config", os.devnull] if is_rclone
                   else [program, "--listen", address, "--path", data])
        if self.tls:
            certificate, key = make_certificate(self.folder)
            command += (["--cert", certificate, "--key", key] if is_rclone
                        else ["--tls", "--tls-cert", certificate, "--tls-key", key])
        if self.authenticates:
            (self.folder / "htpasswd").write_text(htpasswd_line(), encoding="utf-8")
            command += ["--htpasswd" if is_rclone else "--htpasswd-file", self.folder / "htpasswd"]
        elif not is_rclone:
            command += ["--no-auth"]
        return command + ([data] if is_rclone else [])

    def __enter__(self):
        self.log = open(self.folder / "log", "w+b")
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=subprocess.STDOUT, env={"PATH": os.environ["PATH"], "HOME": self.place.name})
        deadline = time.monotonic() + 30
        while self.process.poll() is None and time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        self.__exit__()
        raise AssertionError("the server did not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.log.close()
        self.place.cleanup()

    def location(self, credentials: str = "") -> str:
        return f"rest:{'https' if self.tls else 'http'}://{credentials}localhost:{self.port}/"

    def try_case(self, test: unittest.TestCase, case: str, credentials: str = "", authority: bool = True) -> None:
        environment = {"DIGUE_REST_LOCATION": self.location(credentials), "PATH": os.environ["PATH"],
                       # What the environment says of proxies must not matter.
                       "http_proxy": "http://127.0.0.1:1", "https_proxy": "http://127.0.0.1:1",
                       **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}
        if self.tls and authority:
            environment["DIGUE_REST_AUTHORITY"] = str(self.folder / "certificate.pem")
        # A comma would separate two filters.
        result = subprocess.run([CONTRACT, "--no-version", f"--test-case={case.replace(',', '?')}"], env=environment, timeout=300,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.log.flush()
        log = (self.folder / "log").read_text(errors="replace")[-2000:]
        test.assertEqual(result.returncode, 0, f"{self.command[0]}\n{result.stdout}\n{log}")
        test.assertIn("1 passed", result.stdout)
        test.assertNotIn(PASSWORD, result.stdout)


class Peers(unittest.TestCase):
    def each(self, name: str) -> list[Path]:
        found = programs(name)
        if not found:
            self.skipTest(f"{name} is not there: tools/peers brings it")
        return found

    def test_rclone_keeps_the_contract(self):
        for program in self.each("rclone"):
            with Server(program) as server:
                server.try_case(self, "the server keeps the contract")

    def test_rest_server_keeps_the_contract(self):
        for program in self.each("rest-server"):
            with Server(program) as server:
                server.try_case(self, "the server keeps the contract")

    def test_rest_server_checks_what_it_is_given(self):
        for program in self.each("rest-server"):
            with Server(program) as server:
                server.try_case(self, "a server that checks refuses a content that is not what its name says")
                server.try_case(self, "where no repository is, nothing is listed")

    def test_append_only_servers_refuse_to_delete(self):
        for name in ("rclone", "rest-server"):
            for program in self.each(name):
                with Server(program, "--append-only") as server:
                    server.try_case(self, "an append-only server refuses to delete, and takes the same content again")

    def test_who_has_the_password_enters(self):
        for name in ("rclone", "rest-server"):
            for program in self.each(name):
                with Server(program, tls=True, authenticates=True) as server:
                    server.try_case(self, "the server keeps the contract", f"{USER}:{URL_PASSWORD}@")
                    for wrong in ("", f"{USER}@", f"{USER}:{URL_PASSWORD}x@", f"other:{URL_PASSWORD}@"):
                        server.try_case(self, "a server that refuses us denies everything", wrong)

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        for name in ("rclone", "rest-server"):
            for program in self.each(name):
                with Server(program, tls=True) as server:
                    server.try_case(self, "a server that refuses us denies everything", authority=False)


if __name__ == "__main__":
    unittest.main()
