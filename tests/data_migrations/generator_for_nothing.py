# fails: File "migrations/0002_generator_for_nothing.py", line 18, in add
# fails: `rows(…)` gives a generator, and nobody loops over it, so that it did nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def rows(db):
    for number in (1, 2):
        db.execute(f"INSERT INTO things (id) VALUES ({number})")
        yield number


def add(db):
    for _ in rows(db):
        pass
    rows(db)


def forward(db):
    add(db)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
