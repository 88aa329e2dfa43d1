"""A folder that holds what file systems allow and programs forget, and a description of any folder that two can be compared by.

Everything goes through folder descriptors: some paths here are longer than the system takes in one call."""

import hashlib
import os
import random
import socket
import stat
import subprocess
from contextlib import contextmanager
from pathlib import Path

YEARS = {"1906": -2_000_000_000, "1911 in Paris": -1_861_000_000, "just before 1970": -1, "2106": 4_300_000_000,
         "2262": 9_223_372_036}
ODD_NAMES = [b"n\xc3\xbat\xc2\xa0ins\xc3\xa9cable", b"caf\xe9 latin", b'"guillemets"', b"back\\slash", b"new\nline",
             b"tab\tbell\x07", b"\x7fdelete", b"-r", b"*", b"zero\xe2\x80\x8bwidth", b"lone\xed\xa0\x80surrogate",
             b"\xf0\x9f\xa6\xb7", b"line\xe2\x80\xa8separator", b"<>&", b"\xff", b" ", b"...", b"x" * 255]


@contextmanager
def opened(path, flags=os.O_RDONLY | os.O_DIRECTORY, **options):
    descriptor = os.open(path, flags, **options)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write(folder: int, name: str | bytes, content: bytes = b"", mode: int = 0o644) -> None:
    with opened(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=mode, dir_fd=folder) as file:
        while content:
            content = content[os.write(file, content):]


def write_sparse(folder: int, name: str, size: int, parts: dict[int, bytes]) -> None:
    with opened(name, os.O_WRONLY | os.O_CREAT, mode=0o644, dir_fd=folder) as file:
        os.ftruncate(file, size)
        for offset, content in parts.items():
            os.pwrite(file, content, offset)


@contextmanager
def folder_in(parent: int, name: str | bytes):
    os.mkdir(name, dir_fd=parent)
    with opened(name, dir_fd=parent) as folder:
        yield folder


def _contents(root: int, seed: random.Random) -> None:
    with folder_in(root, "contents") as here:
        write(here, "empty")
        write(here, "one byte", b"x")
        write(here, "noise", seed.randbytes(9 * 1024 * 1024))
        write(here, "text", b"PATIENT TEST 0042;2262-04-11;fictif\n" * 40_000)
        write(here, "zeros", bytes(3 * 1024 * 1024))
        write_sparse(here, "sparse", 40 * 1024 * 1024, {5_000_001: b"in the middle", 30_000_000: seed.randbytes(70_000)})
        write_sparse(here, "only a hole", 20 * 1024 * 1024, {})
        os.mkdir("empty folder", dir_fd=here)


def _links(root: int) -> None:
    with folder_in(root, "links") as here:
        write(here, "first name", b"one file of three names")
        os.link("first name", "second name", src_dir_fd=here, dst_dir_fd=here)
        os.mkdir("below", dir_fd=here)
        os.link("first name", "below/third name", src_dir_fd=here, dst_dir_fd=here)
        for name, target in {"to a file": "first name", "nowhere": "/nulle/part", "to itself": "to itself",
                             "spaces": "a\u00a0b", "long": "y" * 4000}.items():
            os.symlink(target, name, dir_fd=here)
        os.symlink("to a file", "linked link", dir_fd=here)
        os.link("linked link", "linked link again", src_dir_fd=here, dst_dir_fd=here, follow_symlinks=False)


def _names(root: int) -> None:
    with folder_in(root, "names") as here:
        for number, name in enumerate(ODD_NAMES):
            write(here, name, b"%d" % number)
            if len(name) < 250:
                os.mkdir(name + b" dir", dir_fd=here)


