"""Writes src/repository/printable_table.cpp: the characters that Go calls printable (letters, marks, numbers, punctuation,
symbols), as ranges. Run it again only when the format follows another version of Unicode:

    python3 tools/make_printable_table.py /usr/share/unicode/UnicodeData.txt > src/repository/printable_table.cpp

UnicodeData.txt 15.0 is in Debian 12's package unicode-data; Debian's own python3 knows only 14.0.
"""

import sys
from pathlib import Path

PRINTABLE = "LMNPS"


def printable_characters(table: Path) -> list[int]:
    characters = []
    first = None
    for line in table.read_text(encoding="utf-8").splitlines():
        code, name, category = line.split(";")[:3]
        if name.endswith(", First>"):
            first = int(code, 16)
            continue
        start = int(code, 16) if first is None else first
        first = None
        if category[0] in PRINTABLE:
            characters.extend(range(start, int(code, 16) + 1))
    return [code for code in characters if code >= 0x80]


def ranges_of(characters: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for code in characters:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1] = (ranges[-1][0], code)
        else:
            ranges.append((code, code))
    return ranges


def main() -> None:
    cells = [f"{{0x{first:X}, 0x{last:X}}}" for first, last in ranges_of(printable_characters(Path(sys.argv[1])))]
    print('#include "repository/printable.h"\n\n// Written by tools/make_printable_table.py from Unicode 15.0.\n')
    print("namespace digue::repository {\n\n// clang-format off")
    print(f"const std::array<PrintableRange, {len(cells)}> printable_ranges = {{{{")
    line = " "
    for cell in cells:
        if len(line) + len(cell) + 2 > 120:
            print(line)
            line = " "
        line += f" {cell},"
    print(line)
    print("}};\n// clang-format on\n\n}  // namespace digue::repository")


if __name__ == "__main__":
    main()
