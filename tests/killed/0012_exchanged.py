from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0011_computed"]

    operations = [
        op.AddField(model_name="people", name="first", field=fields.Integer(default=1)),
        op.AddField(model_name="people", name="second", field=fields.Integer(default=2)),
    ]
