# fails on sqlite: the function `forward` ended its transaction: it was no longer open when the function ended, after the database refused `INSERT OR ROLLBACK INTO things (id) VALUES (1)`
# state: Its changes may be in the database, but the history does not say so.
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    if db.dialect != "sqlite":
        return
    db.execute("INSERT INTO things (id) VALUES (1)")
    try:
        db.execute("INSERT OR ROLLBACK INTO things (id) VALUES (1)")
    except db.IntegrityError:
        pass


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
