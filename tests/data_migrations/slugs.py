# remains: count(*) FROM posts WHERE slug = 'hello-world' OR slug = 'a-b-c' = 0

import uuid

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


async def forward(db):
    """Generate slugs for existing posts."""
    for title in ("Hello World", "A B C"):
        await db.execute("INSERT INTO posts (id, title) VALUES ($1, $2)", uuid.uuid4(), title)
    rows = await db.fetch("SELECT id, title FROM posts WHERE slug IS NULL")
    for row in rows:
        slug = row["title"].lower().replace(" ", "-")
        await db.execute("UPDATE posts SET slug = $1 WHERE id = $2", slug, row["id"])
    slugs = await db.fetch("SELECT slug FROM posts ORDER BY slug")
    assert [row.slug for row in slugs] == ["a-b-c", "hello-world"], slugs


async def reverse(db):
    """Reverse migration: clear slugs."""
    await db.execute("UPDATE posts SET slug = NULL")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, reverse),
    ]
