from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0022_function_again"]

    operations = [
        op.RenameField(model_name="people", old_name="team", new_name="group"),
    ]
