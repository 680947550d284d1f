# remains: count(*) FROM things = 0

import concurrent.futures

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    def fill(number):
        db.execute("INSERT INTO things (id) VALUES ($1)", number)
        return db.fetchval("SELECT id FROM things WHERE id = $1", number)

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(fill, range(200))) == list(range(200))
        with db.transaction():
            db.execute("DELETE FROM things WHERE id < 100")
            try:
                pool.submit(fill, 1).result()
            except RuntimeError as error:
                assert "is open in another thread" in str(error), error
            else:
                raise AssertionError("a statement of another thread ran within the block")
    assert db.fetchval("SELECT count(*) FROM things") == 100
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
