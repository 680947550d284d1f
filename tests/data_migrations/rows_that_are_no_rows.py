# remains: count(*) FROM things = 0

import collections

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


INSERT = "INSERT INTO things (id, title) VALUES ($1, $2)"

REFUSED = [
    ([{"id": 1, "title": "Ann"}], "placeholders have no names"),
    (["ab"], "a sequence of values, not a str"),
    ([b"ab"], "a sequence of values, not a bytes"),
    ([{1, "Ann"}], "a sequence of values, not a set"),
    ([(value for value in (1, "Ann"))], "a sequence of values, not a generator"),
    ([5], "a sequence of values, not a int"),
    ([None], "a sequence of values, not a NoneType"),
    ([{"id": 1}.keys()], "a sequence of values, not a dict_keys"),
    ([(1, "Ann"), "ab"], "a sequence of values, not a str"),
    ({1: "Ann"}, "a list or a generator of rows, not a dict"),
    ("ab", "a list or a generator of rows, not a str"),
    (5, "a list or a generator of rows, not a int"),
]


async def forward(db):
    for rows, expected in REFUSED:
        try:
            async with db.transaction():
                await db.executemany(INSERT, rows)
        except TypeError as error:
            assert expected in str(error), (rows, error)
        else:
            raise AssertionError(f"{rows!r} was taken")
    assert await db.fetchval("SELECT count(*) FROM things") == 0
    Point = collections.namedtuple("Point", "id title")
    rows = [(1, "a"), [2, "b"], Point(3, "c"), collections.deque([4, "d"]), await db.fetchrow("SELECT 5 AS a, 'e' AS b")]
    assert await db.executemany(INSERT, rows) == 5
    found = await db.fetch("SELECT id, title FROM things ORDER BY id")
    assert [tuple(row) for row in found] == [(1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e")], found
    await db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
