from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    rows = ((number, f"thing {number}", number % 2 == 0) for number in range(2500))
    assert db.executemany("INSERT INTO things (id, title, flag) VALUES ($1, $2, $3)", rows) == 2500
    assert db.fetchval("SELECT count(*) FROM things WHERE flag = $1", True) == 1250
    assert db.executemany("UPDATE things SET small = $1 WHERE id = $2", looking(db)) == 2500
    try:
        db.executemany("UPDATE things SET small = 9 WHERE id = $1", failing())
    except LookupError:
        assert db.fetchval("SELECT count(*) FROM things WHERE small = 9") == 1000
    updates = [("new", number) for number in (0, 1, 9999)]
    assert db.executemany("UPDATE things SET title = $1 WHERE id = $2", updates) == 2
    assert db.executemany("DELETE FROM things WHERE id = $1", []) == 0
    assert db.executemany("DELETE FROM things WHERE id = $1", [[number] for number in range(2500)]) == 2500


def looking(db):
    """Rows that the database is asked for while it takes them."""
    for row in db.iterate("SELECT id FROM things ORDER BY id", batch=300):
        yield db.fetchval("SELECT id FROM things WHERE id = $1", row.id) % 7, row.id


def failing():
    for number in range(1500):
        if number == 1200:
            raise LookupError(number)
        yield [number]


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
