"""A server that means harm, or is merely broken: whatever it answers, the store ends with an error (or with what is right),
soon, and in bounded memory. Each behaviour is one class below; store_probe asks one question and prints what came of it.
"""

import json
import os
import socket
import socketserver
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROBE = Path(os.environ.get("STORE_PROBE", ROOT / "build/dev/tests/store/store_probe"))
V2 = "application/vnd.x.restic.rest.v2"
A, B = "a" * 64, "b" * 64

MEGABYTE = 1024 * 1024
# A sanitizer's shadow memory is not ours to count.
IS_SANITIZED = any(name.endswith("SAN_OPTIONS") for name in os.environ) or b"__asan" in PROBE.read_bytes()


class Behaviour(socketserver.StreamRequestHandler):
    """Reads one request head, then does what its method `answer` says. Connections are closed after each answer."""

    timeout = 60

    def handle(self):
        try:
            head = b""
            while b"\r\n\r\n" not in head:
                part = self.connection.recv(65536)
                if not part:
                    return
                head += part
            self.head, _, self.body = head.partition(b"\r\n\r\n")
            self.method, self.target = self.head.decode("latin-1").split(" ")[:2]
            self.server.heads.append(self.head.decode("latin-1"))
            self.answer()
        except OSError:
            pass  # the client has gone, as it should

    def say(self, text: str | bytes) -> None:
        self.connection.sendall(text.encode() if isinstance(text, str) else text)

    def respond(self, status: str, headers: str = "", body: bytes = b"", length: int | None = None) -> None:
        length = len(body) if length is None else length
        self.say(f"HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n")
        self.say(body)

    def answer(self) -> None:
        raise NotImplementedError


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, behaviour):
        super().__init__(("127.0.0.1", 0), behaviour)
        self.heads = []

    def __enter__(self):
        self.thread = threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/repository/"


def ask(url: str, question: str, patience: int, *authority: str) -> tuple[str, float]:
    """What came of it, and the megabytes that it took at most."""
    result = subprocess.run([PROBE, url, question, str(patience), *authority], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                            text=True, timeout=200, check=False)
    lines = result.stdout.splitlines()
    if result.returncode or len(lines) != 2:
        raise AssertionError(f"the probe died with {result.returncode}")
    return lines[0], int(lines[1]) / 1024


def listing(count: int) -> bytes:
    items = ",".join('{"name":"%064x","size":1}' % number for number in range(count))
    return f"[{items}]".encode()


