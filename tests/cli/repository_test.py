"""The commands of a repository through the program itself: what they answer, in words and as JSON lines, and how they
refuse."""

import json
import unittest

from stage import Stage, listing

# One line for each command that opens a repository.
COMMANDS = (("snapshots",), ("ls", "latest"), ("check",), ("prune",), ("forget", "--keep-last", "1"),
            ("restore", "latest", "--target", "retrouve"), ("backup", "cabinet"), ("repo", "keys"), ("repo", "unlock"))


class Refusals(Stage):
    def test_a_wrong_password_is_12_for_every_command(self):
        self.init()
        wrong = self.put("faux", "un autre mot\n")
        for words in COMMANDS:
            refused = self.refusal(*words, password=wrong, cwd=self.place)
            self.assertEqual(refused, (12, "repository.error.wrong_key"), words)

    def test_a_place_without_a_repository_is_10_for_every_command_and_stays_as_it_is(self):
        elsewhere = self.place / "des photos"
        elsewhere.mkdir()
        (elsewhere / "vacances.jpg").write_bytes(b"JPEG")
        for repository in (self.place / "rien", elsewhere):
            for words in COMMANDS:
                refused = self.refusal(*words, repository=repository, cwd=self.place)
                self.assertEqual(refused, (10, "repository.error.not_found"), words)
        self.assertFalse((self.place / "rien").exists())
        self.assertEqual(list(listing(elsewhere)), ["vacances.jpg"])

    def test_a_repository_whose_config_is_broken_is_named_as_such(self):
        self.init()
        config = self.repository / "config"
        config.chmod(0o600)
        config.write_bytes(b"x" * config.stat().st_size)
        for words in COMMANDS:
            refused = self.refusal(*words, cwd=self.place)
            self.assertEqual(refused, (1, "repository.error.damaged"), words)

    def test_what_is_not_in_the_repository_is_10(self):
        self.init()
        self.backup()
        for words in (("ls", "abcdef"), ("ls", "latest", "/nulle/part"), ("restore", "abcdef", "--target", "retrouve"),
                      ("restore", "latest:/nulle/part", "--target", "retrouve"), ("forget", "abcdef"),
                      ("snapshots", "abcdef"), ("restore", "latest", "--host", "autre", "--target", "retrouve")):
            done = self.digue(*words, "--json", cwd=self.place)
            self.assertEqual(done.returncode, 10, words)
            self.assertEqual(json.loads(done.stderr.splitlines()[-1])["code"], 10)

    def test_words_that_make_no_sense_are_2_in_one_sentence(self):
        self.init()
        self.backup()
        for words in (("restore", "latest"), ("restore", "latest", "--target", "x", "--overwrite", "peut-être"), ("ls",),
                      ("ls", "latest", "relatif"), ("check", "--read-data-subset", "5/2"), ("prune", "--max-unused", "peu"),
                      ("backup",), ("backup", "cabinet", "--exclude-larger-than", "gros"), ("snapshots", "--latest", "deux")):
            done = self.digue(*words, cwd=self.place)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertLessEqual(len(done.stderr.splitlines()), 2, words)

    def test_an_option_that_only_restic_has_is_refused_by_its_name(self):
        self.init()
        for words in (("backup", "--stdin"), ("backup", "--time", "2020-01-01", "cabinet"), ("snapshots", "--compact"),
                      ("forget", "--unsafe-allow-remove-all", "--keep-last", "1"), ("ls", "latest", "--sort=size"),
                      ("restore", "latest", "--ownership-by-name"), ("prune", "--repack-uncompressed"),
                      ("check", "--host", "cabinet"), ("backup", "--group-by", "host", "cabinet")):
            done = self.digue(*words, cwd=self.place)
            self.assertEqual((done.returncode, done.stdout), (2, ""), words)
            self.assertIn("restic a ici l'option «\u00a0--", done.stderr)
        self.assertEqual(self.snapshots(), [])


