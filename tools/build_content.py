"""Checks content/ and embeds it: one JSON text in one C++ file.

Every rule is read, its sentences are counted and its questions are prepared on the fact tables; anything wrong stops the
build with the file's name and line. Debian's own python3 does it with its standard library alone.
"""

import argparse
import json
import re
import sqlite3
import sys
import tomllib
from pathlib import Path

LANGUAGES = ("fr", "en")
KINDS = ("measured", "assisted", "declared")
QUESTIONS = ("holds", "waits", "applies", "because", "evidence")
SYSTEMS = ("linux", "macos", "windows")
FIELDS = {"id", "leaflet", "ours", "kind", "essential", "confirmed_for_days", *QUESTIONS, *LANGUAGES}
SENTENCES = {"leaflet", "title", "why", "how", "held", "to_correct", "not_applicable", "statement", "waiting", "because"}


class Broken(Exception):
    """What is wrong, as "file:line: sentence"."""


def line_of(path: Path, pattern: str) -> int:
    """The first line that matches, 1 if none does: where a person should look."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if re.search(pattern, line):
            return number
    return 1


def broken(path: Path, pattern: str, sentence: str) -> Broken:
    return Broken(f"{path}:{line_of(path, pattern)}: {sentence}")


def read_toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        raise Broken(f"{path}:{place.group(1) if place else 1}: {error}") from error
    except UnicodeDecodeError as error:
        raise Broken(f"{path}:1: not UTF-8: {error}") from error


class Every:
    """Stands for the program's own every(): here questions are only prepared."""

    def step(self, _value):
        pass

    def finalize(self):
        return None


def fact_tables(facts_sql: str) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.executescript(facts_sql)
    connection.create_aggregate("every", 1, Every)
    return connection


def quoted_words(sql: str) -> list[str]:
    return re.findall(r'"([^"]*)"', sql)


# SQLite's opcodes for comparisons by size carry the affinity with which they compare (sqliteInt.h, SQLITE_AFF_*):
# none, blob and text would compare a text with a number, and a text is greater than any number.
BY_SIZE = ("Lt", "Le", "Gt", "Ge")
AFFINITY_MASK = 0x47
UNORDERED = (0x40, 0x41, 0x42)


def check_question(path: Path, name: str, sql: str, facts: sqlite3.Connection) -> None:
    pattern = rf"^{name}\s*="
    # With double-quoted strings on, as in Python's SQLite, a mistyped column would be a text: there are none to type.
    if quoted_words(sql):
        raise broken(path, pattern, f"{name}: no double quotes in a question")
    try:
        program = facts.execute(f"EXPLAIN {sql}").fetchall()
    except sqlite3.Error as error:
        raise broken(path, pattern, f"{name}: {error}") from error
    if name not in ("holds", "waits", "applies"):
        return
    if re.search(r"\b(min|max|count)\s*\(", sql, re.IGNORECASE):
        raise broken(path, pattern, f"{name}: min, max and count skip what is unknown; use every()")
    for _address, operation, _p1, _p2, _p3, _p4, p5, _comment in program:
        if operation in BY_SIZE and int(p5) & AFFINITY_MASK in UNORDERED:
            raise broken(path, pattern, f"{name}: only INTEGER columns are compared by size")


def check_sentences(path: Path, rule: dict, language: str) -> dict[str, str]:
    """The rule's sentences in one language, as flat keys under "rule.<id>."."""
    found = rule.get(language, {})
    unknown = set(found) - SENTENCES
    if unknown:
        raise broken(path, rf"^{sorted(unknown)[0]}\b", f"[{language}] has no use for {sorted(unknown)}")
    flat = {}
    for name, value in found.items():
        parts = value.items() if isinstance(value, dict) else [("", value)]
        for part, sentence in parts:
            if not isinstance(sentence, str) or not sentence.strip():
                raise broken(path, rf"^{name}\b", f"[{language}] {name}: an empty sentence")
            flat[f"rule.{rule['id']}.{name}" + (f".{part}" if part else "")] = sentence.strip()
    return flat


def needed_sentences(rule: dict) -> set[str]:
    needed = {"title", "why"}
    if not rule["ours"]:
        needed.add("leaflet")
    if rule["kind"] != "declared":
        needed |= {"held", "to_correct"}
        needed |= {f"how.{system}" for system in SYSTEMS}
        needed |= {f"because.{word}" for word in re.findall(r"'([a-z_]+)'", rule["because"])
                   if f"THEN '{word}'" in rule["because"] or f"ELSE '{word}'" in rule["because"]}
    else:
        needed.add("how")
    if rule["kind"] != "measured":
        needed.add("statement")
    if rule["waits"]:
        needed.add("waiting")
    if rule["applies"]:
        needed.add("not_applicable")
    return needed


