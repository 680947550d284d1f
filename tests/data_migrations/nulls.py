from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    names = [name for name in dict(await one(db)) if name != "id"]
    row = await one(db)
    assert all(row[name] is None for name in names), row
    for name in names:
        assert await db.execute(f"UPDATE things SET {name} = $1 WHERE id = $2", None, 1) == 1, name
    row = await one(db)
    assert all(row[name] is None for name in names), row
    assert await db.fetchval("SELECT title FROM things WHERE id = $1", 1) is None


async def one(db):
    if not await db.fetchrow("SELECT id FROM things"):
        await db.execute("INSERT INTO things (id) VALUES ($1)", 1)
    return await db.fetchrow("SELECT * FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
