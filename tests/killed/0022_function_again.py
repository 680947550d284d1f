from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


async def count_up(db):
    await db.execute("UPDATE people SET age = age + 1")


class Migration(Migration):
    dependencies = ["0021_generated"]

    operations = [
        op.RunPython(count_up, op.RunPython.noop),
        op.AddField(model_name="teams", name="color", field=fields.String(max_length=9, default="red")),
        op.RunPython(count_up, op.RunPython.noop),
    ]
