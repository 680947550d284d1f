from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0004_emails"]

    operations = [
        op.RenameField(model_name="people", old_name="name", new_name="called"),
    ]
