# fails: File "migrations/0002_never_awaited_in_a_plain_function.py", line 14, in forward
# fails: `fill(…)` was never awaited, so that it did nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def fill(db):
    db.execute("INSERT INTO things (id) VALUES (1)")


def forward(db):
    fill(db)
    db.execute("INSERT INTO things (id) VALUES (2)")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
