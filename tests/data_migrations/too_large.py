# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    if db.dialect in ("mysql", "mariadb"):
        greatest = int(db.fetchval("SELECT @@max_allowed_packet"))
        update = "UPDATE things SET data = $1"
        calls = (
            lambda value: db.execute(update, value),
            lambda value: db.executemany(update, [(b"a",), (value,)]),
            lambda value: db.fetch("SELECT id FROM things WHERE data = $1", value),
        )
        for call in calls:
            try:
                call(b"x" * (greatest + 1))
            except db.Error as error:
                assert "max_allowed_packet" in str(error) and str(greatest) in str(error), error
            else:
                raise AssertionError("it was taken")
        assert db.fetchval("SELECT count(*) FROM things") == 1
    # What no longer fits beside others is sent by itself.
    rows = [(b"a" * 3_000_000, "b" * 100, 1), (b"c" * 10, "d" * 2_000_000, 1), (b"e" * 2_000_000, "f", 1)]
    db.executemany("UPDATE things SET data = $1, body = $2 WHERE id = $3", rows)
    row = db.fetchrow("SELECT data, body FROM things")
    assert (len(row.data), row.body) == (2_000_000, "f")
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
