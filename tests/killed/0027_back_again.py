from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0026_temporary"]

    operations = [
        op.RenameTable(old_name="remarks", new_name="notes"),
        op.RemoveField(model_name="people", name="kind"),
        op.AddField(model_name="people", name="kind", field=fields.String(max_length=20, default="new")),
    ]
