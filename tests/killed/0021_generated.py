from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0020_referring"]

    operations = [
        op.AddField(model_name="teams", name="double", field=fields.Integer(nullable=True, generated="a * 2")),
    ]
