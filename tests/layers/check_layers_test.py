"""The layer check finds each fault that is planted, and finds nothing in a house that keeps the plan."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parents[2] / "tools" / "check_layers.py"

FAULTS = {
    "an include against the arrows": ("src/base/a.cpp", '#include "posture/rule.h"\n', "base may not include posture"),
    "a feature that includes a feature": ("src/posture/a.cpp", '#include "journal/journal.h"\n', "posture may not include journal"),
    "a header in no room": ("src/base/a.cpp", '#include "helpers/a.h"\n', "is in no room"),
    "a file in no room": ("src/helpers/a.cpp", "\n", "is not a room"),
    "a foreign header at the wrong door": ("src/journal/a.cpp", "#include <sqlite3.h>\n", "has another door"),
    "a header of Windows outside its folder": ("src/machine/fake/a.cpp", "#include <windows.h>\n", "has another door"),
    "a foreign header without a door": ("src/base/a.cpp", "#include <unknown.h>\n", "has no door"),
    "a foreign header in a header of ours": ("src/database/a.h", "#include <sqlite3.h>\n", "in a header of ours"),
    "a test library in the product": ("src/base/a.cpp", "#include <doctest/doctest.h>\n", "has no door"),
    "the present time": ("src/agent/a.cpp", "auto t = std::chrono::system_clock::now();\n", "knows what time it is"),
    "a question to the preprocessor about the system": ("src/posture/a.cpp", "#ifdef _WIN32\n", "on which system"),
    "a file opened outside machine": ("src/journal/a.cpp", 'std::ifstream file("x");\n', "only machine touches files"),
    "a word to the person from below": ("src/agent/a.cpp", 'fmt::print("x");\n', "only apps speak"),
    "a thread in the wrong room": ("src/posture/a.cpp", "std::jthread t;\n", "own threads"),
    "the environment": ("src/agent/a.cpp", 'getenv("HOME");\n', "read the environment"),
    "an exception of ours": ("src/base/a.cpp", "throw 1;\n", "nothing is thrown"),
    "an error that leaks the member before it": ("src/base/a.cpp", "P p{name(),\n    {TRY(read())}};\n", "would leak"),
    "a long file": ("src/base/a.cpp", "\n" * 401, "over 400 lines"),
    "a link against the arrows": ("src/json/CMakeLists.txt", "digue_room(json ROOMS base agent)\n", "may not link agent"),
}

INNOCENT = {
    "src/base/a.h": "#pragma once\n#include <string>\n",
    "src/posture/a.cpp": '#include "machine/machine.h"\n// throw, _WIN32 and std::cout in a comment\nauto s = "throw";\n',
    "src/posture/b.cpp": "P p() {\n  f(a, TRY(b()));\n  int c, d;\n  P e{TRY(g()), h};\n  return {TRY(i(j, k))};\n}\n",
    "src/machine/linux/a.cpp": "#include <unistd.h>\n#include <systemd/sd-bus.h>\n",
    "src/machine/windows/a.cpp": "#include <windows.h>\n#include <lm.h>\n",
    "src/base/a_test.cpp": "#include <doctest/doctest.h>\n#include <thread>\nstd::jthread t;\n",
}


def check(files: dict[str, str]) -> tuple[int, str]:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        result = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True, check=False)
        return result.returncode, result.stdout


class CheckLayers(unittest.TestCase):
    def test_each_planted_fault_is_found_with_its_file_and_line(self):
        for name, (file, content, sentence) in FAULTS.items():
            with self.subTest(name):
                code, output = check({**INNOCENT, file: content})
                self.assertEqual(code, 1, output)
                self.assertIn(sentence, output)
                self.assertRegex(output, rf"{file}:\d+: ")

    def test_a_house_that_keeps_the_plan_has_no_fault(self):
        code, output = check(INNOCENT)
        self.assertEqual((code, output), (0, "6 files, 0 faults\n"))

    def test_an_empty_house_is_not_a_passed_check(self):
        self.assertEqual(check({})[0], 1)


if __name__ == "__main__":
    unittest.main()
