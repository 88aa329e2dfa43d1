"""A random folder of what file systems allow, and random words for a backup of it. The same seed makes the same both times."""

import os
import random
import socket
import stat
from pathlib import Path

from nasty_tree import folder_in, opened, write, write_sparse

KIB = 1024
MIB = 1024 * KIB
PIECES = [b"a", b"Z", b"0", b" ", b".", b"..", b"-", b"~", b"*", b"?", b"[", b"]", b"{", b"!", b"#", b"$", b"'", b'"', b"\\",
          b"&", b"<", b">", b"%", b"\n", b"\r", b"\t", b"\x01", b"\x08", b"\x0c", b"\x1b", b"\x7f", "é".encode(), "É".encode(),
          "e\u0301".encode(), "ſ".encode(), "İ".encode(), "ß".encode(), "\u00a0".encode(), "\u202f".encode(), "\u2028".encode(),
          "\u200d".encode(), "\ufeff".encode(), "\ufffd".encode(), "\ufffe".encode(), "\u0378".encode(), "\ue000".encode(),
          "🦷".encode(), "\U0001fae8".encode(), "\U0010ffff".encode(), b"\xe9", b"\xff", b"\x80", b"\xc0\xaf", b"\xed\xa0\x80",
          b"\xf4\x90\x80\x80", b"\xe2\x80", b"\\u00e9", b"\\x41", b"\\n", b".tmp", b".TMP", b"cache"]
SECONDS = [0, -1, 1, -2**31, 2**31 - 1, 2**32, -62_135_596_800, -62_135_596_801, 253_402_300_799, 253_402_300_800,
           -1_861_000_000, 951_782_400, 1_711_846_799, 1_711_846_800, 1_729_990_800, 1_729_994_400, 4_102_444_800]
NANOSECONDS = [0, 1, 999_999_999, 123_000_000, 120, 500_000_000, 10]
SIZES = [0, 1, 63, 64, 65, 4095, 4096, 4097, 100_000, 512 * KIB - 1, 512 * KIB, 512 * KIB + 1, MIB - 1, MIB, MIB + 1]
LARGE = [8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 17 * MIB + 3]
MODES = [0o644, 0o600, 0o000, 0o777, 0o4755, 0o2755, 0o1777, 0o6750, 0o7000, 0o111, 0o222]
ATTRIBUTES = ["user.a", "user.Zebra", "user.caf\u00e9", "user.dot.dot", "user.<&>", "trusted.fictif", "security.fictif",
              "user.\u00a0nbsp", "user." + "n" * 200]
OWNERS = [(0, 0), (65534, 65534), (12345, 54321), (2**31 - 1, 2**31), (2**32 - 2, 2**32 - 2)]
# An ACL as Linux keeps it: version 2, then who and what for the owner, user 12345, the group, the mask and the others.
ACL = bytes.fromhex("02000000" "01000600ffffffff" "0200060039300000" "04000400ffffffff" "10000600ffffffff" "20000400ffffffff")
PATTERNS = ["*.tmp", "**/cache", "/tree/*", "tree/**/a*", "*", "!*a*", "a", "[!a]*", "[a-z]*", "?", "*\u00e9*", "/**/0", "**", "tree/*/*",
            "!tree/*/a*", "\\*", "\\[*", "*.tmp/**", "Z*", "$HOME", "c?che", "/tree", "*/*/*/*", "é", "*.TMP", "!*.tmp", "..a", "-*"]


