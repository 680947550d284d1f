"""The line of one change on a table with many rows, beside a rebuild of the table by hand."""
import sqlite3
from dataclasses import dataclass

import rows
from measuring import Contender, measure, sample

FIRST = """from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields


class Migration(Migration):
    operations = [
        op.CreateTable(
            name="items",
            fields=[
                ("id", fields.Integer(primary_key=True, auto_increment=True)),
                ("title", fields.String(max_length=100, nullable=True)),
                ("amount", fields.Integer()),
            ],
        ),
    ]
"""

SECOND = """from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields


class Migration(Migration):
    dependencies = ["0001_items"]

    operations = [
        op.AlterField("items", "title", fields.String(max_length=200)),
    ]
"""

ROWS = """
    WITH RECURSIVE counter(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counter WHERE number < ?)
    INSERT INTO items (title, amount) SELECT 'title number ' || number, number % 997 FROM counter"""

REBUILD = """BEGIN;
CREATE TABLE "new_items" (
  "id" integer CONSTRAINT "items_pkey" PRIMARY KEY AUTOINCREMENT NOT NULL,
  "title" varchar(200) NOT NULL,
  "amount" integer NOT NULL
);
INSERT INTO "new_items" SELECT * FROM "items";
DROP TABLE "items";
ALTER TABLE "new_items" RENAME TO "items";
COMMIT;
"""


@dataclass(frozen=True)
class ChangedTable:
    """A field becomes longer and required."""

    name: str
    workload: str
    goal: object

    def measure(self, bench):
        measured = measure(contenders(bench), bench.sizes.runs)
        ours, bare = measured["aksara"], measured["bare"]
        return rows.Row(
            workload=self.workload.format(count=f"{bench.sizes.rows:,}"),
            ours=ours.seconds,
            bare=bare.seconds,
            processor=ours.processor / bare.processor,
            goal=self.goal,
            write=rows.seconds,
        )


def contenders(bench):
    folder = bench.folder()
    migrations = folder / "migrations"
    migrations.mkdir()
    (migrations / "0001_items.py").write_text(FIRST)
    database = bench.sqlite(folder, template=filled(bench, folder))
    (migrations / "0002_items.py").write_text(SECOND)
    (folder / "rebuild.sql").write_text(REBUILD)
    arguments = [bench.program, "migrate", "--no-input", "--database-url", database.url]
    return [
        Contender("aksara", arguments, folder, before=database.empty),
        Contender("bare", database.client, folder, before=database.empty, input=folder / "rebuild.sql"),
    ]


def filled(bench, folder):
    """A database after the first migration, with its rows."""
    path = folder / "filled.db"
    sample(Contender("aksara", [bench.program, "migrate", "--database-url", f"sqlite:{path}"], folder))
    with sqlite3.connect(path) as connection:
        connection.execute(ROWS, [bench.sizes.rows])
    connection.close()
    return path
