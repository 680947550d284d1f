from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id, title) VALUES ($2, $1)", "$1", 7)
    row = db.fetchrow("SELECT id, $1 + id AS more, title FROM things WHERE id = $1", 7)
    assert tuple(row) == (7, 14, "$1"), row
    row = db.fetchrow(
        """SELECT '$2' AS a, 'it''s $3' AS b, title /* $4 */ AS c -- $5
           FROM things WHERE id = $2 AND title = $1""",
        "$1",
        7,
    )
    assert dict(row) == {"a": "$2", "b": "it's $3", "c": "$1"}, row
    db.execute("UPDATE things SET small = $1, big = $1, ratio = $1, title = $2, body = $2 WHERE id = $1", 7, "both")
    row = db.fetchrow("SELECT small, big, ratio, title, body FROM things WHERE title = $1 AND body = $1", "both")
    assert tuple(row) == (7, 7, 7.0, "both", "both"), row
    names = "(id, big, small, title, body, email, url, kind, address, flag, ratio)"
    places = "($11, $10, $9, $8, $7, $6, $5, $4, $3, $2, $1)"
    values = [1.5, True, "10.0.0.1", "small", "u", "e", "b", "t", 9, 10, 11]
    db.execute(f"INSERT INTO things {names} VALUES {places}", *values)
    assert db.fetchval("SELECT big FROM things WHERE id = $1", 11) == 10


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
