from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id, title, big) VALUES (1, 'a', 5), (2, 'b', 7)")
    row = db.fetchrow("SELECT count(*) AS count, max(big) AS biggest, min(title) AS first, 1.5 AS ratio FROM things")
    assert (row.count, row.biggest, row.first, float(row.ratio)) == (2, 7, "a", 1.5), row
    joined = db.fetch("SELECT a.id AS left_id, b.id AS right_id FROM things a JOIN things b ON a.id < b.id")
    assert [tuple(row) for row in joined] == [(1, 2)]
    assert db.fetchval("SELECT title AS other FROM things WHERE id = $1", 2) == "b"


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
