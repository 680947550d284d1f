from aksara.migrations import Migration
from aksara.migrations.operations import RunPython

CASES = [
    ("names", []),
    ("names", ["one"]),
    ("names", [None, "null", "NULL", "é", "a b", "tab\t", "{", "}", ","]),
    ("numbers", [2**31 - 1, -(2**31), None]),
    ("ratios", [0.1, -1e100, 3.0]),
    ("flags", [True, None, False]),
]


def forward(db):
    db.execute("INSERT INTO things (id) VALUES ($1)", 1)
    for name, value in CASES:
        db.execute(f"UPDATE things SET {name} = $1", value)
        found = db.fetchval(f"SELECT {name} FROM things")
        assert found == value, (name, found, value)
        assert list(map(type, found)) == list(map(type, value)), (name, found)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
