from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


def before(db):
    db.execute("INSERT INTO things (id) VALUES (1)")
    assert "more" not in db.fetchrow("SELECT * FROM things WHERE id = $1", 1)


def after(db):
    assert db.fetchrow("SELECT * FROM things WHERE id = $1", 1).more == 5
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        op.RunPython(before, op.RunPython.noop),
        op.AddField(model_name="things", name="more", field=fields.Integer(default=5)),
        op.RunPython(after, op.RunPython.noop),
    ]
