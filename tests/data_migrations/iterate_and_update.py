from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    await db.executemany("INSERT INTO things (id, small) VALUES ($1, $2)", ((n, 0) for n in range(2000)))
    seen = 0
    async for row in db.iterate("SELECT id, small FROM things WHERE small = $1 ORDER BY id", 0, batch=7):
        assert row.id == seen
        seen += 1
        await db.execute("UPDATE things SET small = 1 WHERE id = $1", row.id)
        await db.execute("INSERT INTO things (id, small) VALUES ($1, 0)", row.id + 10_000)
    assert seen == 2000, seen
    assert await db.fetchval("SELECT count(*) FROM things WHERE small = 0") == 2000


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
