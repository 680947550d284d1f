# fails: TypeError: forward is no coroutine function

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    async def work():
        db.execute("INSERT INTO things (id) VALUES (1)")

    return work()


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
