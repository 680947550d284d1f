"""The lines of the table, in its order. Adding one is adding an entry."""
from fresh import FreshRun, Growth, mariadb, postgres, sqlite
from goals import AboveBare, AtMost, OfBare
from looking import Look, dry_run, no_change, nothing_pending, start, status
from one_table import ChangedTable
from program import BinarySize, PeakMemory
import projects


def migrations(sizes):
    return sizes.migrations


def models(sizes):
    return sizes.models


LINES = [
    FreshRun(
        "sqlite-chain",
        "{count} migrations, fresh SQLite, each table's key to the one before",
        OfBare(0.5),
        sqlite,
        rivals=("one transaction", "dbmate", "sqlx", "django"),
    ),
    FreshRun(
        "sqlite-star",
        "the same {count}, all keys to the first table",
        OfBare(0.5),
        sqlite,
        projects.first,
        rivals=("one transaction",),
    ),
    FreshRun("postgres", "{count} migrations, PostgreSQL", OfBare(0.7), postgres, rivals=("dbmate", "sqlx")),
    FreshRun("mariadb", "{count} migrations, MariaDB", OfBare(1.0), mariadb, rivals=("dbmate", "sqlx")),
    ChangedTable("changed-table", "SQLite, {count} rows, one field longer and required", OfBare(0.1)),
    Look("nothing-pending", "nothing pending, {count} migrations", AtMost(0.008, "8 ms"), nothing_pending, migrations),
    Look("status", "status, {count} migrations", AtMost(0.010, "10 ms"), status, migrations),
    Look("dry-run", "dry run of {count}", AtMost(0.040, "40 ms"), dry_run, migrations),
    Look("no-change", "makemigrations, {count} models, no change", AtMost(0.045, "45 ms"), no_change, models),
    Growth("growth", "growth {few} → {many} (exponent of CPU), SQLite fresh", AboveBare(0.05), sqlite),
    PeakMemory("memory", "peak memory, {count} migrations, fresh SQLite", AtMost(30, "30 MiB")),
    Look("start", "start (`--version`)", AtMost(0.002, "2 ms"), start, migrations),
    BinarySize("binary", "the program, stripped", AtMost(20, "20 MiB")),
]
