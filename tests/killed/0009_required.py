from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0008_notes"]

    operations = [
        op.AddField(model_name="people", name="score", field=fields.Integer(nullable=True)),
        op.RunSQL("UPDATE people SET score = 7 WHERE id = 1"),
        op.AlterField(model_name="people", name="score", field=fields.Integer(), fill=5),
    ]
