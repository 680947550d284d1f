# fails: File "migrations/0002_never_awaited.py", line 11, in forward
# fails: db.execute("INSERT INTO things (id) VALUES (1)")
# fails: `db.execute(…)` was never awaited, so that it did nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    await db.execute("INSERT INTO things (id) VALUES (2)")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
