from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0007_check"]

    operations = [
        op.CreateTable(name="notes", fields=[
            ("id", fields.UUID(primary_key=True)),
            ("person", fields.ForeignKey(to="people", on_delete="CASCADE")),
            ("text", fields.Text(default="")),
            ("document", fields.JSON(nullable=True)),
        ]),
        op.RunSQL("INSERT INTO notes (id, person, text) VALUES ('00000000-0000-0000-0000-000000000001', 1, 'x')"),
        op.RunSQL("INSERT INTO notes (id, person, text) VALUES ('00000000-0000-0000-0000-000000000002', 2, 'y')"),
    ]
