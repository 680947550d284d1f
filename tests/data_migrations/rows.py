from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id, title) VALUES (1, 'x')")
    row = db.fetchrow("SELECT id, title, 3 AS count, 4 AS keys_, 5 AS index_ FROM things")
    assert (row["title"], row.title, row[1], row[-1]) == ("x", "x", "x", 5)
    assert row.count == 3 and row["count"] == 3
    assert dict(row) == {"id": 1, "title": "x", "count": 3, "keys_": 4, "index_": 5}
    assert (len(row), list(row), list(row.keys())[:2]) == (5, [1, "x", 3, 4, 5], ["id", "title"])
    identifier, title, *_ = row
    assert (identifier, title) == (1, "x") and row == (1, "x", 3, 4, 5)
    assert "title" in row and "nothing" not in row and row.get("nothing", 9) == 9
    for error, look in ((KeyError, lambda: row["nothing"]), (AttributeError, lambda: row.nothing)):
        try:
            look()
        except error as raised:
            assert "it has id, title" in str(raised), raised
        else:
            raise AssertionError("no error")
    assert db.fetchrow("SELECT id FROM things WHERE id = 9") is None
    assert db.fetchval("SELECT id FROM things WHERE id = 9") is None
    assert db.fetchval("SELECT id, title FROM things", column="title") == "x"
    assert db.fetch("SELECT id FROM things WHERE id = 9") == []


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
