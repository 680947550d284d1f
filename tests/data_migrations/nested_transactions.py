from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    with db.transaction():
        db.execute("INSERT INTO things (id) VALUES (1)")
        with db.transaction():
            db.execute("INSERT INTO things (id) VALUES (2)")
        try:
            with db.transaction():
                db.execute("INSERT INTO things (id) VALUES (3)")
                with db.transaction():
                    db.execute("INSERT INTO things (id) VALUES (4)")
                raise LookupError
        except LookupError:
            pass
        db.execute("INSERT INTO things (id) VALUES (5)")
    ids = [row.id for row in db.fetch("SELECT id FROM things ORDER BY id")]
    assert ids == [1, 2, 5], ids


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
