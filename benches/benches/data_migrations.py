"""What a function's calls cost, beside Python's own driver and beside a bare round trip over the same pipe."""

import sqlite3
import time
from marshal import dumps

from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op

ROWS = [(number, f"title number {number}", number * 1.5) for number in range(100_000)]
CALLS = 20_000
TIMES = 5


def measure(db):
    rival = sqlite3.connect("rival.db", isolation_level=None)
    rival.execute("CREATE TABLE rows (id integer PRIMARY KEY, title varchar(200), ratio double)")
    rival.execute("BEGIN IMMEDIATE")
    own = fastest(
        lambda: db.executemany("INSERT INTO rows VALUES ($1, $2, $3)", ROWS),
        lambda: db.execute("DELETE FROM rows"),
    )
    theirs = fastest(
        lambda: rival.executemany("INSERT INTO rows VALUES (?, ?, ?)", ROWS),
        lambda: rival.execute("DELETE FROM rows"),
    )
    compare("executemany of 100,000 rows", own, "Python's sqlite3", theirs)
    own = fastest(lambda: each(lambda number: db.execute("UPDATE rows SET title = $1 WHERE id = $2", "x", number)))
    nothing = dumps(("close", -1), 2)
    bare = fastest(lambda: each(lambda number: db._channel.request(nothing)))
    compare("20,000 calls of execute", own, "bare round trips", bare)
    own = fastest(lambda: sum(1 for _ in db.iterate("SELECT * FROM rows")))
    theirs = fastest(lambda: sum(1 for _ in rival.execute("SELECT * FROM rows")))
    compare("iterate over 100,000 rows", own, "Python's sqlite3", theirs)


def each(call):
    for number in range(CALLS):
        call(number)


def fastest(work, prepare=lambda: None):
    times = []
    for _ in range(TIMES):
        prepare()
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return min(times)


def compare(what, own, rival, theirs):
    print(f"{what}: {own:.3f} s, {rival}: {theirs:.3f} s, ratio {own / theirs:.2f}")


class Migration(Migration):
    dependencies = []

    operations = [
        op.CreateTable(
            name="rows",
            fields=[
                ("id", fields.Integer(primary_key=True)),
                ("title", fields.String(max_length=200)),
                ("ratio", fields.Float()),
            ],
        ),
        op.RunPython(measure, op.RunPython.noop),
    ]
