"""A private system bus with mocked services, and a mount namespace in which the real program sees a small computer of our
making. Nothing of this machine is changed, and its own bus is never spoken to."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import dbus
import dbus.bus

ROOT = Path(__file__).resolve().parents[2]
DIGUE = Path(os.environ.get("DIGUE", ROOT / "build/release/digue"))
MOCK = "org.freedesktop.DBus.Mock"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>system</type>
  <listen>{address}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_type="method_call"/>
    <allow send_type="method_return"/>
    <allow send_type="error"/>
    <allow send_type="signal"/>
    <allow receive_type="method_call"/>
    <allow receive_type="method_return"/>
    <allow receive_type="error"/>
    <allow receive_type="signal"/>
  </policy>
</busconfig>
"""


class PrivateBus:
    """A system bus of its own. Close it, and everything that it started is gone."""

    def __init__(self, folder: Path):
        self.address = f"unix:path={folder}/bus"
        config = folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(address=self.address), encoding="utf-8")
        self.started = [subprocess.Popen(["dbus-daemon", "--nofork", "--print-address", f"--config-file={config}"],
                                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)]
        self.started[0].stdout.readline()  # it listens
        self.bus = dbus.bus.BusConnection(self.address)

    def close(self):
        self.bus.close()
        for process in reversed(self.started):
            process.terminate()
            process.wait()
        self.started[0].stdout.close()

    def mock(self, name: str, *words: str):
        """Starts what stands for one service: ("--template", NAME), or an object and its interface."""
        self.started.append(subprocess.Popen([sys.executable, "-m", "dbusmock", "--system", *words],
                                             env={**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": self.address},
                                             stdout=subprocess.DEVNULL))
        end = time.monotonic() + 60
        while not self.bus.name_has_owner(name):
            if time.monotonic() > end or self.started[-1].poll() is not None:
                raise RuntimeError(f"nobody stands for {name}")
            time.sleep(0.05)

    def object(self, name: str, path: str, interface: str = MOCK) -> dbus.Interface:
        return dbus.Interface(self.bus.get_object(name, path), interface)

    def set(self, name: str, path: str, interface: str, values: dict):
        """Gives an object these properties, whether it has them already or not."""
        known = self.object(name, path, dbus.PROPERTIES_IFACE).GetAll(interface)
        for key, value in values.items():
            if key in known:
                self.object(name, path, dbus.PROPERTIES_IFACE).Set(interface, key, value)
            else:
                self.object(name, path).AddProperty(interface, key, value)


class Stage:
    """Runs commands with our own files in the place of some of the system's."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.places: list[tuple[Path, str]] = []
        # The updates of this machine are not what is looked at, and simulating them takes its time.
        for place in ("/var/lib/apt/lists", "/var/cache/apt"):
            self.put(place, {})

    def put(self, place: str, content: str | dict[str, str]) -> Path:
        """A file, or a folder with files by their relative paths, is seen at that place, which must be there."""
        source = self.folder / f"place-{len(self.places)}"
        if isinstance(content, str):
            source.write_text(content, encoding="utf-8")
        else:
            source.mkdir()
            for path, text in content.items():
                (source / path).parent.mkdir(parents=True, exist_ok=True)
                (source / path).write_text(text, encoding="utf-8")
        self.places.append((source, place))
        return source

    def run(self, words: list, environment: dict[str, str], **options) -> subprocess.CompletedProcess:
        mounts = "".join(f"mount --bind '{source}' '{place}' && " for source, place in self.places)
        apart = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "--", "sh", "-c", mounts + 'exec "$@"', "stage"]
        sanitizers = {name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")}
        return subprocess.run([*apart, *words], env={"PATH": os.environ["PATH"], **environment, **sanitizers},
                              capture_output=True, text=True, timeout=120, check=False, **options)


def why_not() -> str | None:
    """Why there can be no stage here."""
    for program in ("dbus-daemon", "unshare"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    apart = ["unshare", "-m" if os.geteuid() == 0 else "-rm", "true"]
    if subprocess.run(apart, capture_output=True, check=False).returncode != 0:
        return "this system allows no mount namespace"
    return None
