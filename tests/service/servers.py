"""PostgreSQL and MariaDB as Debian sets them up, in folders of their own: sockets alone, and their administrators are let in
because the system vouches for them (peer, unix_socket). For root, as servers refuse to run as root themselves."""

import os
import shutil
import subprocess
import time
from pathlib import Path

# A patient, who may stand in a database and in its copies, and nowhere else.
CANARY = "CANARI Patience"
PATIENCE = 60
POSTGRESQL_PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
MISSING = "root, postgresql and mariadb-server-core are needed"
HAS_SERVERS = os.geteuid() == 0 and bool(POSTGRESQL_PROGRAMS) and shutil.which("mariadbd") is not None


def run(*words, **options) -> subprocess.CompletedProcess:
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=PATIENCE, check=False, cwd="/", **options)
    if done.returncode != 0:
        raise AssertionError(f"{words} ended with {done.returncode}\n{done.stdout}\n{done.stderr}")
    return done


def secret_in_a_process(secret: str) -> list[str]:
    """Where a text stands in the words or the environment of what runs now."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            try:
                if secret.encode() in (process / name).read_bytes():
                    found.append(f"{process}/{name}")
            except OSError:
                pass  # it ended meanwhile
    return found


class Session:
    """A client that holds something until it is closed."""

    def __init__(self, words: list, first: str, user: str | None):
        self.client = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True, cwd="/", user=user)
        self.client.stdin.write(first)
        self.client.stdin.flush()
        if "locked" not in self.client.stdout.readline():
            raise AssertionError("the table could not be locked")

    def close(self):
        self.client.stdin.close()
        self.client.stdout.close()
        self.client.wait(timeout=PATIENCE)


class Postgresql:
    account = "postgres"
    program = "pg_dump"

    def __init__(self, top: Path):
        self.programs = POSTGRESQL_PROGRAMS[-1]
        self.folder = top / "postgresql"
        self.folder.mkdir()
        shutil.chown(self.folder, self.account)
        self.as_itself(self.programs / "initdb", "-D", self.data, "--auth-local=peer", "--auth-host=scram-sha-256",
                       "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        self.start()
        self.say("CREATE DATABASE cabinet", "postgres")
        self.say("CREATE TABLE history (id serial PRIMARY KEY, note text);"
                 "INSERT INTO history (note) SELECT md5(i::text) FROM generate_series(1, 20000) i;"
                 f"INSERT INTO history (note) VALUES ('{CANARY}')")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def as_itself(self, *words):
        return run(*words, user=self.account, group=self.account, extra_groups=[])

    def start(self):
        self.as_itself(self.programs / "pg_ctl", "-D", self.data, "-w", "-l", self.folder / "log", "-o",
                       f"-c listen_addresses= -c unix_socket_directories={self.folder} -c port=5432 -c fsync=off "
                       "-c shared_buffers=16MB", "start")

    def stop(self):
        if (self.data / "postmaster.pid").exists():
            self.as_itself(self.programs / "pg_ctl", "-D", self.data, "-m", "immediate", "stop")

    def client(self, database: str) -> list:
        return ["psql", "-X", "-q", "-t", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-d", database]

    def say(self, sql: str, database: str = "cabinet") -> str:
        return self.as_itself(*self.client(database), "-c", sql).stdout

    def let_in_with_password(self, user: str, password: str):
        self.say(f"CREATE ROLE {user} LOGIN SUPERUSER PASSWORD '{password}'")
        rules = self.data / "pg_hba.conf"
        rules.write_text(f"local all {user} scram-sha-256\n{rules.read_text()}")
        self.say("SELECT pg_reload_conf()")

    def lock(self) -> Session:
        return Session(self.client("cabinet"),
                       "BEGIN; LOCK TABLE history IN ACCESS EXCLUSIVE MODE;\n\\echo locked\n", self.account)

    def plan(self, number: int, name: str = "cabinet", more: str = "") -> str:
        return (f'[[plan.database]]\nid = "database-{number}"\nengine = "postgresql"\nname = "{name}"\n'
                f'host = "{self.folder}"\n{more}\n')

    @staticmethod
    def password_file(user: str, password: str) -> str:
        return f"*:*:*:{user}:{password}\n"


class Mariadb:
    account = "nobody"
    program = "mariadb-dump"

    def __init__(self, top: Path):
        self.folder = top / "mariadb"
        self.folder.mkdir()
        shutil.chown(self.folder, self.account)
        run("mariadb-install-db", "--no-defaults", f"--datadir={self.folder}/data", "--skip-test-db", user=self.account,
            group="nogroup", extra_groups=[])
        self.server = None
        self.start()
        self.say("CREATE DATABASE cabinet; USE cabinet; CREATE TABLE history (id int AUTO_INCREMENT PRIMARY KEY, note text);"
                 "INSERT INTO history (note) SELECT md5(seq) FROM seq_1_to_20000;"
                 f"INSERT INTO history (note) VALUES ('{CANARY}')")

    @property
    def socket(self) -> Path:
        return self.folder / "socket"

    def start(self):
        self.server = subprocess.Popen(
            ["mariadbd", "--no-defaults", f"--datadir={self.folder}/data", f"--socket={self.socket}",
             f"--pid-file={self.folder}/pid", "--skip-networking", "--innodb-buffer-pool-size=16M",
             "--innodb-flush-log-at-trx-commit=0", f"--log-error={self.folder}/log"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, user=self.account,
            group="nogroup", extra_groups=[], cwd="/")
        end = time.monotonic() + PATIENCE
        while subprocess.run(["mariadb-admin", "--no-defaults", f"--socket={self.socket}", "ping"], capture_output=True,
                             check=False).returncode != 0:
            if time.monotonic() > end:
                raise AssertionError("mariadbd did not start")
            time.sleep(0.1)

    def stop(self):
        if self.server is not None:
            self.server.terminate()
            self.server.wait(timeout=PATIENCE)
            self.server = None

    def client(self) -> list:
        return ["mariadb", "--no-defaults", f"--socket={self.socket}", "--batch", "--skip-column-names", "--unbuffered"]

    def say(self, sql: str) -> str:
        return run(*self.client(), f"--execute={sql}").stdout

    def let_in_with_password(self, user: str, password: str):
        self.say(f"CREATE USER {user}@localhost IDENTIFIED BY '{password}'; GRANT ALL ON *.* TO {user}@localhost")

    def lock(self) -> Session:
        return Session(self.client(), "LOCK TABLES cabinet.history WRITE; SELECT 'locked';\n", None)

    def plan(self, number: int, name: str = "cabinet", more: str = 'user = "root"') -> str:
        return (f'[[plan.database]]\nid = "database-{number}"\nengine = "mariadb"\nname = "{name}"\n'
                f'host = "{self.socket}"\n{more}\n')

    @staticmethod
    def password_file(_user: str, password: str) -> str:
        return f"[client]\npassword={password}\n"
