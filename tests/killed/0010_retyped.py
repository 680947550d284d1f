from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0009_required"]

    operations = [
        op.AlterField(model_name="people", name="score", field=fields.BigInteger(comment="points")),
    ]
