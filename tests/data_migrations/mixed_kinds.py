from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


LONG = Decimal("123456789012345.6789000001")
NEAR = Decimal("123456789012345.6789000002")


async def forward(db):
    insert = "INSERT INTO things (id, price) VALUES ($1, $2)"
    for number, price in enumerate([0.5, LONG, 7, NEAR, None, Decimal("-0.0000000001"), 0.25, LONG]):
        await db.execute(insert, number, price)
    await db.executemany(insert, [(8, 0.5), (9, LONG), (10, None), (11, 3), (12, NEAR)])
    prices = {row.id: row.price for row in await db.fetch("SELECT id, price FROM things")}
    assert prices[1] == prices[7] == prices[9] == LONG and prices[3] == prices[12] == NEAR, prices
    assert prices[5] == Decimal("-0.0000000001") and prices[0] == prices[8] == Decimal("0.5"), prices
    find = "SELECT id FROM things WHERE price = $1 ORDER BY id"
    for value, expected in [(0.5, [0, 8]), (LONG, [1, 7, 9]), (7, [2]), (NEAR, [3, 12]), (0.25, [6]), (LONG, [1, 7, 9])]:
        if db.dialect == "sqlite" and not isinstance(value, Decimal):
            continue  # Decimals are texts there.
        found = [row.id for row in await db.fetch(find, value)]
        assert found == expected, (value, found)
    updated = await db.executemany("UPDATE things SET small = $1 WHERE price = $2", [(1, LONG), (2, NEAR), (3, LONG)])
    assert updated == 8, updated
    assert await db.fetchval("SELECT count(*) FROM things WHERE small = $1", 3) == 3
    assert await db.fetchval("SELECT sum(small) FROM things WHERE small IS NOT NULL") == 13
    big = "UPDATE things SET big = $1 WHERE id = 0"
    for value in (5, 2**53 + 1, None, -(2**63)):
        await db.execute(big, value)
        assert await db.fetchval("SELECT big FROM things WHERE id = 0") == value
    ratio = "UPDATE things SET ratio = $1 WHERE id = 0"
    for value in (5, 0.1, 1e300, -0.0, 5e-324):
        await db.execute(ratio, value)
        assert await db.fetchval("SELECT ratio FROM things WHERE id = 0") == value
        await db.executemany("UPDATE things SET ratio = $1 WHERE id = $2", [(value, 1), (value, 2)])
        assert await db.fetchval("SELECT ratio FROM things WHERE id = 2") == value
    await db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
