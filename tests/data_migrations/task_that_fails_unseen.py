# fails: ValueError: nobody looks at this
# remains: count(*) FROM things = 0

import asyncio

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def fill(db):
    raise ValueError("nobody looks at this")


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    asyncio.create_task(fill(db))
    await asyncio.sleep(0.01)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
