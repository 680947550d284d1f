"""The databases that are measured: emptied before a run, addressed by each tool, and reached by their own client."""
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

NAME = "aksara_compare"


class Sqlite:
    """A file; the bare run is on the library that is built into the program."""

    dialect = "sqlite"

    def __init__(self, folder, bare_program, template=None):
        self.file = Path(folder) / "app.db"
        self.template = template
        self.url = f"sqlite:{self.file}"
        self.urls = {"sqlx": f"sqlite:{self.file}?mode=rwc"}
        self.client = [bare_program, self.file]
        self.client_variables = {}

    def empty(self):
        for ending in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.file}{ending}").unlink(missing_ok=True)
        if self.template:
            shutil.copyfile(self.template, self.file)


class Server:
    """A database of a name of our own on a server of `ci/servers`."""

    variable = ""

    def __init__(self):
        self.base = os.environ[self.variable]
        self.url = f"{self.base.rsplit('/', 1)[0]}/{NAME}"

    def empty(self):
        for statement in (f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}"):
            command = [*self.administer, statement]
            subprocess.run(command, check=True, capture_output=True, env={**os.environ, **self.client_variables})


class Postgres(Server):
    dialect = "postgres"
    variable = "AKSARA_TEST_POSTGRES_URL"

    def __init__(self):
        super().__init__()
        program = shutil.which("psql")
        self.urls = {"dbmate": f"{self.url}?sslmode=disable", "sqlx": f"{self.url}?sslmode=disable"}
        self.client = [program, "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", self.url]
        self.client_variables = {}
        self.administer = [program, "--quiet", "--no-psqlrc", self.base, "--command"]


class MariaDb(Server):
    dialect = "mariadb"
    variable = "AKSARA_TEST_MARIADB_URL"

    def __init__(self):
        super().__init__()
        parts = urlsplit(self.base)
        program = shutil.which("mariadb")
        address = ["-h", parts.hostname, "-P", str(parts.port), "-u", parts.username, "--protocol=tcp"]
        other = "mysql" + self.url.removeprefix("mariadb")
        self.urls = {"dbmate": other, "sqlx": f"{other}?ssl-mode=DISABLED"}
        self.client = [program, "--binary-mode", *address, NAME]
        self.client_variables = {"MYSQL_PWD": parts.password}
        self.administer = [program, *address, "--execute"]


def url_for(database, tool):
    """The address of a database as a tool wants it."""
    return database.urls.get(tool, database.url)
