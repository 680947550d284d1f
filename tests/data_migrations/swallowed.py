# fails on postgres: the function `forward` failed
# fails on postgres: the database refused a statement of the function, which went on regardless: `INSERT INTO things (id) VALUES ($1)`
# fails on postgres: put the statement into `db.transaction()`
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    try:
        await db.execute("INSERT INTO things (id) VALUES ($1)", 1)
    except db.IntegrityError:
        pass
    if db.dialect == "postgres":
        try:
            await db.fetch("SELECT id FROM things")
        except db.Error as error:
            assert "since the database refused `INSERT INTO things (id) VALUES ($1)`" in str(error), error
        return
    await db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
