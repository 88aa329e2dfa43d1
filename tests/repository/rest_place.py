"""A server of one repository, as restic's REST protocol has it, over a folder that restic can open too. It can be told what
goes wrong at its n-th request, and whom it kills then.
"""

import json
import os
import re
import signal
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

VERSION_2 = "application/vnd.x.restic.rest.v2"
FOLDERS = ("keys", "locks", "snapshots", "index", "data")
TARGET = re.compile(r"/(?:(config)|(keys|locks|snapshots|index|data)/([0-9a-f]{64})?)(\?create=true)?")

# What may go wrong at a request. The last two go on: so does a right that was taken away, and a full disk.
KILLED_BEFORE, KILLED_AFTER, CUT_BEFORE, CUT_AFTER, HALF, ERROR, REFUSED, FULL = (
    "killed before", "killed after", "cut before", "cut after", "half of it", "error once", "refused", "full")
FAULTS = (KILLED_BEFORE, KILLED_AFTER, CUT_BEFORE, CUT_AFTER, HALF, ERROR, REFUSED, FULL)


class RestPlace(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), Request)
        self.folder = folder
        self.lock = threading.Lock()
        self.refuses_to_delete: tuple[str, ...] = ()  # folders
        self.only_says_that_it_deletes = False
        self.arm("", 0)

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def location(self) -> str:
        return f"rest:http://127.0.0.1:{self.server_address[1]}/"

    def arm(self, fault: str, at: int, victim=None) -> None:
        """`victim`: the process (of ours) that the killing faults end."""
        with self.lock:
            self.fault, self.at, self.victim, self.requests = fault, at, victim, 0

    def next_fault(self) -> str:
        with self.lock:
            self.requests += 1
            goes_on = self.fault in (REFUSED, FULL) and 0 < self.at <= self.requests
            return self.fault if self.requests == self.at or goes_on else ""

    def kill(self) -> None:
        os.kill(self.victim().pid, signal.SIGKILL)

    def handle_error(self, *_):
        pass  # the client is gone, as it was meant to be


class Request(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: RestPlace

    def log_message(self, *_):
        pass

    def do_GET(self):
        self._serve()

    do_HEAD = do_POST = do_DELETE = do_GET

    def _serve(self):
        fault = self.server.next_fault()
        length = int(self.headers.get("Content-Length", 0))
        if fault == HALF and self.command == "POST":
            self.rfile.read(length // 2)
            return self._cut()
        body = self.rfile.read(length)
        if fault == KILLED_BEFORE:
            self.server.kill()
        if fault in (KILLED_BEFORE, CUT_BEFORE):
            return self._cut()
        if fault == ERROR:
            return self._answer(500)
        if fault == REFUSED and self.command in ("POST", "DELETE"):
            return self._answer(403)
        if fault == FULL and self.command == "POST":
            return self._answer(507)
        status, content, kind = self._do(body)
        if fault == KILLED_AFTER:
            self.server.kill()
        if fault in (KILLED_AFTER, CUT_AFTER):
            return self._cut()
        self._answer(status, content, kind, sends=len(content) // 2 if fault == HALF else None)

    def _cut(self):
        self.close_connection = True

    def _answer(self, status: int, content: bytes = b"", kind: str = "application/octet-stream", sends=None):
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Type", kind)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[:sends])
        if sends is not None:
            self._cut()

    def _do(self, body: bytes) -> tuple[int, bytes, str]:
        binary = "application/octet-stream"
        if self.path == "/?create=true":
            for folder in FOLDERS:
                (self.server.folder / folder).mkdir(parents=True)
            return 200, b"", binary
        target = TARGET.fullmatch(self.path)
        if not target:
            return 404, b"", binary
        config, folder, name, _ = target.groups()
        if not config and not name:
            return 200, json.dumps(self._listed(folder)).encode(), VERSION_2
        path = self.server.folder / (config or f"{folder}/{name[:2] + '/' if folder == 'data' else ''}{name}")
        if self.command == "POST":
            if path.exists():
                return 403, b"", binary
            path.parent.mkdir(exist_ok=True)
            # Whole or not at all: what a server owes.
            with tempfile.NamedTemporaryFile(dir=self.server.folder, prefix="upload-", delete=False) as file:
                file.write(body)
            os.rename(file.name, path)
            return 200, b"", binary
        if not path.exists():
            return 404, b"", binary
        if self.command == "DELETE":
            if folder in self.server.refuses_to_delete:
                return 403, b"", binary
            if not self.server.only_says_that_it_deletes:
                path.unlink()
            return 200, b"", binary
        content = path.read_bytes()
        if wanted := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            return 206, content[int(wanted[1]):int(wanted[2]) + 1], binary
        return 200, content, binary

    def _listed(self, folder: str) -> list[dict]:
        return [{"name": path.name, "size": path.stat().st_size}
                for path in (self.server.folder / folder).rglob("*") if path.is_file()]
