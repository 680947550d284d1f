from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0012_exchanged"]

    operations = [
        op.RenameField(model_name="people", old_name="first", new_name="other"),
        op.RenameField(model_name="people", old_name="second", new_name="first"),
        op.RenameField(model_name="people", old_name="other", new_name="second"),
    ]
