# fails: File "migrations/0002_generator_kept_for_nothing.py", line 16, in forward
# fails: `rows(…)` gives a generator, and nobody loops over it, so that it did nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    async def rows():
        for number in (1, 2):
            await db.execute(f"INSERT INTO things (id) VALUES ({number})")
            yield number

    await db.execute("INSERT INTO things (id) VALUES (3)")
    kept = rows()


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
