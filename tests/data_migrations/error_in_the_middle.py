# fails: File "migrations/0002_error_in_the_middle.py", line 14, in forward
# fails: ValueError: no slug for 2
# fails: migrations/0002_error_in_the_middle.py:21:9
# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    for number in range(5):
        db.execute("INSERT INTO things (id) VALUES ($1)", number)
        if number == 2:
            raise ValueError(f"no slug for {number}")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