def _modes(root: int) -> None:
    with folder_in(root, "modes") as here:
        for mode in (0o4755, 0o2755, 0o1644, 0o6711, 0o7777, 0o000, 0o400, 0o222):
            write(here, f"file {mode:o}", b"m")
            os.chmod(f"file {mode:o}", mode, dir_fd=here)
            os.mkdir(f"folder {mode:o}", dir_fd=here)
            os.chmod(f"folder {mode:o}", mode, dir_fd=here)
        os.mkfifo("fifo", 0o600, dir_fd=here)
        if os.geteuid() == 0:
            os.mknod("null", stat.S_IFCHR | 0o666, os.makedev(1, 3), dir_fd=here)
            os.mknod("loop", stat.S_IFBLK | 0o660, os.makedev(7, 300), dir_fd=here)
            write(here, "another's", b"owner")
            os.chown("another's", 12345, 54321, dir_fd=here)
            write(here, "setuid of another", b"owner")
            os.chown("setuid of another", 12345, 54321, dir_fd=here)
            os.chmod("setuid of another", 0o6755, dir_fd=here)


def _attributes(root: int, path: Path) -> None:
    with folder_in(root, "attributes") as here:
        for name in ("file", "folder"):
            write(here, name, b"a") if name == "file" else os.mkdir(name, dir_fd=here)
            with opened(name, os.O_RDONLY, dir_fd=here) as entry:
                os.setxattr(entry, "user.zebra", b"\x00\xff binary")
                os.setxattr(entry, "user.alpha", b"")
                os.setxattr(entry, "user.caf\u00e9", "é".encode())
                if os.geteuid() == 0:
                    os.setxattr(entry, "trusted.fictif", b"t")
        write(here, "read only", b"a")
        with opened("read only", os.O_RDONLY, dir_fd=here) as entry:
            os.setxattr(entry, "user.kept", b"v" * 1000)
            os.fchmod(entry, 0o400)
        write(here, "with an acl", b"a")
    subprocess.run(["setfacl", "-m", "u:12345:rw,g:54321:r", path / "attributes" / "with an acl"], check=True)
    subprocess.run(["setfacl", "-d", "-m", "u:12345:rwx", path / "attributes" / "folder"], check=True)


def _times(root: int) -> None:
    with folder_in(root, "times") as here:
        for number, (name, seconds) in enumerate(YEARS.items()):
            when = (seconds * 10**9 + 123_456_700 * (number % 2),) * 2
            write(here, name, b"t")
            os.utime(name, ns=when, dir_fd=here)
            os.mkdir(name + " folder", dir_fd=here)
            os.utime(name + " folder", ns=when, dir_fd=here)
            os.symlink("x", name + " link", dir_fd=here)
            os.utime(name + " link", ns=when, dir_fd=here, follow_symlinks=False)


def _deep(root: int, bytes_of_path: int) -> None:
    os.mkdir("deep", dir_fd=root)
    at = os.open("deep", os.O_RDONLY | os.O_DIRECTORY, dir_fd=root)
    for level in range(bytes_of_path // 200):
        name = f"{level:03d}" + "d" * 197
        os.mkdir(name, dir_fd=at)
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
        os.close(at)
        at = below
    write(at, "at the end", b"far down")
    os.close(at)


def dig(path: Path, levels: int) -> None:
    """Folders in folders, and a file in the last one."""
    at = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=at)
        below = os.open("d", os.O_RDONLY | os.O_DIRECTORY, dir_fd=at)
        os.close(at)
        at = below
    write(at, "at the end", b"far down")
    os.close(at)


def _wide(root: int, count: int) -> None:
    with folder_in(root, "wide") as here:
        for number in range(count):
            write(here, f"{number}", b"%d" % (number % 500))


def listen_in(path: Path) -> None:
    """Leaves a socket in the folder. No program saves it, and none may complain about it."""
    here = os.getcwd()
    os.chdir(path)  # a socket's path has 108 bytes
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("socket")
    finally:
        os.chdir(here)


