import json

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


DOCUMENTS = [5, {"a": 1}, True, {"b": [True, None]}, 1.5, [1], False, "\"text\"", -(2**53), {}, "[]", "null"]


def forward(db):
    db.execute("INSERT INTO things (id) VALUES (0)")
    update = "UPDATE things SET document = $1 WHERE id = $2"
    for document in DOCUMENTS:
        assert db.execute(update, document, 0) == 1
        check(db, 0, document)
    insert = "INSERT INTO things (id, document) VALUES ($1, $2)"
    db.executemany(insert, [(number + 1, document) for number, document in enumerate(DOCUMENTS)])
    db.executemany(update, [(document, number + 1) for number, document in enumerate(DOCUMENTS)])
    for number, document in enumerate(DOCUMENTS):
        check(db, number + 1, document)
    db.execute("DELETE FROM things")


def check(db, number, document):
    found = db.fetchval("SELECT document FROM things WHERE id = $1", number)
    expected = json.loads(document) if isinstance(document, str) else document
    assert found == expected and type(found) is type(expected), (found, document)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
