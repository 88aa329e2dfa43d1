"""Holds the code against the plan of ARCHITECTURE.md: who may include whom, which room is the only door to a foreign
library, and which words are forbidden where. Prints each fault as "file:line: sentence"; exits 1 if there is one.
"""

import argparse
import re
import sys
from pathlib import Path

# A room may include itself, and the rooms on its right.
ROOMS = {
    "base": [],
    "crypto": ["base"],
    "json": ["base"],
    "database": ["base"],
    "texts": ["base", "json"],
    "plan": ["base", "json"],
    "tell": ["base", "json", "texts", "plan"],
    "machine": ["base", "json"],
    "net": ["base", "crypto"],
    "store": ["base", "crypto", "json", "machine", "net"],
    "repository": ["base", "crypto", "json", "store"],
    "backup": ["base", "crypto", "json", "database", "machine", "store", "repository"],
    "posture": ["base", "crypto", "json", "database", "texts", "machine"],
    "journal": ["base", "crypto", "json", "database"],
    "paper": ["base", "crypto"],
    "agent": ["base", "crypto", "json", "database", "texts", "machine", "net", "store", "repository", "backup", "posture",
              "journal", "plan", "tell", "paper"],
    "api": ["base", "json", "texts", "machine", "net", "plan", "tell", "agent"],
    "apps": ["base", "crypto", "json", "database", "texts", "machine", "net", "store", "repository", "backup", "posture",
             "journal", "plan", "tell", "paper", "agent", "api"],
}

# Foreign headers, and the only folders that may include them. The first pattern that matches decides.
DOORS = [
    (r"fmt/core\.h", ["src"]),
    (r"openssl/", ["src/crypto"]),
    (r"(immintrin|cpuid)\.h", ["src/crypto"]),
    (r"boost/json", ["src/json"]),
    (r"boost/(asio|beast|system)/", ["src/net"]),
    (r"sqlite3\.h", ["src/database"]),
    (r"curl/", ["src/net"]),
    (r"zstd(_errors)?\.h", ["src/repository"]),
    (r"(cairo|pango/)", ["src/paper"]),
    (r"qrencode\.h", ["src/paper"]),
    (r"systemd/", ["src/machine/linux"]),
    (r"CLI/", ["src/apps"]),
    (r"(windows|sddl|lm|ntsecapi|winreg|userenv|aclapi|io|shlobj)\.h", ["src/machine/windows"]),
    (r"linux/", ["src/machine/linux"]),
    (r"(sys/.*|unistd|fcntl|signal|poll|pwd|grp|dirent|time|termios|sched|dlfcn|netdb|ifaddrs)\.h",
     ["src/machine/posix", "src/machine/linux"]),
]
TEST_DOORS = [(r"doctest/", ["src", "tests"]), (r"rapidcheck(\.h|/)", ["src", "tests"])]

# Words that would let a room do what only another may, and the folders that may say them.
WORDS = [
    (r"system_clock::now|steady_clock::now|\btime\(nullptr\)|\bclock_gettime\b", ["src/machine"],
     "only machine knows what time it is"),
    (r"\b_WIN32\b|\b__linux__\b|\b__APPLE__\b", ["src/machine"], "only machine knows on which system it runs"),
    (r"std::filesystem|std::[io]?fstream", ["src/machine"], "only machine touches files"),
    (r"std::(cout|cerr|clog)|\bfmt::print\b|\bprintf\(", ["src/apps"], "only apps speak to the person"),
    (r"std::j?thread|std::async", ["src/base", "src/agent"], "only base and agent own threads"),
    (r"\bgetenv\b", ["src/apps"], "only apps read the environment"),
    (r"\bthrow\b", [], "errors are values: nothing is thrown"),
    (r"\b(strcpy|strcat|sprintf|gets|popen)\(|std::system\(", [], "a function that no bound protects"),
]

STANDARD = set("""algorithm any array atomic barrier bit bitset cassert cctype cerrno cfloat charconv chrono cinttypes
climits clocale cmath compare complex concepts condition_variable csetjmp csignal cstdarg cstddef cstdint cstdio cstdlib
cstring ctime cwchar deque exception execution expected filesystem format forward_list fstream functional future
initializer_list iomanip ios iosfwd iostream istream iterator latch limits list locale map memory memory_resource mutex
new numbers numeric optional ostream queue random ranges ratio regex semaphore set shared_mutex source_location span
sstream stack stdexcept stop_token streambuf string string_view system_error thread tuple type_traits typeindex typeinfo
unordered_map unordered_set utility valarray variant vector version""".split())

