# fails: IntegrityError
# fails: await db.execute("INSERT INTO things (id) VALUES ($1)", 1)
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES ($1)", 1)
    await db.execute("INSERT INTO things (id) VALUES ($1)", 1)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
