from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = []

    operations = [
        op.CreateTable(name="teams", fields=[("id", fields.Integer(primary_key=True)), ("name", fields.String(max_length=60))]),
        op.RunSQL("INSERT INTO teams (id, name) VALUES (1, 'one'), (2, 'two')"),
    ]
