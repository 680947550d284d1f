# fails: File "migrations/0002_yields_plainly.py", line 12, in forward
# fails: `forward` holds `yield`, so that a call of it runs nothing
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    """Says `yield` in words, and has a generator of its own, which are no fault."""
    rows = (number for number in range(3))
    yield 1
    db.executemany("INSERT INTO things (id) VALUES ($1)", ([row] for row in rows))


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
