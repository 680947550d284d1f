from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0029_moments"]

    operations = [
        op.CreateTable(name="totals", fields=[("id", fields.Integer(primary_key=True)), ("n", fields.Integer())]),
        op.RunSQL("INSERT INTO totals (id, n) SELECT id, age FROM people"),
        op.RunSQL("UPDATE totals SET n = n + 1"),
        op.AddField(model_name="totals", name="m", field=fields.Integer(default=4)),
    ]
