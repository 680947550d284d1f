from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0014_function"]

    operations = [
        op.AddField(model_name="people", name="twice", field=fields.Integer(nullable=True)),
        op.Backfill(model_name="people", set={"twice": "age * 2", "age": "age + 1"}, reverse_set={"age": "age - 1"}, batch_size=1),
        op.AlterField(model_name="people", name="twice", field=fields.Integer()),
    ]
