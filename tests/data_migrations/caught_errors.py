import uuid

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    insert = "INSERT INTO posts (id, title, slug) VALUES ($1, $2, $3)"
    await db.execute(insert, uuid.uuid4(), "one", "same")
    for title, slug, kind in (("two", "same", db.IntegrityError), (None, "other", db.IntegrityError)):
        try:
            async with db.transaction():
                await db.execute(insert, uuid.uuid4(), title, slug)
        except db.Error as error:
            assert type(error) is kind and error.code, error
        else:
            raise AssertionError("no error")
    try:
        async with db.transaction():
            await db.fetch("SELECT id FROM nowhere")
    except db.Error as error:
        assert not isinstance(error, db.IntegrityError) and "nowhere" in str(error), error
    assert await db.fetchval("SELECT count(*) FROM posts") == 1


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
