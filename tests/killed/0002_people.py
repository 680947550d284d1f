from aksara import fields
from aksara.migrations import Migration
from aksara.migrations import operations as op


class Migration(Migration):
    dependencies = ["0001_teams"]

    operations = [
        op.CreateTable(name="people", fields=[
            ("id", fields.Integer(primary_key=True)),
            ("name", fields.String(max_length=60)),
            ("age", fields.Integer(default=1)),
            ("team", fields.ForeignKey(to="teams", nullable=True, on_delete="SET NULL")),
        ]),
        op.RunSQL("INSERT INTO people (id, name, age, team) VALUES (1, 'a', 10, 1); INSERT INTO people (id, name, age, team) VALUES (2, 'b', 20, 2); UPDATE people SET age = age + 1"),
    ]
