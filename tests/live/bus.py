"""A private session bus, on which a mock shows what desktops would."""

import re
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import dbus
import dbus.bus

NOTIFICATIONS = "org.freedesktop.Notifications"


class Shown(NamedTuple):
    title: str
    body: str
    timeout: int
    replaces: int


class SessionBus:
    def __init__(self, folder: Path):
        self.address = f"unix:path={folder}/session-bus"
        self.log = folder / "notifications.log"
        self.daemon = subprocess.Popen(["dbus-daemon", "--nofork", "--print-address", "--session", f"--address={self.address}"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.daemon.stdout.readline()  # it listens
        self.bus = dbus.bus.BusConnection(self.address)
        self.mock = subprocess.Popen([sys.executable, "-m", "dbusmock", "--session", "--logfile", self.log, "--template",
                                      "notification_daemon"], env={"DBUS_SESSION_BUS_ADDRESS": self.address,
                                                                   "PATH": "/usr/bin:/bin"})
        end = time.monotonic() + 60
        while not self.bus.name_has_owner(NOTIFICATIONS):
            if time.monotonic() > end or self.mock.poll() is not None:
                raise RuntimeError("nobody shows notifications")
            time.sleep(0.05)

    def shown(self) -> list[Shown]:
        text = self.log.read_text("utf-8") if self.log.exists() else ""
        calls = re.findall(r'Notify "Digue" (\d+) "security-high" "(.*?)" "(.*?)" \[\] {"urgency": 1} (-?\d+)\n', text, re.DOTALL)
        return [Shown(title, body, int(timeout), int(replaces)) for replaces, title, body, timeout in calls]

    def close(self):
        self.bus.close()
        for process in (self.mock, self.daemon):
            process.terminate()
            process.wait()
        self.daemon.stdout.close()
