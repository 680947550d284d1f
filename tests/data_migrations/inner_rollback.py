from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    try:
        async with db.transaction():
            await db.execute("INSERT INTO things (id) VALUES (2)")
            raise ValueError("back")
    except ValueError:
        pass
    assert await db.fetchval("SELECT count(*) FROM things") == 1
    async with db.transaction():
        await db.execute("INSERT INTO things (id) VALUES (3)")
    ids = [row.id for row in await db.fetch("SELECT id FROM things ORDER BY id")]
    assert ids == [1, 3], ids


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
