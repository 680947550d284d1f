# remains: count(*) FROM things = 0

import datetime
import types
import uuid
from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


DAY = datetime.date(2026, 2, 7)
NOON = datetime.datetime(2026, 2, 7, 12)

REFUSED = [
    ("title", ["Ann"]),
    ("title", ("Ann", "Bob")),
    ("title", {"first": "Ann"}),
    ("title", b"Ann"),
    ("title", True),
    ("title", datetime.timedelta(1)),
    ("body", []),
    ("kind", ["small"]),
    ("data", "Ann"),
    ("data", [1]),
    ("big", 1.5),
    ("big", Decimal("0.1")),
    ("big", datetime.timedelta(1)),
    ("length", 5),
    ("day", NOON),
    ("clock", NOON),
    ("day", 5),
    ("identifier", [uuid.UUID(int=1)]),
    ("names", [1]),
    ("numbers", ["1"]),
    ("numbers", {"a": 1}),
    ("document", b"{}"),
    ("document", {1: "a"}),
    ("document", {"a": {2: "b"}}),
    ("title", {"Ann"}),
    ("title", (name for name in ("Ann",))),
]

STATEMENTS = [
    ("execute", "INSERT INTO things (id, {0}) VALUES (2, $1)"),
    ("execute", "UPDATE things SET {0} = $1 WHERE id = 1"),
    ("fetch", "SELECT id FROM things WHERE {0} = $1"),
    ("fetchval", "SELECT count(*) FROM things WHERE {0} = $1"),
    ("iterate", "SELECT id FROM things WHERE {0} = $1"),
]


def forward(db):
    db.execute("INSERT INTO things (id, title) VALUES (1, 'x')")
    for name, value in REFUSED:
        if isinstance(value, (types.GeneratorType, set)):
            refused(db, lambda: db.execute("UPDATE things SET title = $1", value), name, value)
            continue
        for method, sql in STATEMENTS:
            sql = sql.format(name)
            # The other databases have no comparison with a document.
            if method.startswith(("fetch", "iterate")) and name == "document":
                continue
            refused(db, lambda: list(getattr(db, method)(sql, value)), name, value)
        refused(db, lambda: db.executemany(f"UPDATE things SET {name} = $1", [(value,)]), name, value)
    refused(db, lambda: db.execute(b"DELETE FROM things"), "sql", b"")
    assert [tuple(row) for row in db.fetch("SELECT id, title FROM things")] == [(1, "x")]
    db.execute("DELETE FROM things")


def refused(db, call, name, value):
    try:
        with db.transaction():
            call()
    except (TypeError, db.Error) as error:
        assert not isinstance(error, db.IntegrityError), error
        return
    raise AssertionError(f"{value!r} was taken for {name}")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
