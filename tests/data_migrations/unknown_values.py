# fails: TypeError: a builtins.object cannot be given to the database
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    db.execute("UPDATE things SET title = $1", object())


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
