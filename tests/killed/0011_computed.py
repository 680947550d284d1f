from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0010_retyped"]

    operations = [
        op.AlterField(model_name="people", name="score", field=fields.BigInteger(), using="score + 1", reverse_using="score - 1"),
    ]
