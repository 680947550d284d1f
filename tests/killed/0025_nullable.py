from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0024_no_check"]

    operations = [
        op.AlterField(model_name="people", name="email", field=fields.String(max_length=120, nullable=True)),
    ]
