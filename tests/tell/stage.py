"""A practice with a service, and the servers that it speaks to: mail, a URL that is called, a desktop."""

import http.server
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
PATIENCE = 90
# Planted where people and files have their names: nothing that leaves the computer may hold any of it.
CANARY = "Zqcanari"
SECRET = "zq-un-mot-de-passe-fictif"
PING = "zq-adresse-secrete"


def plain(text: str) -> str:
    """French puts spaces that do not break before its marks."""
    return text.replace("\xa0", " ").replace("\u202f", " ")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class PingServer:
    """Answers every GET, and remembers what was asked."""

    def __init__(self):
        self.asked = []
        self.status = 200

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(handler):
                length = int(handler.headers.get("content-length", 0))
                self.asked.append((handler.path, handler.rfile.read(length), dict(handler.headers)))
                handler.send_response(self.status)
                handler.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/{PING}"

    def paths(self) -> list[str]:
        return [path.removeprefix(f"/{PING}") for path, _, _ in self.asked]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Told(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        scratch = tempfile.TemporaryDirectory(prefix="digue-")
        self.addCleanup(scratch.cleanup)
        self.top = Path(scratch.name)
        os.chmod(self.top, 0o755)
        self.state = self.top / "etat"
        self.state.mkdir(mode=0o700)
        self.mailbox = self.top / "messagerie"
        self.mailbox.mkdir()
        self.socket = self.top / "socket"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-keyout", self.mailbox / "key.pem", "-out", self.mailbox / "certificate.pem"],
                       check=True, capture_output=True)
        (self.mailbox / "password").write_text(SECRET + "\n")
        self.password = self.secret("mail.password", SECRET)
        self.port = free_port()

    def secret(self, name: str, text: str, mode: int = 0o600) -> Path:
        path = self.top / name
        path.write_text(text + "\n")
        path.chmod(mode)
        return path

    def mail_table(self, **changes) -> str:
        members = {"to": ["cabinet@exemple.test", "prestataire@exemple.test"], "from": "poste@exemple.test",
                   "server": "localhost", "port": self.port, "user": "poste", "password-file": str(self.password),
                   "authority-file": str(self.mailbox / "certificate.pem"), **changes}
        lines = [f"{name} = {json.dumps(value)}" for name, value in members.items() if value is not None]
        return "\n".join(["[tell.mail]", *lines, ""])

    def write_plans(self, text: str):
        (self.state / "plans.toml").write_text("version = 1\n" + text)
        (self.state / "plans.toml").chmod(0o600)

    def serve_mail(self, mode: str = "tls"):
        server = subprocess.Popen([sys.executable, Path(__file__).parent / "smtp_server.py", self.mailbox, str(self.port), mode],
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.assertEqual(server.stdout.readline(), "ready\n")

        def end():
            server.stdin.close()
            server.wait()
            server.stdout.close()

        self.addCleanup(end)

    def mails(self) -> list[dict]:
        path = self.mailbox / "mails"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []

    def environment(self, **more) -> dict:
        return {"PATH": os.environ["PATH"], "LANG": "fr_FR.UTF-8", "TZ": "UTC", **more,
                **{name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}}

    def digue(self, *words, **environment) -> subprocess.CompletedProcess:
        return subprocess.run([DIGUE, *words, "--state", self.state], env=self.environment(**environment),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False)

    def until(self, is_so):
        end = time.monotonic() + PATIENCE
        while not is_so():
            self.assertLess(time.monotonic(), end, "it never came")
            time.sleep(0.1)

    def assert_names_nothing(self, text: str):
        for word in (CANARY, SECRET, PING, str(self.top), "/", socket.gethostname()):
            self.assertNotIn(word, text)
        self.assertNotRegex(text, r"\d")
