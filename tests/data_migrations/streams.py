# prints: through the buffer
# prints: reconfigured é
# prints: a line in three parts
# prints: by a writer of bytes é
# prints: to the stream of Python itself
# warns: replaced
# warns: WARNING:root:by logging
# remains: count(*) FROM things = 0

import codecs
import io
import logging
import sys

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    sys.stdout.buffer.write(b"through the buffer\n")
    sys.stdout.flush()
    sys.stdout.reconfigure(encoding="latin-1", errors="replace", line_buffering=True)
    print("reconfigured é")
    sys.stdout.reconfigure(encoding="utf-8")
    for part in ("a line", " in three", " parts\n"):
        sys.stdout.write(part)
    assert not sys.stdout.isatty() and sys.stdout.writable() and sys.stdout.name == "<stdout>"
    sys.stdout = codecs.getwriter("utf-8")(sys.stdout.buffer)
    print("by a writer of bytes é")
    print("to the stream of Python itself", file=sys.__stdout__)
    sys.stdout = sys.stderr
    print("replaced")
    logging.basicConfig()
    logging.warning("by logging")
    sys.stdout = io.StringIO()
    print("seen by nobody")
    db.execute("INSERT INTO things (id) VALUES (1)")
    sys.stdout.close()
    sys.stderr.detach()


def reverse(db):
    print("after all")
    sys.stdout.close()
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, reverse),
    ]
