# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


WORDS = [
    "commit",
    "/* well */ COMMIT",
    "UPDATE things SET id = 2; COMMIT",
    "COMMIT; BEGIN",
    "ROLLBACK",
    "BEGIN",
]


async def forward(db):
    await db.execute("INSERT INTO things (id) VALUES (1)")
    for sql in WORDS:
        for run in (db.execute, db.fetch):
            try:
                await run(sql)
            except db.Error as error:
                assert "was not run" in str(error), error
            else:
                raise AssertionError(sql)
    await db.execute("SAVEPOINT mine")
    await db.execute("DELETE FROM things")
    await db.execute("ROLLBACK TO SAVEPOINT mine")
    assert await db.fetchval("SELECT id FROM things") == 1
    await db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
