# fails: File "migrations/0002_rows_never_read.py", line 10, in forward
# fails: the rows of `db.iterate(…)` were never read
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.iterate("SELECT id FROM things")
    db.execute("INSERT INTO things (id) VALUES (1)")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
