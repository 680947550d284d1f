# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


ROWS = 20_000


def forward(db):
    begun = questions(db)
    rows = ((number, f"it's \\ number {number}", None) for number in range(ROWS))
    insert = "INSERT INTO things (id, title, body) VALUES ($1, $2, $3)"
    assert db.executemany(insert, rows) == ROWS
    assert questions(db) - begun < 100, questions(db) - begun
    row = db.fetchrow("SELECT title, body FROM things WHERE id = $1", ROWS - 1)
    assert tuple(row) == (f"it's \\ number {ROWS - 1}", None), row
    try:
        with db.transaction():
            db.executemany(insert, [(ROWS, "a", "b"), (1, "again", "b")])
    except db.IntegrityError:
        pass
    assert db.fetchval("SELECT count(*) FROM things") == ROWS
    data = [(bytes(range(256)) * 8, 1), (b"", 2), (None, 3), (b"'\\'", 4)]
    assert db.executemany("UPDATE things SET data = $1 WHERE id = $2", data) == 4
    for value, number in data:
        assert db.fetchval("SELECT data FROM things WHERE id = $1", number) == value
    db.execute("DELETE FROM things")


def questions(db):
    """What the server was asked so far."""
    if db.dialect not in ("mysql", "mariadb"):
        return 0
    return int(db.fetchrow("SHOW SESSION STATUS LIKE 'Com_insert'")[1])


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
