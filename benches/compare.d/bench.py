"""A comparison's setting: programs, sizes, and a folder for each project."""
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import databases
import projects


@dataclass(frozen=True)
class Sizes:
    """How much is measured."""

    migrations: int
    few_migrations: int
    models: int
    rows: int
    runs: int
    short_runs: int


FULL = Sizes(migrations=1_000, few_migrations=100, models=500, rows=1_000_000, runs=5, short_runs=31)
SAMPLE = Sizes(migrations=100, few_migrations=20, models=50, rows=10_000, runs=2, short_runs=3)


class Bench:
    """What the lines share."""

    def __init__(self, program, bare_program, rivals, sizes):
        self.program = program
        self.bare_program = bare_program
        self.rivals = rivals
        self.sizes = sizes
        self.root = Path(tempfile.mkdtemp(prefix="aksara-compare-"))
        self.count = 0

    def folder(self):
        """A folder for one project."""
        self.count += 1
        folder = self.root / str(self.count)
        folder.mkdir()
        return folder

    def sqlite(self, folder, template=None):
        return databases.Sqlite(folder, self.bare_program, template)

    def project(self, count, target=projects.previous):
        """A project of ours with a migration for each table."""
        folder = self.folder()
        projects.aksara_migrations(folder, count, target)
        return folder

    def script(self, folder, dialect):
        """The SQL of a project, as the database's own client runs it."""
        command = [self.program, "sql", "..", "--dialect", dialect, "--quiet"]
        text = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        path = folder / "script.sql"
        path.write_text(text)
        return path

    def close(self):
        shutil.rmtree(self.root, ignore_errors=True)
