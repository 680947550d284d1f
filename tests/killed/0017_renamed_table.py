from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0016_renamed_index"]

    operations = [
        op.RenameTable(old_name="notes", new_name="remarks"),
        op.AddField(model_name="remarks", name="stars", field=fields.SmallInteger(default=3)),
    ]