class Commands(Stage):
    def setUp(self):
        super().setUp()
        self.init()

    def test_snapshots_are_listed_from_the_oldest_and_can_be_chosen(self):
        self.set_clock("2026-11-23T20:00:00Z")
        first = self.backup(self.practice, "--tag", "soir", "--host", "accueil")
        self.set_clock("2026-11-24T20:00:00Z")
        second = self.backup(self.practice, "--tag", "matin", "--host", "accueil")
        third = self.backup(self.practice / "radios", "--host", "radio")
        self.assertEqual(self.snapshots(), [first, *sorted([second, third])])
        self.assertEqual(set(self.snapshots("--latest", "1")), {second, third})
        self.assertEqual(self.snapshots("--tag", "soir"), [first])
        self.assertEqual(self.snapshots("--host", "radio"), [third])
        self.assertEqual(self.snapshots("--path", self.practice), [first, second])
        self.assertEqual(self.snapshots(first[:10]), [first])
        said = self.run_digue("snapshots")
        self.assertIn(f"{first[:8]}  hier à ", said)
        self.assertIn("3 sauvegardes.", said)

    def test_ls_shows_all_of_a_snapshot_or_what_stands_in_the_named_folders(self):
        self.backup()
        radios = f"{self.practice}/radios"
        everything = self.run_digue("ls", "latest").splitlines()
        self.assertIn(f"{radios}/1.dcm", everything)
        self.assertIn("/tmp", [path for path in everything if path.count("/") == 1])
        self.assertEqual(self.run_digue("ls", "latest", self.practice).splitlines(),
                         [str(self.practice), f"{self.practice}/agenda.db", radios])
        self.assertEqual(self.run_digue("ls", "latest", self.practice, "--recursive").splitlines(),
                         [str(self.practice), f"{self.practice}/agenda.db", radios, f"{radios}/1.dcm", f"{radios}/2.dcm"])
        self.assertEqual(self.run_digue("ls", "latest", radios + "/", f"{self.practice}/agenda.db").splitlines(),
                         [f"{self.practice}/agenda.db", radios, f"{radios}/1.dcm", f"{radios}/2.dcm"])
        long = self.run_digue("ls", "latest", "-l", f"{radios}/2.dcm")
        self.assertRegex(long, rf"^-rw.* 80000 2.*Z {radios}/2\.dcm$")

    def test_restore_brings_all_back_or_what_is_chosen(self):
        self.backup()
        target = self.place / "retrouve"
        summary = self.lines("restore", "latest", "--target", target, "--verify")[-1]
        self.assertEqual((summary["message_type"], summary["files_restored"], summary["error_count"]), ("summary", 3, 0))
        self.assertEqual((target / str(self.practice)[1:] / "radios/2.dcm").read_bytes(), b"DICM" * 20_000)
        motifs = self.put("motifs", "# les radios\n*.dcm\n")
        some = self.place / "des radios"
        self.run_digue("restore", f"latest:{self.practice}", "--target", some, "--include-file", motifs)
        self.assertEqual([path for path in listing(some) if "." in path], ["radios/1.dcm", "radios/2.dcm"])
        others = self.place / "le reste"
        self.run_digue("restore", f"latest:{self.practice}", "--target", others, "--exclude-file", motifs)
        self.assertEqual([path for path in listing(others) if "." in path], ["agenda.db"])

    def test_what_stands_there_is_overwritten_as_the_person_says(self):
        self.backup()
        target = self.place / "retrouve"
        restore = ("restore", f"latest:{self.practice}", "--target", target)
        self.run_digue(*restore)
        agenda = target / "agenda.db"
        agenda.write_text("plus neuf", encoding="utf-8")
        for behaviour in ("never", "if-newer"):
            self.run_digue(*restore, "--overwrite", behaviour)
            self.assertEqual(agenda.read_text("utf-8"), "plus neuf")
        summary = self.lines(*restore, "--overwrite", "if-changed")[-1]
        self.assertEqual((summary["files_restored"], summary["files_skipped"]), (1, 2))
        self.assertEqual(agenda.read_bytes(), b"agenda" * 5_000)

    def test_a_rehearsed_restore_says_what_it_would_do_and_writes_nothing(self):
        self.backup()
        target = self.place / "retrouve"
        restore = ("restore", f"latest:{self.practice}", "--target", target)
        said = self.run_digue(*restore, "--dry-run", "-v")
        self.assertIn("3 éléments seraient restaurés sur 3", said)
        self.assertIn("+ /radios/1.dcm", said)
        self.assertFalse(target.exists())
        self.run_digue(*restore)
        (target / "agenda.db").write_text("plus neuf", encoding="utf-8")
        (target / "de trop").write_text("x", encoding="utf-8")
        before = listing(target)
        summary = self.lines(*restore, "--dry-run", "--overwrite", "if-changed", "--delete")[-1]
        self.assertEqual([summary[name] for name in ("files_restored", "files_skipped", "files_deleted")], [1, 2, 1])
        self.assertEqual(summary["bytes_restored"], 30_000)
        self.assertEqual(listing(target), before)

    def test_a_rehearsed_backup_counts_what_it_would_add_and_writes_nothing(self):
        self.make_state()
        self.backup()
        (self.practice / "radios/3.dcm").write_bytes(b"\0neuf" * 10_000)
        before, journal = listing(self.repository), (self.state / "journal.sqlite").read_bytes()
        summary = self.lines("backup", "--dry-run", self.practice)[-1]
        self.assertEqual((summary["files_new"], summary["files_unmodified"], summary["dry_run"]), (1, 3, True))
        self.assertGreater(summary["data_added"], 50_000)
        self.assertIn("rien n'a été écrit", self.run_digue("backup", "-n", self.practice))
        self.assertEqual(listing(self.repository), before)
        self.assertEqual((self.state / "journal.sqlite").read_bytes(), journal)
        real = self.lines("backup", self.practice)[-1]
        self.assertNotIn("dry_run", real)
        self.assertEqual(real["data_added"], summary["data_added"])

    def test_the_lists_of_files_from_are_read_as_each_option_says(self):
        (self.practice / " # blancs ").write_text("x", encoding="utf-8")
        patterns = self.put("motifs", f"# radios\n  {self.practice}/radios/*.dcm \n\n{self.practice}/rien*\n")
        verbatim = self.put("tels quels", f"{self.practice}/ # blancs \n")
        raw = self.put("bruts", f"{self.practice}/agenda.db\0")
        done = self.digue("backup", "--files-from", patterns, "--files-from-verbatim", verbatim, "--files-from-raw", raw,
                          self.place / "mot", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stderr)["key"], "backup.no_match")
        self.assertEqual(self.lines("snapshots")[0][0]["paths"],
                         [f"{self.practice}/radios/1.dcm", f"{self.practice}/radios/2.dcm", f"{self.practice}/ # blancs ",
                          f"{self.practice}/agenda.db", str(self.place / "mot")])
        self.put("bruts", f"{self.practice}/agenda.db")
        self.assertEqual(self.digue("backup", "--files-from-raw", raw).returncode, 2)
        self.put("motifs", "[\n")
        self.assertEqual(self.digue("backup", "--files-from", patterns).returncode, 2)
        self.put("motifs", "# rien\n")
        self.assertEqual(self.refusal("backup", "--files-from", patterns), (2, "backup.no_path"))
        self.assertEqual(len(self.snapshots()), 1)

    def test_prune_frees_what_no_snapshot_needs_and_shows_it_first(self):
        first = self.backup()
        (self.practice / "radios/1.dcm").unlink()
        self.backup()
        self.run_digue("forget", first)
        before = listing(self.repository)
        shown = self.lines("prune", "--dry-run", "--max-unused", "0")[-1]
        self.assertGreater(shown["freed"]["bytes"], 49_000)
        self.assertEqual({name: size for name, (size, _) in listing(self.repository).items()},
                         {name: size for name, (size, _) in before.items()})
        self.assertIn("seraient libérés", self.run_digue("prune", "--dry-run", "--max-unused", "0"))
        freed = self.lines("prune", "--max-unused", "0")[-1]
        self.assertEqual((freed["message_type"], freed["freed"], freed["dry_run"]), ("summary", shown["freed"], False))
        self.assertIn("Aucune erreur.", self.run_digue("check", "--read-data"))

    def test_check_names_what_is_broken_and_tells_how_much(self):
        self.backup()
        self.assertEqual(self.lines("check")[-1]["num_errors"], 0)
        pack = max((path for path in (self.repository / "data").rglob("*") if path.is_file()),
                   key=lambda path: path.stat().st_size)
        pack.chmod(0o600)
        content = bytearray(pack.read_bytes())
        content[1_000] ^= 1
        pack.write_bytes(content)
        summary = self.lines("check", "--read-data", code=1)[-1]
        self.assertGreater(summary["num_errors"], 0)
        self.assertEqual(summary["broken_packs"], [pack.name])
        said = self.digue("check", "--read-data")
        self.assertIn(pack.name, said.stderr)
        self.assertIn("nommée", said.stdout)

    def test_junk_is_named_and_stops_no_listing(self):
        saved = self.backup()
        (self.repository / "snapshots" / ("b" * 64)).write_bytes(b"junk")
        done = self.digue("snapshots", "--json")
        self.assertEqual(done.returncode, 3)
        self.assertEqual([one["id"] for one in json.loads(done.stdout)], [saved])
        self.assertEqual(json.loads(done.stderr)["item"], "snapshots/" + "b" * 64)
        self.assertEqual(self.digue("ls", "latest").returncode, 3)
        self.assertEqual(self.digue("restore", "latest", "--target", self.place / "retrouve").returncode, 3)


if __name__ == "__main__":
    unittest.main()
