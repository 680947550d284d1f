import datetime
from app.texts import slugify

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    assert slugify("Hello World") == "hello-world"
    db.execute("INSERT INTO things (id, title) VALUES (1, $1)", slugify("A B"))


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
