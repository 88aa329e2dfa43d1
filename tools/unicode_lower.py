#!/usr/bin/python3
"""Prints src/backup/lower_case_table.h: the simple lower-case letters of Unicode as ranges. Run it with a python3 that
knows the wanted version of Unicode.
"""

import sys
import unicodedata


def simple_lower(code: int) -> int:
    # The one letter whose full mapping is two characters; its simple one is "i" (UnicodeData.txt).
    return ord("i") if code == 0x130 else ord(lower) if len(lower := chr(code).lower()) == 1 else code


def ranges() -> list[tuple[int, int, int, int]]:
    """First, last, step and distance: the same distance for every step-th letter from first to last."""
    found: list[tuple[int, int, int, int]] = []
    for code in range(0x80, sys.maxunicode + 1):
        distance = simple_lower(code) - code
        if distance == 0:
            continue
        if found:
            first, last, step, known = found[-1]
            gap = code - last
            if distance == known and (gap == step or (first == last and gap <= 2)):
                found[-1] = (first, code, gap, distance)
                continue
        found.append((code, code, 1, distance))
    return found


def main() -> None:
    print("#pragma once\n\n#include <array>\n\n#include \"backup/lower_case.h\"\n\nnamespace digue::backup {\n")
    print(f"/// Unicode {unicodedata.unidata_version}, printed by tools/unicode_lower.py. Above ASCII, in order.")
    rows = ranges()
    print(f"inline constexpr std::array<LowerCaseRange, {len(rows)}> lower_case_ranges = {{{{")
    print("    // clang-format off")
    for first, last, step, distance in rows:
        print(f"    {{0x{first:x}, 0x{last:x}, {step}, {distance}}},")
    print("    // clang-format on\n}};\n\n}  // namespace digue::backup")


if __name__ == "__main__":
    main()
