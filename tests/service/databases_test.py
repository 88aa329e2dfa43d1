"""Planned copies of databases in servers that really run, by the service and without it."""

import contextlib
import json
import shutil
import sqlite3
import subprocess
import tempfile
import threading
import unittest
from pathlib import Path

from servers import CANARY, HAS_SERVERS, MISSING, Mariadb, Postgresql, secret_in_a_process
from stage import PATIENCE, ServiceStage, plain

SECRET = "SESAME-TEST-1"


@unittest.skipUnless(HAS_SERVERS, MISSING)
class Databases(ServiceStage):
    def server(self, engine):
        server = engine(self.top)
        self.addCleanup(server.stop)
        return server

    def add_to_plan(self, *databases: str):
        path = self.state / "plans.toml"
        path.write_text(path.read_text() + "".join(databases))

    def sqlite(self, number: int) -> str:
        path = self.practice.parent / "radios.sqlite"
        with sqlite3.connect(path) as file:
            file.execute("CREATE TABLE history (note TEXT)")
            file.execute("INSERT INTO history VALUES (?)", (CANARY,))
        file.close()
        return f'[[plan.database]]\nid = "database-{number}"\nengine = "sqlite"\nname = "{path}"\n'

    def restored(self) -> Path:
        into = self.top / "revenu"
        self.run_digue("restore", "-r", self.place, "-p", self.state / "repository.password", "latest", "--target", into,
                       "--verify")
        return into / "digue-databases"

    def assert_nobody_tells_a_patient(self):
        for words in (("journal", "export"), ("plan",), ("doctor",), ("plan", "--json")):
            self.assertNotIn(CANARY, self.run_digue(*words))
        for path in ("/v1/status", "/v1/plans", "/v1/jobs"):
            self.assertNotIn(CANARY, str(self.ask("GET", path)))

    def test_all_engines_are_copied_by_the_service_and_come_back(self):
        postgresql, mariadb = self.server(Postgresql), self.server(Mariadb)
        self.add_to_plan(postgresql.plan(1), mariadb.plan(2), self.sqlite(3))
        self.start()
        done = self.now()
        self.assertEqual((done.returncode, done.stderr), (0, ""), done.stdout)
        self.assert_nobody_tells_a_patient()
        copies = self.restored()
        self.assertEqual(sorted(path.name for path in copies.iterdir()),
                         ["database-1.dump", "database-2.sql", "database-3.sqlite"])
        for path in copies.iterdir():
            self.assertIn(CANARY.encode(), path.read_bytes(), path.name)
        listed = subprocess.run(["pg_restore", "--list", copies / "database-1.dump"], capture_output=True, text=True,
                                check=True)
        self.assertIn("TABLE DATA public history", listed.stdout)
        self.assert_whole()

    def test_a_server_that_is_down_is_named_all_else_is_saved_and_the_next_run_heals(self):
        postgresql, mariadb = self.server(Postgresql), self.server(Mariadb)
        self.add_to_plan(postgresql.plan(1), mariadb.plan(2))
        postgresql.stop()
        mariadb.stop()
        done = self.now()
        self.assertEqual(done.returncode, 3, done.stdout + done.stderr)
        self.assertEqual(plain(done.stderr).count("La base « cabinet » n'est pas dans cette sauvegarde"), 2)
        self.assertIn("elle est arrêtée", done.stderr)
        postgresql.start()
        mariadb.start()
        self.start()
        self.assertEqual(self.now().returncode, 0)
        entries = [entry["body"] for entry in self.entries("backup_saved")]
        self.assertEqual([(entry["complete"], entry["unsaved"], entry["files"]) for entry in entries],
                         [(False, 2, 1), (True, 0, 3)])

    def test_what_no_server_knows_is_partial_for_the_service_too(self):
        postgresql, mariadb = self.server(Postgresql), self.server(Mariadb)
        wrong = self.top / "faux"
        wrong.write_text(postgresql.password_file("secretaire", "SESAME-FAUX"))
        wrong.chmod(0o600)
        postgresql.let_in_with_password("secretaire", SECRET)
        self.add_to_plan(postgresql.plan(1, name="inconnue"), mariadb.plan(2, name="inconnue"),
                         postgresql.plan(3, more=f'user = "secretaire"\npassword-file = "{wrong}"'),
                         postgresql.plan(4, more='user = "secretaire"\npassword-file = "jamais-confie"'), postgresql.plan(5))
        self.start()
        self.assertEqual(self.now().returncode, 3)
        job = self.job(1)
        self.assertEqual((job["outcome"], job["failures"]), ("partial", 4))
        self.assertEqual(job["missing_databases"], [f"database-{number}" for number in (1, 2, 3, 4)])
        self.assertEqual((job["forgetting_refused"], job["plan_name"]), ("not_found", "cabinet"))
        self.assertIn("Les anciennes copies restent : il manquait un dossier ou une base",
                      " ".join(plain(self.run_digue("plan")).split()))
        jobs = " ".join(plain(self.run_digue("jobs", "--socket", self.socket)).split())
        self.assertIn("La base database-1 n'est pas dans cette sauvegarde.", jobs)
        self.assertEqual(sorted(path.name for path in self.restored().iterdir()), ["database-5.dump"])

    def test_sqlite_is_one_moment_while_another_program_writes(self):
        path = self.top / "agenda.sqlite"
        with contextlib.closing(sqlite3.connect(path)) as file:
            file.execute("PRAGMA journal_mode=WAL")
            file.execute("CREATE TABLE payments (note TEXT)")
            file.execute("CREATE TABLE history (note TEXT)")
        enough = threading.Event()
        written = []

        def write():
            with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as file:
                while not enough.is_set():
                    with file:
                        file.execute("INSERT INTO payments VALUES (?)", ("x" * 5000,))
                        file.execute("INSERT INTO history VALUES (?)", ("y" * 5000,))
                    written.append(1)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            self.until(lambda: len(written) > 300)
            self.add_to_plan(f'[[plan.database]]\nid = "database-1"\nengine = "sqlite"\nname = "{path}"\n')
            self.start()
            self.assertEqual(self.now().returncode, 0)
        finally:
            enough.set()
            writer.join()
        with contextlib.closing(sqlite3.connect(self.restored() / "database-1.sqlite")) as file:
            self.assertEqual(file.execute("PRAGMA integrity_check").fetchone(), ("ok",))
            counts = [file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("payments", "history")]
        self.assertEqual(counts[0], counts[1])
        self.assertGreater(counts[0], 300)

    def test_data_in_no_plan_is_found_proposed_and_then_saved(self):
        folder = Path(tempfile.mkdtemp(prefix="digue-essai-", dir="/srv"))
        self.addCleanup(shutil.rmtree, folder)
        for number in range(3):
            (folder / f"radios/{number}").mkdir(parents=True)
            (folder / f"radios/{number}/1.dcm").write_bytes(bytes(128) + b"DICM")

        def proposed(*words) -> tuple[list, list]:
            lines = [json.loads(line) for line in self.run_digue("plan", "propose", *words, "--json").splitlines()]
            found = [line["path"] for line in lines if line["message_type"] == "found"]
            return found, [path for line in lines if line["message_type"] == "proposal" for path in line["folders"]]

        before = (self.state / "plans.toml").read_text()
        found, folders = proposed()
        self.assertTrue({str(folder / f"radios/{number}") for number in range(3)} <= set(found), found)
        self.assertIn(str(folder / "radios"), folders)
        self.assertEqual((self.state / "plans.toml").read_text(), before)
        rule = self.digue("rules", "check", "donnees-dans-un-plan", "--json")
        self.assertIn('"broken"', rule.stdout)
        self.assertNotIn(str(folder), rule.stdout + self.run_digue("journal", "export") + self.run_digue("facts"))
        proposed("cabinet", "--accept")
        self.assertIn(f'"{folder / "radios"}"', (self.state / "plans.toml").read_text())
        found, _ = proposed()
        self.assertNotIn(str(folder / "radios/1"), found)

    def test_a_plan_whose_only_databases_are_down_made_no_copy(self):
        postgresql = self.server(Postgresql)
        path = self.state / "plans.toml"
        path.write_text(path.read_text().replace("folders =", "# ") + postgresql.plan(1))
        postgresql.stop()
        self.assertEqual(self.now().returncode, 10)
        self.assertEqual(self.entries("run_failed")[0]["body"]["code"], "not_found")
        self.assertEqual(self.entries("backup_saved"), [])
        postgresql.start()
        self.assertEqual(self.now().returncode, 0)

    def test_a_password_that_the_service_was_handed_stands_in_no_process(self):
        for engine in (Postgresql, Mariadb):
            with self.subTest(engine.__name__):
                server = self.server(engine)
                server.let_in_with_password("secretaire", SECRET)
                credentials = self.top / "credentials"
                credentials.mkdir(mode=0o700, exist_ok=True)
                (credentials / "acces").write_text(server.password_file("secretaire", SECRET))
                (credentials / "acces").chmod(0o400)
                self.plan_at_another_time()
                self.add_to_plan(server.plan(1, more='user = "secretaire"\npassword-file = "acces"'))
                self.start(CREDENTIALS_DIRECTORY=str(credentials))
                lock = server.lock()
                number = self.start_job()
                # The dump waits for the lock; so it is surely among what is searched.
                self.until(lambda: self.dump_runs(server.program))
                self.assertEqual(secret_in_a_process(SECRET), [])
                lock.close()
                self.until(lambda: self.job(number)["state"] == "ended")
                self.assertEqual(self.job(number)["outcome"], "done")
                self.assertNotIn(SECRET, self.run_digue("journal", "export"))
                self.kill()
                server.stop()

    @staticmethod
    def dump_runs(program: str) -> bool:
        return any(Path(words.split("\0")[0]).name == program for words in map(read_words, Path("/proc").glob("[0-9]*")))

    def test_a_dump_that_breaks_off_leaves_nothing_of_itself(self):
        server = self.server(Postgresql)
        self.add_to_plan(server.plan(1))
        self.start()
        lock = server.lock()
        number = self.start_job()
        self.until(lambda: self.dump_runs(server.program))
        server.stop()
        lock.close()
        self.until(lambda: self.job(number)["state"] == "ended")
        self.assertEqual(self.job(number)["outcome"], "partial")
        self.assertEqual(list(self.restored().iterdir()), [])


def read_words(process: Path) -> str:
    try:
        return (process / "cmdline").read_text(errors="replace")
    except OSError:
        return ""


if __name__ == "__main__":
    unittest.main()
