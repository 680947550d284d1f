# prints: 1048576 rows

import os
import resource

from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op

MEGABYTE = 1024
ALLOWED = 32 * MEGABYTE


def forward(db):
    db.execute("INSERT INTO numbers (name) VALUES ('a row of some length, like those of real tables')")
    for _ in range(20):
        db.execute("INSERT INTO numbers (name) SELECT name FROM numbers")
    begun = memory()
    count = 0
    for row in db.iterate("SELECT id, name FROM numbers"):
        count += 1
        if count % 100_000 == 0:
            db.execute("UPDATE numbers SET name = $1 WHERE id = $2", "seen", row.id)
    assert all(after - before < ALLOWED for before, after in zip(begun, memory())), (begun, memory())
    print(count, "rows")


def memory():
    """The most that Python and aksara had in memory so far, in kilobytes."""
    with open(f"/proc/{os.getppid()}/status") as status:
        aksara = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, aksara


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        op.CreateTable(
            name="numbers",
            fields=[
                ("id", fields.BigInteger(primary_key=True, auto_increment=True)),
                ("name", fields.String(max_length=100)),
            ],
        ),
        op.RunPython(forward, op.RunPython.noop),
    ]
