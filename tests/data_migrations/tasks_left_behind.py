# fails: File "migrations/0002_tasks_left_behind.py", line 18, in forward
# fails: the task of `fill(…)` was not at its end when the function was
# remains: count(*) FROM things = 0

import asyncio

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def fill(db, number):
    await asyncio.sleep(60)
    await db.execute("INSERT INTO things (id) VALUES ($1)", number)


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    asyncio.create_task(fill(db, 2))
    await asyncio.sleep(0)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
