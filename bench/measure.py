"""What one command costs."""

import mmap
import os
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path


class Failed(Exception):
    """A measured command failed; the text says which and what it said."""


@dataclass
class Cost:
    cpu: float       # user and system seconds, of the command and of the children that it waited for
    wall: float      # seconds
    memory: int      # peak resident bytes of the largest process
    size: int = 0    # bytes of the repository afterwards

    as_json = asdict


def bytes_below(folder: Path) -> int:
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir())


def touch_memory(size: int) -> None:
    """Has the system hold that much free memory (bytes). A virtual machine gives free memory back to its host, and who
    writes next pays for getting it again: 3 s for each GB were seen, more than the writing itself."""
    available = next(int(line.split()[1]) * 1024 for line in open("/proc/meminfo", encoding="ascii")
                     if line.startswith("MemAvailable"))
    with mmap.mmap(-1, min(size, available // 2), flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE):
        pass


def run(command: list[str], environment: dict[str, str], folder: Path) -> Cost:
    """Runs it in `folder`, after what is still to be written by others has been written."""
    os.sync()
    with open(folder / "output.txt", "wb") as output:
        began = time.monotonic()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                                 env=environment, cwd=folder)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - began
    child.returncode = os.waitstatus_to_exitcode(status)
    said = (folder / "output.txt").read_text(encoding="utf-8", errors="replace")
    (folder / "output.txt").unlink()
    if child.returncode:
        raise Failed(f"{' '.join(command)}: exit {child.returncode}\n{said[-2000:]}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * 1024)
