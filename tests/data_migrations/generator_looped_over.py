# remains: count(*) FROM things = 4

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def rows(db, start):
    for number in (start, start + 1):
        db.execute(f"INSERT INTO things (id) VALUES ({number})")
        yield number


def forward(db):
    kept = rows(db, 1)
    list(kept)
    for _ in rows(db, 3):
        pass


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
