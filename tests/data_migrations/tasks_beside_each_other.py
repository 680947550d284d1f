# remains: count(*) FROM things = 0

import asyncio

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    async def work(number):
        try:
            async with db.transaction():
                await db.execute("INSERT INTO things (id, small) VALUES ($1, 1)", number)
                await asyncio.sleep(0.001 * (number % 3))
                await db.execute("UPDATE things SET small = 2 WHERE id = $1", number)
                if number % 2:
                    raise ValueError(number)
        except ValueError:
            pass

    async def write(number):
        await db.execute("INSERT INTO things (id, small) VALUES ($1, 3)", number)
        await asyncio.sleep(0.002)
        assert await db.fetchval("SELECT small FROM things WHERE id = $1", number) == 3
        return [row.id async for row in db.iterate("SELECT id FROM things WHERE id = $1", number)]

    tasks = [work(number) for number in range(10)] + [write(number) for number in range(10, 20)]
    results = await asyncio.gather(*tasks)
    assert results[10:] == [[number] for number in range(10, 20)], results
    rows = {row.id: row.small for row in await db.fetch("SELECT id, small FROM things")}
    assert rows == {**{n: 2 for n in range(0, 10, 2)}, **{n: 3 for n in range(10, 20)}}, rows
    await db.execute("DELETE FROM things")
    await within(db)
    await db.execute("DELETE FROM things")


async def within(db):
    """Tasks that a block begins belong to it."""

    async def fill(number):
        async with db.transaction():
            await db.execute("INSERT INTO things (id) VALUES ($1)", number)
            await asyncio.sleep(0)
            if number == 2:
                raise LookupError

    try:
        async with db.transaction():
            results = await asyncio.gather(*(fill(number) for number in range(4)), return_exceptions=True)
            assert [type(result) for result in results] == [type(None), type(None), LookupError, type(None)]
            assert await db.fetchval("SELECT count(*) FROM things") == 3
            await asyncio.wait_for(db.execute("INSERT INTO things (id) VALUES (9)"), 5)
            raise ValueError("back")
    except ValueError:
        pass
    assert await db.fetchval("SELECT count(*) FROM things") == 0


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
