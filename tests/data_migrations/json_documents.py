import json

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython

DOCUMENTS = [
    {},
    {"text": "é \" \\ \n 😀", "list": [], "none": None},
    {"deep": [[[{"a": 1}]]], "number": 1.25, "big": 2**40},
    {"quote'": "$1 ? :name"},
]


async def forward(db):
    for number, document in enumerate(DOCUMENTS):
        await db.execute("INSERT INTO things (id, document) VALUES ($1, $2)", number, document)
    rows = await db.fetch("SELECT id, document FROM things ORDER BY id")
    assert [row.document for row in rows] == DOCUMENTS, rows
    for document in ([1, "two", None], [{"a": 1}], []):
        await db.execute("UPDATE things SET document = $1 WHERE id = 0", document)
        found = await db.fetchval("SELECT document FROM things WHERE id = 0")
        assert found == document, (found, document)
    await db.execute("UPDATE things SET document = $1 WHERE id = 0", json.dumps({"text": "given"}))
    assert await db.fetchval("SELECT document FROM things WHERE id = 0") == {"text": "given"}


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
