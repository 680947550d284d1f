from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.executemany("INSERT INTO things (id, small) VALUES ($1, $2)", [(n, n % 3) for n in range(30)])
    pairs = []
    for outer in db.iterate("SELECT DISTINCT small FROM things ORDER BY small", batch=1):
        inner = db.iterate("SELECT id FROM things WHERE small = $1 ORDER BY id", outer.small, batch=4)
        for row in inner:
            pairs.append((outer.small, row.id))
            if len(pairs) % 5 == 0:
                break
    expected = [(small, small + 3 * place) for small in range(3) for place in range(5)]
    assert pairs == expected, pairs
    assert list(db.iterate("SELECT id FROM things WHERE id < 0")) == []


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
