from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0017_renamed_table"]

    operations = [
        op.AddField(model_name="remarks", name="a", field=fields.Integer(default=0)),
        op.AddField(model_name="teams", name="a", field=fields.Integer(default=0)),
        op.RunSQL("UPDATE teams SET a = a + 1; UPDATE remarks SET a = a + 1"),
        op.AddField(model_name="teams", name="b", field=fields.Integer(default=0)),
        op.RunSQL("UPDATE teams SET b = a + 1"),
    ]
