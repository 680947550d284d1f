import datetime
from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython

CASES = [
    ("big", 2**63 - 1),
    ("big", -(2**63)),
    ("price", Decimal("9" * 28 + "." + "9" * 10)),
    ("price", Decimal("-0.0000000001")),
    ("price", Decimal("1.5000000000")),
    ("ratio", 1e308),
    ("ratio", -5e-324),
    ("ratio", 0.1),
    ("body", "x" * 1_000_000),
    ("body", ""),
    ("data", bytes(range(256)) * 100),
    ("data", b""),
    ("day", datetime.date(9999, 12, 31)),
    ("day", datetime.date(1000, 1, 1)),
    ("clock", datetime.time(23, 59, 59, 999999)),
    ("clock", datetime.time(0)),
    ("length", datetime.timedelta(microseconds=-1)),
    ("length", datetime.timedelta(days=-36500, hours=5)),
    ("length", datetime.timedelta(0)),
]


def forward(db):
    db.execute("INSERT INTO things (id) VALUES ($1)", 1)
    for name, value in CASES:
        db.execute(f"UPDATE things SET {name} = $1", value)
        found = db.fetchval(f"SELECT {name} FROM things")
        assert found == value and type(found) is type(value), (name, found, value)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
