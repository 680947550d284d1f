from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    sql = "INSERT INTO things (id, small) VALUES (1, 0), (2, 0), (3, 1)"
    assert await db.execute(sql) == 3
    assert await db.execute("UPDATE things SET small = $1 WHERE small = $2", 0, 0) == 2
    assert await db.execute("UPDATE things SET small = 5 WHERE id = 9") == 0
    assert await db.execute("DELETE FROM things WHERE id < $1", 3) == 2
    assert await db.execute("DELETE FROM things") == 1


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
