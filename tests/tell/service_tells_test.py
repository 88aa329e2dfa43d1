"""What people hear of a service that runs: a copy that fails, and one that heals; on the screen, by mail and through a URL."""

import os
import signal
import subprocess
import sys
import time
import unittest
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "live"))
from bus import SessionBus  # noqa: E402
from stage import CANARY, DIGUE, PING, SECRET, PingServer, Told, plain  # noqa: E402

PLANS = """
[[place]]
id = "place-1"
name = "disque de {canary}"
kind = "network"
folder = "{place}"

[[plan]]
id = "plan-1"
name = "dossiers de {canary}"
folders = ["{practice}"]
places = ["place-1"]
at = ["{at}"]

[tell]
ping-file = "{ping}"
"""


class ServiceTells(Told):
    def setUp(self):
        super().setUp()
        self.place, self.practice = self.top / f"coffre-{CANARY}", self.top / f"cabinet-{CANARY}"
        self.practice.mkdir()
        for number in range(7):
            (self.practice / f"{CANARY}-{number}.txt").write_text(f"{CANARY} {number}\n")
        self.key = self.state / "repository.password"
        self.key.write_text("un mot de passe fictif\n")
        self.key.chmod(0o600)
        self.assertEqual(self.digue("repo", "init", "-r", self.place, "-p", self.key).returncode, 0)
        self.ping = PingServer()
        self.addCleanup(self.ping.close)
        hour = (time.gmtime().tm_hour + 12) % 24
        self.write_plans(PLANS.format(canary=CANARY, place=self.place, practice=self.practice, at=f"{hour:02}:00",
                                      ping=self.secret("ping", self.ping.url)) + self.mail_table())
        self.serve_mail()
        self.bus = SessionBus(self.top)
        self.addCleanup(self.bus.close)
        self.running = []
        self.addCleanup(self.end_all)

    def start(self, *words, **environment):
        process = subprocess.Popen([DIGUE, *words, "--socket", self.socket], env=self.environment(**environment),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.running.append(process)
        return process

    def end_all(self) -> str:
        said = ""
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
            said += process.communicate(timeout=60)[0]
        self.running = []
        return said

    def serve(self):
        self.start("serve", "--state", self.state)
        # The socket of the one before may still lie there: only an answer tells.
        self.until(lambda: self.digue("jobs", "--socket", self.socket).returncode == 0)

    def now(self) -> int:
        return self.digue("backup", "now", "--socket", self.socket).returncode

    def test_a_failure_is_heard_of_once_and_so_is_its_end(self):
        self.serve()
        self.start("watch", "--state", self.top / "personne", DBUS_SESSION_BUS_ADDRESS=self.bus.address)
        self.until(lambda: self.now() == 0)
        self.until(lambda: self.ping.paths() == ["/start", ""])

        good = self.key.read_text()
        self.key.write_text("un autre mot de passe fictif\n")
        self.assertEqual(self.now(), 12)
        self.until(lambda: self.ping.paths()[2:] == ["/start", "/fail"])
        self.until(lambda: len(self.mails()) == 1)
        self.assertEqual(self.mails()[0]["subject"], "Sauvegardes du cabinet\xa0: à voir")
        self.assertIn("Une sauvegarde n'a pas réussi.", self.mails()[0]["body"])
        self.until(lambda: len(self.bus.shown()) == 1)
        self.assertEqual(plain(self.bus.shown()[0].title), "Sauvegardes du cabinet : à voir")
        self.assertEqual(self.bus.shown()[0].timeout, 0)
        told = plain(self.digue("tell").stdout)
        self.assertIn("Une sauvegarde n'a pas réussi.", told.replace("\n", " "))

        # Neither a new service nor a new session says it again.
        self.end_all()
        self.serve()
        self.start("watch", "--state", self.top / "personne", DBUS_SESSION_BUS_ADDRESS=self.bus.address)
        self.until(lambda: self.now() == 12)  # it knows no plan before it has looked
        self.until(lambda: self.ping.paths()[4:] == ["/start", "/fail"])

        self.key.write_text(good)
        self.assertEqual(self.now(), 0)
        self.until(lambda: self.ping.paths()[6:] == ["/start", ""])
        self.until(lambda: len(self.mails()) > 1)
        self.until(lambda: len(self.bus.shown()) > 1)
        said = self.end_all()
        self.assertEqual([mail["subject"] for mail in self.mails()],
                         ["Sauvegardes du cabinet\xa0: à voir", "Sauvegardes du cabinet\xa0: c'est réparé"])
        self.assertEqual([plain(notice.title) for notice in self.bus.shown()],
                         ["Sauvegardes du cabinet : à voir", "C'est réparé"])
        self.assertEqual(self.bus.shown()[1].timeout, -1)
        for mail in self.mails():
            self.assert_names_nothing(mail["subject"] + mail["body"])
            for word in (CANARY, SECRET, PING, str(self.top), os.uname().nodename):
                self.assertNotIn(word, mail["raw"])
        for notice in self.bus.shown():
            self.assert_names_nothing(notice.title + notice.body)
        for _, body, headers in self.ping.asked:
            self.assertEqual(body, b"")
            self.assertNotIn(CANARY, str(headers))
        self.assert_no_secret_is_kept(said)

    def assert_no_secret_is_kept(self, said: str):
        kept = said + self.digue("journal", "export").stdout + self.digue("tell", "--json").stdout
        for path in self.state.iterdir():
            if path.is_file():
                kept += path.read_bytes().decode("latin-1")
        for secret in (SECRET, PING):
            self.assertNotIn(secret, kept)


if __name__ == "__main__":
    unittest.main()
