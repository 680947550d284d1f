from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0015_backfill"]

    operations = [
        op.RenameIndex(model_name="people", old_name="people_by_age", new_name="people_age_index"),
        op.RemoveIndex(model_name="people", name="people_by_called"),
    ]