class Hostile(unittest.TestCase):
    def outcome(self, answer, question: str, megabytes: int = 64, patience: int = 60) -> str:
        behaviour = type("Answer", (Behaviour,), {"answer": answer})
        with Server(behaviour) as server:
            outcome, used = ask(server.url, question, patience)
            self.heads = server.heads
        if not IS_SANITIZED:
            self.assertLess(used, megabytes)
        return outcome

    def test_an_honest_answer_is_understood(self):
        files = json.dumps([{"name": A, "size": 3}, {"name": B, "size": 4}]).encode()
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", f"Content-Type: {V2}\r\n", files), "list"), "ok 2")
        self.assertIn(f"Accept: {V2}", self.heads[0])
        self.assertEqual(self.outcome(lambda h: h.respond("206 Partial Content", "", b"x" * 200), "part"), "ok 200")
        self.assertIn("Range: bytes=100-299", self.heads[0])
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "", b"", length=77), "size"), "ok 77")

    def test_an_old_server_is_asked_for_each_size(self):
        def answer(h):
            if h.method == "HEAD":
                return h.respond("200 OK", "", b"", length=5)
            h.respond("200 OK", "Content-Type: application/vnd.x.restic.rest.v1\r\n", json.dumps([A, "x", B]).encode())
        self.assertEqual(self.outcome(answer, "list"), "ok 2")
        self.assertEqual([head.split(" ")[0] for head in self.heads], ["GET", "HEAD", "HEAD"])

    def test_statuses_say_what_can_be_done(self):
        for status, code in (("401 Unauthorized", "denied"), ("403 Forbidden", "denied"), ("404 Not Found", "not_found"),
                             ("405 Method Not Allowed", "denied"), ("416 Range Not Satisfiable", "damaged"),
                             ("429 Too Many Requests", "unavailable"), ("500 Internal Server Error", "unavailable"),
                             ("503 Service Unavailable", "unavailable"), ("507 Insufficient Storage", "full"),
                             ("418 I'm a teapot", "unsupported")):
            with self.subTest(status=status):
                self.assertEqual(self.outcome(lambda h: h.respond(status, "", b"no"), "part"), code)
                self.assertEqual(self.outcome(lambda h: h.respond(status, "", b"no"), "load"), code)

    def test_a_full_server_is_full(self):
        def answer(h):
            h.respond("404 Not Found" if h.method == "HEAD" else "507 Insufficient Storage")
        self.assertEqual(self.outcome(answer, "save"), "full")

    def test_rclone_says_not_found_when_it_fails(self):
        self.assertEqual(self.outcome(lambda h: h.respond("404 Not Found", "Server: rclone/v1.60\r\n"), "list"),
                         "unavailable")

    def test_an_answer_shorter_than_announced_is_no_answer(self):
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "", b"half", length=8), "load"), "unavailable")

    def test_an_announced_giant_is_refused_before_it_comes(self):
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "", b"x" * 9, length=2**62), "load"),
                         "invalid_input")
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "", b"x" * 9, length=-5), "load"), "unsupported")

    def test_an_endless_body_is_cut(self):
        def answer(h):
            h.say("HTTP/1.1 200 OK\r\n\r\n")
            while True:
                h.say(b"x" * 65536)
        self.assertEqual(self.outcome(answer, "load"), "invalid_input")

    def test_an_endless_body_in_chunks_is_cut(self):
        def answer(h):
            h.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            while True:
                h.say(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        self.assertEqual(self.outcome(answer, "load"), "invalid_input")

    def test_an_endless_refusal_is_not_read(self):
        def answer(h):
            h.say("HTTP/1.1 403 Forbidden\r\n\r\n")
            while True:
                h.say(b"no, " * 16384)
        self.assertEqual(self.outcome(answer, "load"), "denied")

    def test_an_endless_list_is_cut(self):
        def answer(h):
            h.say(f"HTTP/1.1 200 OK\r\nContent-Type: {V2}\r\n\r\n[")
            item = json.dumps({"name": A, "size": 3}).encode() + b","
            while True:
                h.say(item * 1000)
        self.assertEqual(self.outcome(answer, "list", megabytes=256), "invalid_input")

    def test_a_million_names_are_too_many(self):
        items = listing(1_000_000)
        def answer(h):
            h.respond("200 OK", f"Content-Type: {V2}\r\n", items)
        self.assertEqual(self.outcome(answer, "list", megabytes=256), "invalid_input")

    def test_many_names_are_read_in_bounded_memory(self):
        items = listing(100_000)
        def answer(h):
            h.respond("200 OK", f"Content-Type: {V2}\r\n", items)
        self.assertEqual(self.outcome(answer, "list", megabytes=64), "ok 100000")

    def test_a_list_that_is_none_is_refused(self):
        for junk in (b"", b"null", b"<html>Bienvenue</html>", b"Resticv2APIrequired", b"[" * 100_000, b'[{"name":1}]'):
            with self.subTest(junk=junk[:20]):
                for kind in (f"Content-Type: {V2}\r\n", "Content-Type: text/html\r\n", ""):
                    self.assertEqual(self.outcome(lambda h: h.respond("200 OK", kind, junk), "list"), "invalid_input")

    def test_endless_headers_are_cut(self):
        def answer(h):
            h.say("HTTP/1.1 200 OK\r\n")
            while True:
                h.say("X-More: and more\r\n" * 1000)
        self.assertEqual(self.outcome(answer, "load"), "invalid_input")

    def test_an_endless_header_line_is_cut(self):
        def answer(h):
            h.say("HTTP/1.1 200 OK\r\nX-More: ")
            while True:
                h.say("and more " * 1000)
        self.assertIn(self.outcome(answer, "load"), ("unavailable", "invalid_input"))

    def test_endless_interim_answers_are_cut(self):
        def answer(h):
            while True:
                h.say("HTTP/1.1 100 Continue\r\n\r\n" * 1000)
        self.assertEqual(self.outcome(answer, "load"), "invalid_input")

    def test_a_silent_server_is_given_up(self):
        for words in ("", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"):
            with self.subTest(words=words):
                def answer(h):
                    h.say(words)
                    time.sleep(100)
                self.assertEqual(self.outcome(answer, "load", patience=1), "unavailable")

    def test_a_server_that_drips_is_given_up(self):
        def answer(h):
            h.say("HTTP/1.1 200 OK\r\n\r\n")
            for _ in range(1000):
                h.say(b"x")
                time.sleep(0.1)
        self.assertEqual(self.outcome(answer, "load", patience=1), "unavailable")

    def test_a_server_that_hangs_up_is_unavailable(self):
        self.assertEqual(self.outcome(lambda h: None, "load"), "unavailable")
        self.assertEqual(self.outcome(lambda h: None, "save"), "unavailable")

    def test_a_server_that_hangs_up_in_the_middle_of_a_pack_is_unavailable(self):
        def answer(h):
            if h.method == "HEAD":
                h.respond("404 Not Found")
            else:
                h.say("HTTP/1.1 100 Continue\r\n\r\n")
                h.connection.recv(1000)
        self.assertEqual(self.outcome(answer, "save"), "unavailable")

    def test_a_server_that_breaks_a_secure_connection_is_unavailable(self):
        """Writing to a connection that was reset must not end the program by SIGPIPE."""
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listener:
            certificate, key = f"{folder}/certificate.pem", f"{folder}/key.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                            "-nodes", "-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=localhost",
                            "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate, key)
            reset = []

            def serve():
                while True:
                    connection, _ = listener.accept()
                    secure = context.wrap_socket(connection, server_side=True)
                    while secure.recv(65536).startswith(b"HEAD"):
                        secure.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
                    secure.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    secure.recv(65536)
                    secure.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    secure.close()
                    reset.append(True)

            threading.Thread(target=serve, daemon=True).start()
            url = f"https://localhost:{listener.getsockname()[1]}/"
            for _ in range(5):
                self.assertEqual(ask(url, "save", 60, certificate)[0], "unavailable")
            self.assertTrue(reset)

    def test_no_redirect_is_followed(self):
        with Server(type("Elsewhere", (Behaviour,), {"answer": lambda h: h.respond("200 OK", "", b"x" * 200)})) as other:
            for status in ("301 Moved Permanently", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"):
                for question in ("load", "part", "list", "size", "create", "remove", "save"):
                    with self.subTest(status=status, question=question):
                        answer = lambda h: h.respond(status, f"Location: {other.url}\r\n")
                        self.assertEqual(self.outcome(answer, question), "unsupported")
            self.assertEqual(other.heads, [])

    def test_a_range_that_is_ignored_or_wrong_is_no_content(self):
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "", b"x" * 5000), "part"), "unsupported")
        self.assertEqual(self.outcome(lambda h: h.respond("206 Partial Content", "", b"x" * 199), "part"), "damaged")
        self.assertEqual(self.outcome(lambda h: h.respond("206 Partial Content", "", b"x" * 201), "part"),
                         "invalid_input")
        self.assertEqual(self.outcome(lambda h: h.respond("206 Partial Content", "", b""), "part"), "damaged")
        self.assertEqual(self.outcome(lambda h: h.respond("204 No Content"), "part"), "damaged")

    def test_what_is_not_http_is_refused(self):
        for junk in (b"SSH-2.0-OpenSSH_9.2\r\n", b"\x16\x03\x01\x02\x00" * 10, b"220 ftp\r\n", b"\0" * 1000):
            with self.subTest(junk=junk[:10]):
                self.assertIn(self.outcome(lambda h: h.say(junk), "load"), ("unsupported", "invalid_input"))

    def test_a_size_that_nobody_tells_is_unknown(self):
        self.assertEqual(self.outcome(lambda h: h.say("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"), "size"),
                         "unsupported")

    def test_compressed_answers_are_not_unpacked(self):
        import gzip
        bomb = gzip.compress(b"\0" * (100 * MEGABYTE))
        self.assertEqual(self.outcome(lambda h: h.respond("200 OK", "Content-Encoding: gzip\r\n", bomb), "load"),
                         f"ok {len(bomb)}")
        self.assertNotIn("Accept-Encoding", self.heads[0])


if __name__ == "__main__":
    unittest.main()
