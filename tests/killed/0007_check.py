from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0006_index"]

    operations = [
        op.AddConstraint(model_name="people", name="people_age", type="check", expression="age >= 0"),
    ]
