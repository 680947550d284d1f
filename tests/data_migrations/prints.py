# prints: one
# prints: two and three
# prints: without an end
# warns: to standard error
# warns: from another program

import subprocess
import sys

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    print("one")
    print("two", "and", end=" ")
    print("three")
    print("to standard error", file=sys.stderr)
    subprocess.run([sys.executable, "-c", "print('from another program')"], check=True)
    sys.stdout.write("without an end")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
