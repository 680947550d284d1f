from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0028_concurrently"]

    operations = [
        op.AddField(model_name="people", name="seen", field=fields.Date(nullable=True)),
        op.RunSQL("UPDATE people SET email = NULL WHERE id = 2"),
        op.RunSQL("UPDATE people SET seen = '2026-02-07', age = age + 1"),
    ]
