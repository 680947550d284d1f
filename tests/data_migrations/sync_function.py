import uuid

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    for number in range(3):
        db.execute("INSERT INTO posts (id, title) VALUES ($1, $2)", uuid.uuid4(), f"Post {number}")
    assert db.fetchval("SELECT count(*) FROM posts") == 3
    with db.transaction():
        db.execute("UPDATE posts SET views = views + $1", 1)
    titles = [row.title for row in db.iterate("SELECT title FROM posts ORDER BY title", batch=2)]
    assert titles == ["Post 0", "Post 1", "Post 2"], titles


def reverse(db):
    assert db.execute("DELETE FROM posts") == 3


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, reverse),
    ]