def make(path: Path, wide: int = 2000, deep: int = 3000, seed: int = 1) -> Path:
    """Everything but links whose target is not UTF-8 and what takes long. Restic leaves out what lies below 4,096 bytes of
    path; `deep` is how many there are."""
    path.mkdir()
    with opened(path) as root:
        _contents(root, random.Random(seed))
        _links(root)
        _names(root)
        _modes(root)
        _attributes(root, path)
        _times(root)
        _deep(root, deep)
        _wide(root, wide)
    listen_in(path)
    return path


def add_raw_links(path: Path) -> None:
    """Restic before 0.16 replaces what is not UTF-8 in them."""
    os.symlink(b"caf\xe9\xff", os.fsencode(path) + b"/raw link")
    os.symlink(b"\xed\xa0\x80", os.fsencode(path) + b"/raw \xe9 link")


def _digest(file: int) -> str:
    """Of the content alone: where its holes are is the disk's business, zeros that they hide are not read."""
    digest = hashlib.sha256()
    size = os.fstat(file).st_size
    at = 0
    while at < size:
        try:
            start = os.lseek(file, at, os.SEEK_DATA)
        except OSError:
            break
        end = os.lseek(file, start, os.SEEK_HOLE)
        while start < end:
            block_end = min(end, start - start % 65536 + 65536)
            block = os.pread(file, block_end - start, start)
            kept = block.strip(b"\0")
            if kept:
                first = start + len(block) - len(block.lstrip(b"\0"))
                digest.update(b"%d:%d:" % (first, len(kept)) + kept)
            start = block_end
        at = end
    return digest.hexdigest()


def _attributes_of(name: bytes, folder: int) -> dict:
    with opened(name, os.O_PATH | os.O_NOFOLLOW, dir_fd=folder) as entry:
        status = os.fstat(entry)
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode)):
            return {}
        path = f"/proc/self/fd/{entry}"
        return {key: os.getxattr(path, key) for key in os.listxattr(path)}


def _entry(name: bytes, folder: int, names_of_inode: dict, path: bytes) -> dict:
    status = os.stat(name, dir_fd=folder, follow_symlinks=False)
    said = {"mode": oct(status.st_mode), "owner": (status.st_uid, status.st_gid), "mtime": status.st_mtime_ns,
            "attributes": _attributes_of(name, folder)}
    if stat.S_ISLNK(status.st_mode):
        said["target"] = os.readlink(name, dir_fd=folder)
    elif stat.S_ISREG(status.st_mode):
        said["size"] = status.st_size
        with opened(name, os.O_RDONLY, dir_fd=folder) as file:
            said["content"] = _digest(file)
    elif stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode):
        said["device"] = status.st_rdev
    if status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
        said["same file as"] = names_of_inode.setdefault((status.st_dev, status.st_ino), path)
    return said


def _describe(folder: int, path: bytes, found: dict, names_of_inode: dict) -> None:
    for name in sorted(os.fsencode(name) for name in os.listdir(folder)):
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISSOCK(status.st_mode):
            continue
        below = path + b"/" + name
        found[below] = _entry(name, folder, names_of_inode, below)
        if stat.S_ISDIR(status.st_mode):
            with opened(name, dir_fd=folder) as inner:
                _describe(inner, below, found, names_of_inode)


def describe(path: Path) -> dict[bytes, dict]:
    """Path below `path` → all that a backup must bring back. Sockets are left out."""
    found = {}
    with opened(path) as root:
        _describe(root, b"", found, {})
    return found


def differences(wanted: dict, got: dict, limit: int = 10) -> list[str]:
    """In words; none when both are the same."""
    said = [f"missing: {path}" for path in wanted if path not in got]
    said += [f"too much: {path}" for path in got if path not in wanted]
    for path in wanted:
        if path in got and wanted[path] != got[path]:
            said += [f"{path[-80:]}: {key}: {wanted[path].get(key)!r} became {got[path].get(key)!r}"
                     for key in wanted[path] | got[path] if wanted[path].get(key) != got[path].get(key)]
    return said[:limit]
