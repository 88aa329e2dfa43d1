#!/usr/bin/env python3
"""Verifies copies of a Digue journal without any code of Digue (docs/formats/journal.md).

    verify.py [--key FILE] journal.sqlite…

Prints one line for each file and exits with 0 if nothing was found. Without the key (32 bytes, or 64 hexadecimal
digits) the end of the chain is taken from the head as it stands, whose seal is then not checked.
"""

import argparse
import hashlib
import hmac
import json
import sqlite3
import struct
import sys
from urllib.parse import quote

ZEROS = bytes(32)
MOST_IN_A_GAP = 1000
ORDER = ["changed", "removed", "reordered", "truncated", "head_forged", "personal"]


def integer(number):
    return struct.pack(">q", number)


def hash_of(number, at, kind, body, previous):
    return hashlib.sha256(b"digue journal entry 1" + previous + integer(number) + integer(at) + integer(len(kind)) +
                          kind + integer(len(body)) + body).digest()


class Entry:
    def __init__(self, row):
        types = [int, int, Text, Text, bytes, bytes]
        self.number = row[0] if type(row[0]) is int else 0
        self.readable = all(type(v) is t for v, t in zip(row, types)) and len(row[4]) == len(row[5]) == 32
        self.at, self.kind, self.body, self.previous, self.hash = row[1:]
        self.computed = hash_of(*row[:5]) if self.readable else None
        self.whole = self.readable and self.computed == self.hash

    def tied_to(self, below):
        if not self.readable:
            return True
        if self.number == 1:
            return self.previous == ZEROS
        if below is None or not below.readable or below.number != self.number - 1:
            return True
        return self.previous in (below.hash, below.computed)

    def claimed(self, head, claim, key):
        follows = self.whole and self.number == head[0] + 1 and self.previous == head[1]
        if not follows or key is None:
            return follows
        right = hmac.new(key, b"digue journal claim 1" + integer(self.number) + self.hash, "sha256").digest()
        return hmac.compare_digest(claim, right)


class Text(bytes):
    """A SQLite text as its bytes, so that it differs from a blob."""


def members_of(entry):
    try:
        body = json.loads(entry.body)
    except (ValueError, RecursionError):
        return {}
    return body if type(body) is dict else {}


def words_fault(database, entry):
    for member in members_of(entry).values():
        token = member.get("personal") if type(member) is dict else None
        if type(token) is not str:
            continue
        for salt, words in database.execute("SELECT salt, words FROM personal WHERE token = ?", (token,)):
            ours = type(salt) is bytes and type(words) is Text and len(salt) == 32
            if not ours or hashlib.sha256(salt + words).hexdigest() != token:
                yield "personal", entry.number


def read_head(database, key):
    """The number in the head, (number, hash) if it can be trusted, and the claim."""
    for number, *blobs in database.execute("SELECT number, hash, seal, claim FROM head WHERE only = 1"):
        if type(number) is int and all(type(blob) is bytes and len(blob) == 32 for blob in blobs):
            digest, seal, claim = blobs
            right = key is None or hmac.new(key, b"digue journal head 1" + integer(number) + digest, "sha256").digest()
            return number, (number, digest) if key is None or hmac.compare_digest(seal, right) else None, claim
    return 0, None, ZEROS


def gap(kind, first, last):
    return [(kind, n) for n in range(first, min(last, first + MOST_IN_A_GAP - 1) + 1)]


def verify(path, key):
    database = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)
    database.text_factory = Text
    if database.execute("PRAGMA application_id").fetchone()[0] != 0x4469674A:
        raise sqlite3.DatabaseError("not a journal")
    database.execute("BEGIN")
    head_number, anchor, claim = read_head(database, key)
    faults, backwards, interrupted = [], [], False
    if anchor is None:
        faults.append(("head_forged", head_number))
    rows = database.execute("SELECT number, at, kind, body, previous, hash FROM entries ORDER BY number DESC")
    entries = [Entry(row) for row in rows]
    expected, above = None, None  # the newest entry first: each one vouches for the one below it
    for entry, below in zip(entries, entries[1:] + [None]):
        if below is not None and below.number >= entry.number:
            raise sqlite3.DatabaseError("entries out of order")
        if entry.number < 1:
            faults.append(("changed", entry.number))
            continue
        if above is None and anchor is not None:
            faults += gap("truncated", entry.number + 1, anchor[0])
            interrupted = entry.claimed(anchor, claim, key)
        if above is not None and above - 1 > entry.number:
            faults += gap("removed", entry.number + 1, above - 1)
            expected = None
        if anchor is not None and entry.number == anchor[0]:
            expected = anchor[1]
        unsealed = anchor is not None and entry.number > anchor[0] and not interrupted
        if unsealed or (entry.readable and entry.kind == b"seal_broken"):
            faults.append(("head_forged", entry.number))
        fits = expected is None or entry.computed == expected
        if not entry.whole or not fits or (entry.number == 1 and not entry.tied_to(None)):
            faults.append(("changed" if entry.tied_to(below) else "reordered", entry.number))
        believed = entry.whole or (entry.readable and expected is not None and fits)
        expected, above = entry.previous if believed else None, entry.number
        if not entry.readable:
            continue
        sealed = members_of(entry).get("sealed") if entry.kind == b"seal_broken" else None
        if believed and type(sealed) is int and 0 <= sealed < entry.number:
            expected, anchor = None, (sealed, entry.previous)
        if below is not None and below.readable and entry.at < below.at:
            backwards.append(entry.number)
        faults += words_fault(database, entry)
    faults += gap("removed", 1, above - 1) if above is not None else gap("truncated", 1, anchor[0] if anchor else 0)
    faults.sort(key=lambda fault: (fault[1], ORDER.index(fault[0])))
    words = [f"{len(entries)} entries"] + ["interrupted"] * interrupted + [f"{kind} {n}" for kind, n in faults]
    words += [f"backwards {n}" for n in reversed(backwards)] + ["seal not checked"] * (key is None)
    return "; ".join(words), not faults


def read_key(path):
    content = open(path, "rb").read()
    return content if len(content) == 32 else bytes.fromhex(content.decode())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--key", metavar="FILE")
    parser.add_argument("journals", nargs="+", metavar="journal.sqlite")
    arguments = parser.parse_args()
    key = read_key(arguments.key) if arguments.key else None
    all_clean = True
    for path in arguments.journals:
        try:
            text, clean = verify(path, key)
        except (sqlite3.Error, ValueError, OverflowError, struct.error) as error:
            text, clean = f"damaged ({' '.join(str(error).split())})", False  # on one line
        print(f"{path}: {text}")
        all_clean = all_clean and clean
    return 0 if all_clean else 1


if __name__ == "__main__":
    sys.exit(main())
