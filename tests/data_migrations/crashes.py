# fails: Python ended
# fails: exit status: 3
# remains: count(*) FROM things = 0

import os

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    os._exit(3)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
