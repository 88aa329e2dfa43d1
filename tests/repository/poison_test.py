"""What somebody without the password can drop into a repository, or do to what is there: everything that is whole is restored,
what is not is named, the next backup works, and memory stays bounded."""

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "interop"))
import nasty_tree
import run_bounded
from digue import Digue

FORGE = os.environ["FORGE"]
FOLDERS = ("keys", "snapshots", "index", "locks", "data")
MEGABYTES = 700  # the sanitizers' own share included
PASSWORD = "mot de passe fictif"
NAMED_BY_RESTORE = {"keys", "snapshots", "index"}
NAMED_BY_BACKUP = NAMED_BY_RESTORE | {"data"}


def name_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def path_in(repository: Path, folder: str, name: str) -> Path:
    return repository / folder / name[:2] / name if folder == "data" else repository / folder / name


def files_in(repository: Path, folder: str) -> list[Path]:
    """The smallest first."""
    return sorted((path for path in (repository / folder).rglob("*") if path.is_file()),
                  key=lambda path: (path.stat().st_size, path))


def drop(repository: Path, folder: str, content: bytes, name: str = "") -> str:
    name = name or name_of(content)
    path_in(repository, folder, name).write_bytes(content)
    return name


def replace(path: Path, content: bytes) -> str:
    path.unlink()
    path.write_bytes(content)
    return path.name


def early(content: bytes) -> bytes:
    """The content with something behind it that makes its name come first in a sorted listing."""
    return next(made for number in range(1 << 20) if name_of(made := content + b" " * number)[:2] == "00")


def zstd_frame(blocks: list[tuple[int, bytes]], content_size: int | None = None, window: int = 0x48) -> bytes:
    """RFC 8878, section 3.1.1: blocks of (plain length, content): one byte is repeated, more are taken as they are."""
    head = b"\x28\xb5\x2f\xfd"
    head += b"\xe0" + content_size.to_bytes(8, "little") if content_size is not None else bytes([0, window])
    for number, (length, content) in enumerate(blocks):
        is_last, is_repeated = number == len(blocks) - 1, len(content) == 1
        head += (is_last | is_repeated << 1 | length << 3).to_bytes(3, "little") + content
    return head


def node(name: str, kind: str, **members) -> dict:
    when = "2020-01-02T03:04:05Z"
    return {"name": name, "type": kind, "mode": 0o700, "mtime": when, "atime": when, "ctime": when, "uid": os.getuid(),
            "gid": os.getgid(), **members}


EMPTY_TREE = "ac08ce34ba4f8123618661bef2425f7028ffb9ac740578a3ee88684d2523fee8"
BLOCK = 128 * 1024
ZEROS = (BLOCK, b"\0")  # four bytes that become 128 KiB
REAL = (100, bytes(range(100)))
# frame, and the length that its index says
FALSE_FRAMES = {
    "says 1 GiB and has a byte": (zstd_frame([(1, b"x")]), 1 << 30),
    "says 4 GiB and has a byte": (zstd_frame([(1, b"x")]), (1 << 32) - 1),
    "says 128 MiB and has 5000 bytes": (zstd_frame([(5000, bytes(range(250)) * 20)]), 128 << 20),
    "says 100 bytes and has 1 GiB": (zstd_frame([ZEROS] * 8192), 100),
    "has 128 MiB and says so": (zstd_frame([ZEROS] * 1024), 128 << 20),
    "has 16 TiB in its frame's own words": (zstd_frame([REAL], content_size=1 << 44), 100),
    "has 2^64 - 1 bytes in its frame's own words": (zstd_frame([REAL], content_size=(1 << 64) - 1), 100),
    "wants the largest window": (zstd_frame([REAL], window=0xFF), 100),
    "wants a window of 2 GiB": (zstd_frame([REAL], window=21 << 3), 101),
    "is many frames": (zstd_frame([REAL]) * 1000, 100),
    "is no frame": (b"PATIENT TEST", 100),
    "has no end": (zstd_frame([ZEROS] * 8)[:-4], BLOCK * 8),
}


