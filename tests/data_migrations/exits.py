# fails: SystemExit
# remains: count(*) FROM things = 0

import sys

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    sys.exit(0)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
