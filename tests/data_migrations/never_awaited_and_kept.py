# fails: File "migrations/0002_never_awaited_and_kept.py", line 18, in forward
# fails: `fill(…)` was never awaited, so that it did nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


KEPT = []


async def fill(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")


async def forward(db):
    await fill(db)
    KEPT.append(fill(db))


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
