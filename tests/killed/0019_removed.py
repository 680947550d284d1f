from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0018_several"]

    operations = [
        op.RemoveField(model_name="teams", name="b"),
        op.RemoveField(model_name="remarks", name="a"),
    ]