class Poison(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="digue-test-")
        cls.addClassCleanup(folder.cleanup)
        cls.scratch = Path(folder.name)
        cls.password_file = cls.scratch / "password"
        cls.password_file.write_text(PASSWORD + "\n")
        cls.practice = cls.scratch / "practice"
        cls.practice.mkdir()
        noise = random.Random(4)
        for number in range(30):
            (cls.practice / f"radio {number}").write_bytes(noise.randbytes(60_000))
        cls.clean = cls._repository("clean")
        cls._digue(cls.clean).backup("practice", cwd=cls.scratch)
        cls.before = nasty_tree.describe(cls.practice)
        (cls.practice / "lettre du jour").write_text("PATIENT TEST 0042")
        cls._digue(cls.clean).backup("practice", cwd=cls.scratch)
        cls.wanted = nasty_tree.describe(cls.practice)
        cls.other = cls._repository("other")
        cls._digue(cls.other).backup("practice", cwd=cls.scratch)

    @classmethod
    def _repository(cls, name: str) -> Path:
        repository = cls.scratch / name
        cls._digue(repository).init()
        return repository

    @classmethod
    def _digue(cls, repository: Path) -> Digue:
        return Digue(cls.scratch, repository, cls.password_file)

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="case-", dir=self.scratch)
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.repository = self.folder / "r"

    def forge(self, *words, content: bytes = b"") -> str:
        done = subprocess.run([FORGE, self.repository, self.password_file, *map(str, words)], input=content,
                              capture_output=True, check=True)
        return done.stdout.decode().strip()

    def run_digue(self, *words, timeout: float = 120) -> run_bounded.Done:
        digue = self._digue(self.repository)
        done = run_bounded.run(digue.command(*words), digue.environment, timeout, cwd=self.scratch)
        self.assertIn(done.code, (0, 1, 3, 12), done.errors)
        self.assertLess(done.peak_megabytes, MEGABYTES, done.errors)
        return done

    def restored(self, snapshot: str = "latest") -> tuple[run_bounded.Done, dict]:
        target = self.folder / "restored"
        shutil.rmtree(target, ignore_errors=True)
        done = self.run_digue("restore", snapshot, "--target", target)
        found = target / "practice"
        return done, nasty_tree.describe(found) if found.exists() else {}

    def check_harmless(self, folder: str, name: str, *, is_listed: bool = True):
        """`name` was added; nothing of ours is missing, so all comes back, before the next backup and after it."""
        done, found = self.restored()
        self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)
        self.check_named(done, folder, name, is_listed and folder in NAMED_BY_RESTORE)
        backup = self.run_digue("backup", "practice")
        self.check_named(backup, folder, name, is_listed and folder in NAMED_BY_BACKUP)
        done, found = self.restored()
        self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)

    def check_named(self, done: run_bounded.Done, folder: str, name: str, is_named: bool):
        self.assertEqual(done.code, 3 if is_named else 0, done.errors)
        self.assertEqual(f"{folder}/{name}" in done.errors, is_named, done.errors)

    def in_each_folder(self, poison, folders=FOLDERS, **expected):
        """`poison` spoils a fresh copy and answers the name of what it left there."""
        for folder in folders:
            with self.subTest(folder):
                shutil.rmtree(self.repository, ignore_errors=True)
                shutil.copytree(self.clean, self.repository, symlinks=True)
                self.check_harmless(folder, poison(folder), **expected)

    def test_junk(self):
        for length in (0, 1, 15, 16, 31, 100, 5000):
            content = early(random.Random(length).randbytes(length))
            with self.subTest(length=length):
                self.in_each_folder(lambda folder: drop(self.repository, folder, content))

    def test_junk_under_a_name_that_is_not_its_own(self):
        self.in_each_folder(lambda folder: drop(self.repository, folder, b"junk" * 30, "00" * 32))

    def test_the_beginning_of_a_real_file(self):
        def cut(folder: str, name: str = "") -> str:
            real = (files_in(self.clean, folder) or files_in(self.clean, "snapshots"))[-1].read_bytes()
            return drop(self.repository, folder, early(real[:len(real) // 2]), name)
        self.in_each_folder(cut)
        self.in_each_folder(lambda folder: cut(folder, "00" + "17" * 31))

    def test_a_file_of_two_gigabytes(self):
        def huge(folder: str) -> str:
            name = drop(self.repository, folder, b"", "00" + "ab" * 31)
            os.truncate(path_in(self.repository, folder, name), 2 << 30)
            return name
        self.in_each_folder(huge)

    def test_what_another_key_sealed(self):
        def foreign(folder: str) -> str:
            return drop(self.repository, folder, files_in(self.other, folder)[-1].read_bytes())
        self.in_each_folder(foreign, folders=("snapshots", "index", "data"))

    def test_the_key_of_a_repository_with_the_same_password(self):
        """It opens, and what it opens is no key of this repository."""
        content = early(files_in(self.other, "keys")[0].read_bytes())
        self.in_each_folder(lambda folder: drop(self.repository, folder, content), folders=("keys",))

    def test_what_is_no_file(self):
        def special(make):
            def left(folder: str) -> str:
                name = "00" + "cd" * 31
                make(path_in(self.repository, folder, name))
                return name
            return left
        for make in (os.mkdir, os.mkfifo, lambda path: os.symlink("/dev/zero", path),
                     lambda path: os.symlink(files_in(self.clean, "index")[0], path)):
            self.in_each_folder(special(make), is_listed=False)

    def test_names_that_are_none(self):
        def odd(folder: str) -> str:
            for name in ("digue-tmp-junk", "A" * 64, "0" * 63, "0" * 65, ".hidden", "caf\u00e9", "x" * 255):
                (self.repository / folder / name).write_bytes(b"junk")
            (self.repository / folder / "00zz").mkdir()
            return "digue-tmp-junk"
        self.in_each_folder(odd, is_listed=False)

    def test_keys_that_ask_for_too_much(self):
        real = json.loads(files_in(self.clean, "keys")[0].read_bytes())
        for costs in ({"N": 1 << 40}, {"N": (1 << 63) - 1}, {"N": 0}, {"N": 3}, {"N": -8}, {"N": 1e300}, {"r": 1 << 30},
                      {"p": 1 << 30}, {"r": 0}, {"p": 0}, {"N": 1 << 21, "r": 8}, {"salt": ""}, {"salt": "A" * 60_000},
                      {"data": ""}, {"data": None}, {"kdf": "none"}, {"N": "32768"}):
            with self.subTest(str(costs)[:60]):
                content = early(json.dumps(real | costs).encode())
                self.in_each_folder(lambda folder: drop(self.repository, folder, content), folders=("keys",))

    def test_three_hundred_keys_before_ours(self):
        shutil.copytree(self.clean, self.repository)
        for number in range(300):
            content = early(b"%d" % number)
            drop(self.repository, "keys", content)
        done, found = self.restored()
        self.assertEqual(done.code, 3)
        self.assertEqual(nasty_tree.differences(self.wanted, found), [])

    def test_bombs_sealed_with_the_right_key(self):
        self.in_each_folder(lambda folder: self.forge("bomb", folder, 1 << 30), folders=("snapshots", "index", "locks"))

    def test_frames_that_want_too_much_sealed_with_the_right_key(self):
        for window in (0xFF, 0xA8, 0x88):  # the largest there is, 2 GiB, 128 MiB
            content = b"\x02" + zstd_frame([ZEROS] * 2000, window=window)
            with self.subTest(window=window):
                self.in_each_folder(lambda folder: self.forge("sealed", folder, content=content),
                                    folders=("snapshots", "index", "locks"))

    def forge_snapshot(self, tree: str) -> str:
        """Older than all others: `latest` is still ours."""
        snapshot = {"time": "2020-01-02T03:04:05Z", "tree": tree, "paths": ["/practice"], "hostname": "forged"}
        return self.forge("unpacked", "snapshots", content=json.dumps(snapshot).encode())

    def forge_tree(self, *nodes: dict) -> str:
        content = json.dumps({"nodes": list(nodes)}, separators=(",", ":")) + "\n"
        return self.forge("blob", "tree", content=content.encode())

    def test_blobs_that_are_not_what_they_say(self):
        """Whoever needs them is named; everybody else comes back; and no memory is taken for what is not there."""
        for name, (frame, says) in FALSE_FRAMES.items():
            for kind in ("data", "tree"):
                with self.subTest(name, kind=kind):
                    shutil.rmtree(self.repository, ignore_errors=True)
                    shutil.copytree(self.clean, self.repository, symlinks=True)
                    blob = self.forge("frame", kind, says, content=frame)
                    bad = node("bad", "file", size=says, content=[blob]) if kind == "data" else \
                        node("bad", "dir", content=None, subtree=blob)
                    snapshot = self.forge_snapshot(self.forge_tree(node("good", "dir", content=None, subtree=EMPTY_TREE), bad))
                    self.forge("blob", "tree", content=b'{"nodes":[]}\n')
                    done = self.run_digue("restore", snapshot, "--target", self.folder / "forged")
                    self.assertEqual(done.code, 3, done.errors)
                    self.assertIn("/bad \u2014", done.errors)
                    self.assertNotIn("/good", done.errors)
                    self.assertEqual(self.run_digue("check", "--read-data").code, 1)
                    done, found = self.restored()
                    self.assertIn(done.code, (0, 3), done.errors)
                    self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)
                    self.assertIn(self.run_digue("backup", "practice").code, (0, 3))

    def test_sixty_trees_that_are_two_to_the_sixty_folders(self):
        shutil.copytree(self.clean, self.repository, symlinks=True)
        tree = self.forge_tree(node("end", "fifo", content=None))
        for _ in range(60):
            tree = self.forge_tree(*(node(name, "dir", content=None, subtree=tree) for name in "ab"))
        snapshot = self.forge_snapshot(tree)
        self.assertEqual(self.run_digue("check").code, 0)
        parent = self.run_digue("backup", "--parent", snapshot, "practice")
        self.assertEqual(parent.code, 0, parent.errors)
        done, found = self.restored()
        self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)
        self.assertEqual(self.run_digue("prune").code, 0)

    def test_a_million_repeats_are_listed_and_no_more(self):
        shutil.copytree(self.clean, self.repository, symlinks=True)
        many = self.forge_tree(*(node(f"{number:06}", "fifo", content=None) for number in range(200_000)))
        snapshot = self.forge_snapshot(self.forge_tree(*(node(name, "dir", content=None, subtree=many) for name in "abcdefgh")))
        done = self.run_digue("ls", snapshot, timeout=500)
        self.assertEqual(done.code, 3, done.errors)
        self.assertEqual(done.output.count("\n"), 8 + 6 * 200_000)
        for name, is_left_out in (("f", False), ("g", True), ("h", True)):
            self.assertEqual(f"/{name} \u2014" in done.errors, is_left_out, done.errors)
        self.assertIn("sans fin", done.errors)

    def test_json_that_is_none_sealed_with_the_right_key(self):
        for content in (b"", b"{", b"[]", b"{}{}", b"null", b"[" * 200_000, b'{"a":' * 200_000, b'{"packs":{"id":1}}',
                        b'{"packs":[{"id":"00","blobs":[]}]}', b'{"packs":[' + b"{}," * 9999 + b"7]}"):
            with self.subTest(content[:40]):
                self.in_each_folder(lambda folder: self.forge("unpacked", folder, content=content),
                                    folders=("snapshots", "index", "locks"))

    def test_a_snapshot_of_no_day_sealed_with_the_right_key(self):
        for content in (b'{"time":"\xff"}', b'{"time":"2026-13-45T99:99:99Z","tree":"x","paths":[]}'):
            with self.subTest(content[:40]):
                self.in_each_folder(lambda folder: self.forge("unpacked", folder, content=content),
                                    folders=("snapshots", "locks"))

    def test_an_index_that_says_that_our_blobs_are_elsewhere(self):
        """All are found all the same: in the packs that the other indexes name."""
        shutil.copytree(self.clean, self.repository)
        blobs = []
        for name in ("00" * 32, files_in(self.clean, "data")[0].name):
            for length in (0, 31, 33, 0xFFFFFFFF):
                blobs.append({"id": name, "blobs": [
                    {"id": blob, "type": kind, "offset": 7, "length": length, "uncompressed_length": 0xFFFFFFFF}
                    for blob in self._blob_ids() for kind in ("data", "tree")]})
        self.forge("unpacked", "index", content=json.dumps({"packs": blobs}).encode())
        done, found = self.restored()
        self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)

    def _blob_ids(self) -> list[str]:
        return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(self.practice.iterdir())]

    def test_an_index_of_ours_is_lost_or_torn(self):
        """The packs tell what is in them: to a restore, and to the next backup."""
        for spoil in (lambda path: path.unlink(), lambda path: replace(path, path.read_bytes()[:100]),
                      lambda path: replace(path, bytes(50)), lambda path: replace(path, b"")):
            shutil.rmtree(self.repository, ignore_errors=True)
            shutil.copytree(self.clean, self.repository)
            for path in files_in(self.repository, "index"):
                spoil(path)
            done, found = self.restored()
            self.assertIn(done.code, (0, 3), done.errors)
            self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)
            backup = self.run_digue("backup", "--json", "practice")
            self.assertIn(backup.code, (0, 3), backup.errors)
            summary = json.loads(backup.output.splitlines()[-1])
            self.assertEqual((summary["data_blobs"], summary["tree_blobs"]), (0, 0))
            done, found = self.restored()
            self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)

    def test_the_newest_snapshot_is_torn(self):
        shutil.copytree(self.clean, self.repository)
        digue = self._digue(self.repository)
        newest = max(digue.snapshots(), key=lambda snapshot: snapshot["time"])["id"]
        path = self.repository / "snapshots" / newest
        replace(path, path.read_bytes()[:-1])
        done, found = self.restored()
        self.check_named(done, "snapshots", newest, True)
        self.assertEqual(nasty_tree.differences(self.before | {b"": {}}, found | {b"": {}}), [])

    def test_bits_flip_anywhere(self):
        """What comes back is right, or it is named."""
        noise = random.Random(9)
        for folder in ("data", "index", "snapshots", "keys", "config"):
            for number in range(12 if folder == "data" else 5):
                shutil.rmtree(self.repository, ignore_errors=True)
                shutil.copytree(self.clean, self.repository)
                files = files_in(self.repository, folder) or [self.repository / "config"]
                path = files[number % len(files)]
                content = bytearray(path.read_bytes())
                content[noise.randrange(len(content))] ^= 1 << noise.randrange(8)
                replace(path, bytes(content))
                with self.subTest(folder, number=number):
                    self._check_right_or_named()

    def _check_right_or_named(self):
        done, found = self.restored()
        wrong = [path for path in self.wanted if found.get(path) not in (None, self.wanted[path])]
        for path in wrong + [path for path in self.wanted if path not in found]:
            self.assertNotEqual(done.code, 0)
            if done.code == 3:
                said = any(text in done.errors for text in (path.decode(), "/practice \u2014"))
                said = said or found.keys() == self.before.keys()
                self.assertTrue(said, (path, done.errors))

    def spoiled(self, spoil):
        """A fresh copy, spoiled."""
        shutil.rmtree(self.repository, ignore_errors=True)
        shutil.copytree(self.clean, self.repository, symlinks=True)
        spoil()

    def test_a_pack_that_became_something_else(self):
        def become(make):
            path = files_in(self.repository, "data")[-1]
            path.unlink()
            make(path)
        for make in (os.mkfifo, os.mkdir, lambda path: os.symlink("/dev/zero", path), lambda path: os.symlink(path, path)):
            self.spoiled(lambda: become(make))
            done, found = self.restored()
            self.assertEqual(done.code, 3, done.errors)
            self.assertIn("ab\u00eem\u00e9 ou a disparu", done.errors)
            self.assertNotIn("autre chose", done.errors)
            self.assertEqual([path for path in found if found[path] != self.wanted[path] and path.decode() not in done.errors], [])
            self.assertEqual(self.run_digue("check", "--read-data").code, 1)
            self.run_digue("backup", "practice")
            done, found = self.restored()
            self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)

    def test_a_terabyte_behind_a_pack(self):
        """It is named, and nobody reads it."""
        def lengthen():
            path = files_in(self.repository, "data")[-1]
            path.chmod(0o600)
            os.truncate(path, 1 << 40)
            return path.name
        self.spoiled(lambda: None)
        name = lengthen()
        for words in (("check",), ("check", "--read-data")):
            done = self.run_digue(*words)
            self.assertEqual(done.code, 1, done.errors)
            self.assertIn(f"data/{name}", done.errors)
        done, found = self.restored()
        self.assertEqual((done.code, nasty_tree.differences(self.wanted, found)), (0, []), done.errors)

    def test_folders_that_got_lost(self):
        """What copies a repository often leaves out what is empty; and without an index, the packs tell."""
        for folder in ("locks", "index"):
            self.spoiled(lambda: shutil.rmtree(self.repository / folder))
            self.assertIn("/practice/radio 0", self.run_digue("ls", "latest").output)
            done, found = self.restored()
            self.assertEqual((done.code, nasty_tree.differences(self.wanted, found)), (0, []), done.errors)
            self.assertEqual(self.run_digue("backup", "practice").code, 0)
            self.assertEqual(self.run_digue("check", "--read-data").code, 0)

    def test_a_prune_where_no_snapshot_is_left_removes_nothing(self):
        for spoil in (lambda path: shutil.rmtree(path), lambda path: (shutil.rmtree(path), path.write_bytes(b"x")),
                      lambda path: [file.unlink() for file in path.iterdir()]):
            self.spoiled(lambda: spoil(self.repository / "snapshots"))
            before = files_in(self.repository, "data")
            self.assertEqual(self.run_digue("prune").code, 1)
            self.assertEqual(files_in(self.repository, "data"), before)

    def test_folders_that_are_none(self):
        """That is damage, and no fault of who asked."""
        for folder in ("data", "locks", "config"):
            def replace_by_loop():
                path = self.repository / folder
                path.unlink() if path.is_file() else shutil.rmtree(path)
                path.symlink_to(folder)
            self.spoiled(replace_by_loop)
            for words in (("backup", "practice"), ("check",), ("prune",)):
                self.assertIn(self.run_digue(*words).code, (1, 3), (folder, words))

    def test_a_pack_that_is_gone_takes_only_its_own_files(self):
        shutil.copytree(self.clean, self.repository)
        files_in(self.repository, "data")[-1].unlink()
        done, found = self.restored()
        self.assertEqual(done.code, 3)
        self.assertIn(b"/lettre du jour", found)
        for path, entry in found.items():
            if entry == self.wanted[path]:
                continue
            self.assertIn(path.decode(), done.errors)
        backup = self.run_digue("backup", "practice")
        self.assertIn(backup.code, (0, 3), backup.errors)
        done, found = self.restored()
        self.assertEqual(nasty_tree.differences(self.wanted, found), [], done.errors)


if __name__ == "__main__":
    unittest.main()