MAX_LINES = 400
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')


def without_comments(line: str) -> str:
    return re.sub(r'"(\\.|[^"\\])*"', '""', line).split("//")[0]


def is_below(path: str, folders: list[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def check_own_include(room: str, header: str) -> str | None:
    wanted = header.split("/")[0]
    if wanted not in ROOMS:
        return f'"{header}" is in no room'
    if wanted != room and wanted not in ROOMS[room]:
        return f"{room} may not include {wanted}"
    return None


def check_foreign_include(path: str, header: str, is_test: bool) -> str | None:
    if header in STANDARD:
        return None
    for pattern, folders in (TEST_DOORS if is_test else []) + DOORS:
        if re.match(pattern, header):
            return None if is_below(path, folders) else f"<{header}> has another door: {', '.join(folders)}"
    return f"<{header}> has no door: name one in tools/check_layers.py and docs/dependencies.md"


def check_file(root: Path, file: Path) -> list[str]:
    path = file.relative_to(root).as_posix()
    room = path.split("/")[1]
    is_test = file.stem.endswith("_test")
    is_system_code = bool(re.match(r"src/machine/(linux|posix|windows)/", path))
    lines = file.read_text(encoding="utf-8").splitlines()
    faults = []
    if room not in ROOMS:
        return [f"{path}:1: {room} is not a room of ARCHITECTURE.md"]
    if len(lines) > MAX_LINES:
        faults.append(f"{path}:{len(lines)}: over {MAX_LINES} lines: two ideas in one file")
    for number, line in enumerate(lines, start=1):
        if include := INCLUDE.match(line):
            own, foreign = include.groups()
            if own and is_test and own.startswith("support/"):
                continue
            fault = check_own_include(room, own) if own else check_foreign_include(path, foreign, is_test)
            is_public_header = file.suffix == ".h" and not is_test and not is_system_code
            if is_public_header and foreign and foreign not in STANDARD and foreign != "fmt/core.h":
                fault = f"<{foreign}> in a header of ours"
            if fault:
                faults.append(f"{path}:{number}: {fault}")
            continue
        if is_test:
            continue
        for pattern, folders, reason in WORDS:
            if re.search(pattern, without_comments(line)) and not is_below(path, folders):
                faults.append(f"{path}:{number}: {reason}")
    return faults + check_braced_try(path, "\n".join(without_comments(line) for line in lines))


def check_braced_try(path: str, text: str) -> list[str]:
    """g++ 12 does not destroy the members before a TRY in braces when it returns (docs/decisions/0006)."""
    faults = []
    open_brackets = [["", False]]  # each with whether a comma stands since its beginning or its last ";"
    for token in re.finditer(r"(?:[,{]\s*)?\{|[(\[\])};,]|\bTRY\(", text):
        mark = token.group()
        if mark == "TRY(":
            for bracket, has_comma in reversed(open_brackets):
                if has_comma and bracket.endswith("{"):
                    line = text.count("\n", 0, token.start()) + 1
                    faults.append(f"{path}:{line}: TRY in braces behind another member, which would leak: take it out")
                    break
                if bracket == "{":  # neither a parenthesis nor a list in a list
                    break
        if mark[0] == "," and mark != ",":
            open_brackets[-1][1] = True
        elif mark[0] == "{" and mark != "{":
            open_brackets.append(["{", False])
        if mark[-1] in "({[":
            open_brackets.append([mark, False])
        elif mark in ")}]":
            del open_brackets[max(len(open_brackets) - 1, 1):]
        elif mark in ",;":
            open_brackets[-1][1] = mark == ","
    return faults


def check_libraries(root: Path) -> list[str]:
    """The libraries that CMake links must be the same arrows."""
    faults = []
    for file in sorted(root.glob("src/*/CMakeLists.txt")):
        for room, arrows in re.findall(r"digue_room\((\w+)(?:\s+ROOMS\s+([a-z ]+))?", file.read_text(encoding="utf-8")):
            for wanted in arrows.split():
                if wanted not in ROOMS.get(room, []):
                    faults.append(f"{file.relative_to(root)}:1: {room} may not link {wanted}")
    return faults


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("root", type=Path, help="the folder that holds src/")
    root = parser.parse_args().root.resolve()
    files = sorted(file for file in root.glob("src/**/*") if file.suffix in (".h", ".cpp"))
    faults = [fault for file in files for fault in check_file(root, file)] + check_libraries(root)
    for fault in faults:
        print(fault)
    print(f"{len(files)} files, {len(faults)} faults")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
