from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0019_removed"]

    operations = [
        op.CreateTable(name="members", fields=[
            ("id", fields.Integer(primary_key=True)),
            ("remark", fields.ForeignKey(to="remarks", nullable=True)),
            ("boss", fields.ForeignKey(to="members", nullable=True)),
        ]),
        op.RunSQL("INSERT INTO members (id) VALUES (1); INSERT INTO members (id, boss) VALUES (2, 1)"),
    ]
