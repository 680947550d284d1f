# fails: File "migrations/0002_yields.py", line 12, in forward
# fails: `forward` holds `yield`, so that a call of it runs nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    for row in await db.fetch("SELECT id FROM things"):
        yield row


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
