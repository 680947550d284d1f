from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0005_renamed_field"]

    operations = [
        op.AddIndex(model_name="people", name="people_by_age", fields=["age"]),
        op.AddIndex(model_name="people", name="people_by_called", fields=["called", "age"]),
    ]
