# remains: count(*) FROM things = 0

import datetime
from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


POSTGRES = [
    ("day", "0044-03-15 BC"),
    ("day", "0001-02-29 BC"),
    ("day", "10000-01-01"),
    ("day", "300000-12-31"),
    ("day", "5874897-12-31"),
    ("day", "infinity"),
    ("day", "-infinity"),
    ("moment", "0044-03-15 12:00:00.000000+00 BC"),
    ("moment", "10000-01-01 00:00:00.000001+00"),
    ("moment", "294276-12-31 23:59:59.999999+00"),
    ("moment", "infinity"),
]
SQLITE = [("day", "-0044-03-15"), ("day", "+10000-01-01"), ("moment", "-0044-03-15 12:00:00")]


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    for name, text in {"postgres": POSTGRES, "sqlite": SQLITE}.get(db.dialect, []):
        db.execute(f"UPDATE things SET {name} = $1", text)
        found = db.fetchval(f"SELECT {name} FROM things")
        assert found == text, (found, text)
        db.execute(f"UPDATE things SET {name} = $1", found)
        assert db.fetchval(f"SELECT count(*) FROM things WHERE {name} = $1", text) == 1, text
    for day in (datetime.date(1, 1, 1), datetime.date(9999, 12, 31)):
        if db.dialect in ("postgres", "sqlite") or day.year > 1000:
            db.execute("UPDATE things SET day = $1, moment = $2", day, datetime.datetime(day.year, 12, 31, 23, 59))
            row = db.fetchrow("SELECT day, moment FROM things")
            assert row.day == day and row.moment.year == day.year, row
    for value in (Decimal("NaN"), Decimal("Infinity"), float("nan")):
        name = "ratio" if isinstance(value, float) else "price"
        for run in (db.execute, lambda sql, value: db.executemany(sql, [(value,)])):
            try:
                with db.transaction():
                    run(f"UPDATE things SET {name} = $1", value)
            except db.Error as error:
                assert db.dialect != "postgres" or value == Decimal("Infinity"), error
            else:
                assert db.dialect == "postgres", value
                assert repr(db.fetchval(f"SELECT {name} FROM things")) == repr(value)
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
