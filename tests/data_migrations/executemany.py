from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    rows = ((number, f"thing {number}", number % 2 == 0) for number in range(2500))
    assert db.executemany("INSERT INTO things (id, title, flag) VALUES ($1, $2, $3)", rows) == 2500
    assert db.fetchval("SELECT count(*) FROM things WHERE flag = $1", True) == 1250
    updates = [("new", number) for number in (0, 1, 9999)]
    assert db.executemany("UPDATE things SET title = $1 WHERE id = $2", updates) == 2
    assert db.executemany("DELETE FROM things WHERE id = $1", []) == 0
    assert db.executemany("DELETE FROM things WHERE id = $1", [[number] for number in range(2500)]) == 2500


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