class Maker:
    def __init__(self, seed: int):
        self.noise = random.Random(seed)
        self.is_root = os.geteuid() == 0
        self.files = []  # (folder path below the root, name): candidates for further names
        self.large_left = 2

    def name(self) -> bytes:
        while True:
            name = b"".join(self.noise.choices(PIECES, k=self.noise.choice([1, 1, 2, 3, 5])))
            if self.noise.random() < 0.03:
                name = (name * 255)[:255]
            if name not in (b"", b".", b"..") and len(name) <= 255 and b"/" not in name:
                return name

    def content(self) -> bytes:
        size = self.noise.choice(SIZES)
        if self.large_left and self.noise.random() < 0.03:
            self.large_left -= 1
            size = self.noise.choice(LARGE)
        kind = self.noise.randrange(4)
        if kind == 0:
            return bytes(size)
        if kind == 1:
            return (b"PATIENT TEST %d\n" % self.noise.randrange(9) * (size // 10 + 1))[:size]
        return self.noise.randbytes(size)

    def time(self) -> int:
        seconds = self.noise.choice(SECONDS) if self.noise.random() < 0.5 else self.noise.randrange(0, 2 * 10**9)
        return seconds * 10**9 + self.noise.choice(NANOSECONDS)

    def sparse(self, folder: int, name: bytes) -> None:
        size = self.noise.choice([1, 4096, MIB + 1, 3 * MIB, 20 * MIB + 7])
        parts = {}
        for _ in range(self.noise.randrange(4)):
            length = self.noise.choice([1, 100, 4096, 70_000])
            parts[self.noise.randrange(max(size - length, 1))] = self.noise.randbytes(min(length, size))
        write_sparse(folder, name, size, parts)

    def special(self, folder: int, name: bytes) -> None:
        kinds = [lambda: os.mkfifo(name, dir_fd=folder)]
        if self.is_root:
            kinds += [lambda: os.mknod(name, stat.S_IFCHR | 0o660, os.makedev(self.noise.randrange(300), 77), dir_fd=folder),
                      lambda: os.mknod(name, stat.S_IFBLK | 0o640, os.makedev(7, self.noise.randrange(1 << 20)), dir_fd=folder)]
        self.noise.choice(kinds)()

    def link(self, folder: int, name: bytes) -> None:
        target = b"/".join(self.name() for _ in range(self.noise.choice([1, 2, 4])))
        if self.noise.random() < 0.1:
            target = (b"y" * 250 + b"/") * 16
        os.symlink(target[:4095], name, dir_fd=folder)

    def another_name(self, root: int, folder: int, name: bytes) -> None:
        path, is_link = self.noise.choice(self.files)
        os.link(path, name, src_dir_fd=root, dst_dir_fd=folder, follow_symlinks=False)

    def dress(self, folder: int, name: bytes) -> None:
        """Owner, attributes, mode and times; a link has no mode, and what is not a file or folder no attribute of a user."""
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if self.is_root and self.noise.random() < 0.3:
            os.chown(name, *self.noise.choice(OWNERS), dir_fd=folder, follow_symlinks=False)
        if stat.S_ISREG(status.st_mode) or stat.S_ISDIR(status.st_mode):
            with opened(name, os.O_RDONLY, dir_fd=folder) as entry:
                for key in self.noise.sample(ATTRIBUTES, self.noise.choice([0, 0, 0, 1, 3])):
                    if self.is_root or key.startswith("user."):
                        os.setxattr(entry, key, self.noise.randbytes(self.noise.choice([0, 1, 20, 900])))
                if self.noise.random() < 0.1:
                    os.setxattr(entry, "system.posix_acl_access", ACL)
        if not stat.S_ISLNK(status.st_mode):
            os.chmod(name, self.noise.choice(MODES) if self.noise.random() < 0.4 else 0o755, dir_fd=folder)
        if self.noise.random() < 0.7:
            when = self.time()
            os.utime(name, ns=(when, when), dir_fd=folder, follow_symlinks=False)

    def entry(self, root: int, folder: int, path: bytes, depth: int) -> None:
        name = self.name()
        kind = self.noise.random()
        try:
            if kind < 0.45:
                write(folder, name, self.content())
                self.files.append((path + name, False))
            elif kind < 0.55:
                self.sparse(folder, name)
                self.files.append((path + name, False))
            elif kind < 0.65:
                self.link(folder, name)
                self.files.append((path + name, True))
            elif kind < 0.72:
                self.special(folder, name)
                self.files.append((path + name, False))
            elif kind < 0.8 and self.files:
                return self.another_name(root, folder, name)
            elif depth < 5:
                with folder_in(folder, name) as below:
                    self.fill(root, below, path + name + b"/", depth + 1)
            else:
                os.mkdir(name, dir_fd=folder)
        except FileExistsError:
            return
        except OSError as error:
            if error.errno not in (36, 22):  # a name or a path that this file system refuses
                raise
            return
        self.dress(folder, name)

    def fill(self, root: int, folder: int, path: bytes, depth: int) -> None:
        for _ in range(self.noise.choice([0, 1, 4, 8])):
            self.entry(root, folder, path, depth)
        if self.noise.random() < 0.1:
            for number in range(self.noise.choice([50, 300])):
                write(folder, b"many %d" % number, b"%d" % (number % 7))
        tag = self.noise.choice([b"CACHEDIR.TAG", b".nobackup", b"", b"", b""])
        if tag and not any(os.fsencode(name) == tag for name in os.listdir(folder)):
            write(folder, tag, self.noise.choice([b"", b"Signature: 8a477f597d28d172789f06886806bc55\n", b"Signature: wrong"]))


def make(path: Path, seed: int) -> Path:
    maker = Maker(seed)
    path.mkdir()
    with opened(path) as root:
        for name in (b"one", b"two", b"one tmp"):
            with folder_in(root, name) as folder:
                for _ in range(2):
                    maker.fill(root, folder, name + b"/", 1)
    if seed % 2:
        here = os.getcwd()
        os.chdir(path)
        try:
            with socket.socket(socket.AF_UNIX) as made:
                made.bind("a socket")
        finally:
            os.chdir(here)
    return path


def paths(seed: int, path: Path) -> list[str]:
    """How the folder is named, for a program that is started beside it."""
    name = path.name
    return random.Random(seed * 7 + 1).choice([
        [name], [str(path)], [f"{name}/one", f"{name}/two"], ["."], [f"./{name}/../{name}/one/", name], [f"/..{path}"],
        [f"{name}/one tmp", f"{path}/two"], [f"{name}/."], [f"{name}/one/..", f"{name}/two/."]])


def words(seed: int) -> list[str]:
    """What is left out, in restic's words."""
    noise = random.Random(seed * 13 + 5)
    said = []
    for _ in range(noise.choice([0, 0, 1, 2, 4])):
        said += [noise.choice(["--exclude", "--exclude", "--iexclude"]), noise.choice(PATTERNS)]
    for chance, word in ((0.2, ["--exclude-caches"]), (0.2, ["--one-file-system"]), (0.2, ["--exclude-if-present", ".nobackup"]),
                         (0.1, ["--exclude-if-present", ".nobackup:Signature"]), (0.2, ["--exclude-larger-than", "4095"]),
                         (0.1, ["--ignore-inode"])):
        if noise.random() < chance:
            said += word
    return said
