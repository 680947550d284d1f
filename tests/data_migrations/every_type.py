import datetime
import uuid
from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython

VALUES = {
    "id": 1,
    "flag": True,
    "small": -32768,
    "big": 9007199254740993,
    "ratio": 1.5,
    "price": Decimal("1234567890.0123456789"),
    "title": "it's \"quoted\" \\ 100% 😀",
    "body": "two\nlines",
    "data": b"\x00\xff\x80'",
    "day": datetime.date(2026, 2, 7),
    "clock": datetime.time(8, 30, 0, 1),
    "moment": datetime.datetime(2026, 2, 7, 8, 30, 0, 123456, tzinfo=datetime.timezone.utc),
    "length": datetime.timedelta(days=40, seconds=1, microseconds=2),
    "identifier": uuid.UUID("00000000-0000-0000-0000-000000000123"),
    "document": {"a": [1, 2.5, None, True, "é"], "b": {"c": {}}},
    "names": ["a", "b'c", 'd"e', "f\\g", "", "h,i", "{}", "NULL"],
    "numbers": [1, -2, 3],
    "ratios": [1.5, 2.0],
    "flags": [True, False],
    "address": "192.168.0.1",
    "kind": "large",
    "email": "a@example.com",
    "url": "https://example.com/?q=$1",
}


async def forward(db):
    names = list(VALUES)
    places = ", ".join(f"${number}" for number in range(1, len(names) + 1))
    columns = ", ".join(names)
    inserted = await db.execute(f"INSERT INTO things ({columns}) VALUES ({places})", *VALUES.values())
    assert inserted == 1, inserted
    row = await db.fetchrow("SELECT * FROM things")
    for name, value in VALUES.items():
        assert row[name] == value, (name, row[name], value)
        assert type(row[name]) is type(value), (name, type(row[name]))
    assert row.moment.utcoffset() == datetime.timedelta(0)
    for name in ("flag", "big", "price", "title", "data", "day", "clock", "moment", "length", "identifier"):
        found = await db.fetchval(f"SELECT id FROM things WHERE {name} = $1", VALUES[name])
        assert found == 1, name


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
