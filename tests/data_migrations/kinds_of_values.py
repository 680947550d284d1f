import enum
import uuid
from decimal import Decimal

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


class Kind(enum.Enum):
    SMALL = "small"


class Number(enum.IntEnum):
    SEVEN = 7


class Name(str):
    pass


def forward(db):
    db.execute(
        "INSERT INTO things (id, kind, title, small, data) VALUES ($1, $2, $3, $4, $5)",
        Number.SEVEN,
        Kind.SMALL,
        Name("name"),
        True if db.dialect != "postgres" else 1,
        bytearray(b"ab"),
    )
    row = db.fetchrow("SELECT id, kind, title, small, data FROM things")
    assert tuple(row) == (7, "small", "name", 1, b"ab"), row
    document = {"price": Decimal("1.5"), "key": uuid.UUID(int=1)}
    db.execute("UPDATE things SET document = $1", document)
    found = db.fetchval("SELECT document FROM things")
    assert found == {"price": "1.5", "key": str(uuid.UUID(int=1))}, found


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
