from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0002_people"]

    operations = [
        op.AddField(model_name="people", name="email", field=fields.String(max_length=90, default="none")),
        op.AddField(model_name="people", name="kind", field=fields.Enum(values=["small", "large"], default="small")),
    ]
