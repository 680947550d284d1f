from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0003_email"]

    operations = [
        op.RunSQL("UPDATE people SET email = 'mail-1' WHERE id = 1"),
        op.RunSQL("UPDATE people SET email = 'mail-2' WHERE id = 2"),
        op.AddConstraint(model_name="people", name="people_email", type="unique", fields=["email"]),
    ]
