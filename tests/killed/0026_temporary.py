from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0025_nullable"]

    operations = [
        op.CreateTable(name="temporary", fields=[("id", fields.Integer(primary_key=True))]),
        op.RunSQL("INSERT INTO temporary (id) VALUES (1), (2), (3)"),
        op.RunSQL("INSERT INTO members (id) SELECT id + 10 FROM temporary"),
        op.DropTable(name="temporary"),
    ]
