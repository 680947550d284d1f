from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("INSERT INTO things (id, price) VALUES (1, $1)", Decimal(2**64 - 1))
    assert db.fetchval("SELECT price FROM things") == 2**64 - 1
    db.execute("UPDATE things SET price = $1", Decimal(-(2**80)))
    assert db.fetchval("SELECT price FROM things") == -(2**80)
    try:
        with db.transaction():
            db.execute("UPDATE things SET big = $1", 2**63)
    except db.Error:
        pass
    else:
        raise AssertionError("an integer beyond the column was taken")
    assert db.fetchval("SELECT big FROM things") is None


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
