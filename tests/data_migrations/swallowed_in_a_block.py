# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    try:
        with db.transaction():
            db.execute("INSERT INTO things (id) VALUES (1)")
            try:
                db.execute("INSERT INTO things (id) VALUES (1)")
            except db.IntegrityError:
                pass
    except db.Error as error:
        # One statement of a block was refused, which is no end of it elsewhere.
        assert db.dialect == "postgres" and "INSERT INTO things (id) VALUES (1)" in str(error), error
    assert db.fetchval("SELECT count(*) FROM things") == (0 if db.dialect == "postgres" else 1)
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
