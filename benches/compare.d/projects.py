"""The projects that are measured, written for each tool: the same tables, always the same text."""
import re

HISTORY = "aksara_migrations"


def name_of(number):
    return f"{number + 1:04}_auto_create_table{number}"


def previous(number):
    """Each table's key leads to the one before: a chain."""
    return max(number - 1, 0)


def first(_number):
    """All keys lead to the first table: a star."""
    return 0


def aksara_migrations(folder, count, target):
    """A migration for each table, as `makemigrations` writes it."""
    written = folder / "migrations"
    written.mkdir(parents=True)
    for number in range(count):
        key = f'                ("parent_id", fields.ForeignKey("table{target(number)}", on_delete="CASCADE", nullable=True)),\n'
        text = AKSARA_MIGRATION.format(
            number=number,
            dependencies=f'"{name_of(number - 1)}"' if number else "",
            key=key if number else "",
        )
        (written / f"{name_of(number)}.py").write_text(text)


AKSARA_MIGRATION = '''"""
Migration: create_table{number}
Generated: 2026-02-07T10:30:00
"""

from aksara.migrations import Migration
from aksara.migrations import operations as op
from aksara import fields


class Migration(Migration):
    """
    Auto-generated migration for models: Table{number}
    """

    dependencies = [{dependencies}]

    operations = [
        op.CreateTable(
            name="table{number}",
            fields=[
                ("id", fields.UUID(primary_key=True)),
                ("title", fields.String(max_length=200)),
{key}                ("created_at", fields.DateTime(auto_now_add=True)),
            ],
        ),
    ]
'''


def statements(script):
    """The statements of each migration of an offline script, without transactions and history."""
    parts = re.split(r"(?m)^-- (\d{4}_\w+)$", script)[1:]
    ours = re.compile(rf"(BEGIN|COMMIT|START TRANSACTION)\b|--|INSERT INTO {HISTORY} ")
    for name, text in zip(parts[::2], parts[1::2]):
        lines = (line for line in text.strip().splitlines() if not ours.match(line))
        yield name, "\n".join(lines) + "\n"


def in_one_transaction(script):
    """The same script, committed once."""
    joined = re.sub(r"(?m)^(BEGIN|COMMIT);\n", "", script)
    return re.sub(r"(?m)^(-- 0001_)", r"BEGIN;\n\1", joined, count=1) + "COMMIT;\n"


def dbmate_migrations(folder, script):
    written = folder / "dbmate"
    written.mkdir()
    for name, text in statements(script):
        (written / f"{name}.sql").write_text(f"-- migrate:up\n{text}\n-- migrate:down\n")


def sqlx_migrations(folder, script):
    written = folder / "sqlx"
    written.mkdir()
    for name, text in statements(script):
        (written / f"{name}.sql").write_text(text)


def django_migrations(folder, count, target):
    """A Django project with one migration for each table."""
    written = folder / "app" / "migrations"
    written.mkdir(parents=True)
    (folder / "app" / "__init__.py").touch()
    (written / "__init__.py").touch()
    (folder / "settings.py").write_text(DJANGO_SETTINGS)
    for number in range(count):
        key = f'("parent", models.ForeignKey("app.table{target(number)}", on_delete=models.CASCADE, null=True)),\n'
        text = DJANGO_MIGRATION.format(
            number=number,
            dependencies=f'("app", "{name_of(number - 1)}")' if number else "",
            key=key if number else "",
        )
        (written / f"{name_of(number)}.py").write_text(text)


DJANGO_SETTINGS = """
INSTALLED_APPS = ["app"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "app.db"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "none"
USE_TZ = True
"""

DJANGO_MIGRATION = """import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [{dependencies}]

    operations = [
        migrations.CreateModel(
            name="Table{number}",
            fields=[
                ("id", models.UUIDField(primary_key=True, default=uuid.uuid4)),
                ("title", models.CharField(max_length=200)),
                {key}("created_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
"""


def aksara_models(folder, count):
    """Models, each with a key to the one before."""
    package = folder / "app"
    package.mkdir(parents=True)
    model = "\n\nclass Table{0}(Model):\n    title = fields.String(max_length=200)\n    parent = fields.ForeignKey(\"Table{1}\", nullable=True)\n"
    text = "".join(model.format(number, previous(number)) for number in range(count))
    (package / "models.py").write_text(f"from aksara import Model, fields\n{text}")


def django_models(folder, count):
    package = folder / "app"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (folder / "settings.py").write_text(DJANGO_SETTINGS)
    model = "\n\nclass Table{0}(models.Model):\n    title = models.CharField(max_length=200)\n    parent = models.ForeignKey(\"Table{1}\", models.CASCADE, null=True, related_name=\"+\")\n"
    text = "".join(model.format(number, previous(number)) for number in range(count))
    (package / "models.py").write_text(f"from django.db import models\n{text}")


def alembic_models(folder, count):
    """Tables for Alembic, with its settings."""
    (folder / "versions").mkdir(parents=True)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s\nsqlalchemy.url = sqlite:///app.db\n")
    (folder / "script.py.mako").write_text(ALEMBIC_REVISION)
    (folder / "env.py").write_text(ALEMBIC_ENVIRONMENT)
    table = "Table('table{0}', metadata, Column('id', Integer, primary_key=True), Column('title', String(200)), Column('parent_id', ForeignKey('table{1}.id')))\n"
    text = "".join(table.format(number, previous(number)) for number in range(count))
    (folder / "tables.py").write_text(
        f"from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table\nmetadata = MetaData()\n{text}"
    )


ALEMBIC_ENVIRONMENT = """import sys
from alembic import context
from sqlalchemy import create_engine

sys.path.insert(0, ".")
from tables import metadata

with create_engine(context.config.get_main_option("sqlalchemy.url")).connect() as connection:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()
"""

ALEMBIC_REVISION = """revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
from alembic import op
import sqlalchemy as sa


def upgrade():
    ${upgrades if upgrades else "pass"}


def downgrade():
    pass
"""
