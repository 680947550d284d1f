# fails: the statement has the placeholders $1 to $2, and 1 value was given

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO posts (id, title) VALUES ($1, $2)", 1)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
