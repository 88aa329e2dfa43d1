"""Runs a program and tells how much memory it held at most."""

import os
import subprocess
import threading
from dataclasses import dataclass


@dataclass
class Done:
    code: int  # negative: the signal that ended it
    output: str
    errors: str
    peak_megabytes: float


# AddressSanitizer holds back what a program gives back, 256 MB unless told: that is not the program's memory.
SANITIZER = {"ASAN_OPTIONS": "quarantine_size_mb=16"}


def run(command: list[str], environment: dict, timeout: float = 120, **options) -> Done:
    process = subprocess.Popen(command, env=environment | SANITIZER, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, **options)
    texts = {}
    readers = [threading.Thread(target=lambda stream, key: texts.update({key: stream.read()}), args=pair)
               for pair in ((process.stdout, "output"), (process.stderr, "errors"))]
    for reader in readers:
        reader.start()
    alarm = threading.Timer(timeout, process.kill)
    alarm.start()
    _, status, usage = os.wait4(process.pid, 0)
    alarm.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    for reader in readers:
        reader.join()
    process.stdout.close()
    process.stderr.close()
    said = {key: text.decode("utf-8", "surrogateescape") for key, text in texts.items()}
    return Done(process.returncode, said["output"], said["errors"], usage.ru_maxrss / 1024)