def read_rule(path: Path, facts: sqlite3.Connection) -> tuple[dict, dict[str, dict[str, str]]]:
    rule = read_toml(path)
    unknown = set(rule) - FIELDS
    if unknown:
        raise broken(path, rf"^{sorted(unknown)[0]}\b", f"no such field: {sorted(unknown)[0]}")
    for field, kind in (("id", str), ("leaflet", str), ("kind", str), ("essential", bool)):
        if not isinstance(rule.get(field), kind):
            raise broken(path, rf"^{field}\b", f"{field} is missing or is not a {kind.__name__}")
    if not isinstance(rule.setdefault("ours", False), bool) or not (rule["ours"] or rule["leaflet"]):
        raise broken(path, r"^(ours|leaflet)\b", "a rule is the leaflet's, or ours = true")
    if rule["id"] != path.stem:
        raise broken(path, r"^id\b", f"the id {rule['id']} is not the file's name")
    if rule["leaflet"] and not re.fullmatch(r"ONCD-\d\d", rule["leaflet"]):
        raise broken(path, r"^leaflet\b", f"no such row of the leaflet: {rule['leaflet']}")
    if rule["kind"] not in KINDS:
        raise broken(path, r"^kind\b", f"kind is one of {', '.join(KINDS)}")
    for name in QUESTIONS:
        rule.setdefault(name, "")
        if rule[name]:
            check_question(path, name, rule[name], facts)
    if rule["kind"] == "declared" and any(rule[name] for name in QUESTIONS):
        raise broken(path, r"^kind\b", "a declared rule asks the machine nothing")
    if rule["kind"] != "declared" and not (rule["holds"] and rule["evidence"]):
        raise broken(path, r"^kind\b", f"a {rule['kind']} rule needs holds and evidence")
    if rule["waits"] and rule["kind"] != "measured":
        raise broken(path, r"^waits\b", "only a measured rule waits: the others ask a person anyway")
    days = rule.setdefault("confirmed_for_days", 0)
    if (rule["kind"] == "measured") != (days == 0):
        raise broken(path, r"^confirmed_for_days\b", "confirmed_for_days belongs to assisted and declared rules")

    sentences = {language: check_sentences(path, rule, language) for language in LANGUAGES}
    for name in sorted(needed_sentences(rule)):
        if f"rule.{rule['id']}.{name}" not in sentences["fr"]:
            raise broken(path, r"^\[fr\]", f"[fr] lacks the sentence {name}")
    return {name: value for name, value in rule.items() if name not in LANGUAGES}, sentences


def typeset(sentence: str) -> str:
    """French keeps its high punctuation and quotation marks beside their word: those spaces do not break."""
    return re.sub(r"« ", "«\u00a0", re.sub(r" (?=[:;!?»])", "\u00a0", sentence))


def placeholders(sentence: str) -> set[str]:
    return set(re.findall(r"\{([a-z_]+)\}", sentence))


def read_texts(folder: Path) -> dict[str, dict[str, str]]:
    texts = {}
    for language in LANGUAGES:
        path = folder / f"{language}.json"
        try:
            texts[language] = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError as error:
            raise Broken(f"{path}:{error.lineno}: {error.msg}") from error
        for key, sentence in texts[language].items():
            if not isinstance(sentence, str) or not sentence.strip():
                raise broken(path, re.escape(f'"{key}"'), f"{key}: an empty sentence")
    for key, sentence in texts["en"].items():
        path = folder / "en.json"
        if key not in texts["fr"]:
            raise broken(path, re.escape(f'"{key}"'), f"{key} is not in fr.json")
        if placeholders(sentence) != placeholders(texts["fr"][key]):
            raise broken(path, re.escape(f'"{key}"'), f"{key}: other {{names}} than in fr.json")
    return texts


def read_content(folder: Path, facts_path: Path) -> dict:
    facts_sql = facts_path.read_text(encoding="utf-8")
    facts = fact_tables(facts_sql)
    texts = read_texts(folder / "texts")
    rules = []
    for path in sorted((folder / "rules").glob("*.toml")):
        rule, sentences = read_rule(path, facts)
        rules.append(rule)
        for language in LANGUAGES:
            texts[language].update(sentences[language])
    texts["fr"] = {key: typeset(sentence) for key, sentence in texts["fr"].items()}
    # The leaflet's order; our own rules last.
    rules.sort(key=lambda rule: (rule["leaflet"] or "ONCD-99", rule["id"]))
    lists = {path.stem: read_toml(path) for path in sorted((folder / "lists").glob("*.toml"))}
    return {"facts_sql": facts_sql, "rules": rules, "texts": texts, "lists": lists}


def as_cpp(text: str) -> str:
    """A C array of the text's UTF-8 bytes. Numbers, not a string literal: compilers limit those."""
    data = text.encode("utf-8")
    lines = [",".join(str(byte if byte < 128 else byte - 256) for byte in data[at:at + 32]) for at in range(0, len(data), 32)]
    return ("// Made by tools/build_content.py.\n#include <cstddef>\n\nnamespace digue::texts {\n\n"
            "extern const char embedded_json[];\nextern const std::size_t embedded_json_size;\n\n"
            "const char embedded_json[] = {\n" + ",\n".join(lines) + "};\n"
            f"const std::size_t embedded_json_size = {len(data)};\n\n}}  // namespace digue::texts\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("content", type=Path)
    parser.add_argument("--facts", type=Path, required=True, help="the schema of the facts")
    parser.add_argument("--output", type=Path, help="the C++ file to write; without it the content is only checked")
    options = parser.parse_args()
    try:
        content = read_content(options.content, options.facts)
    except Broken as error:
        print(error, file=sys.stderr)
        return 1
    if options.output:
        options.output.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), default=str)
        options.output.write_text(as_cpp(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
