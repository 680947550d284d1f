# remains: count(*) FROM things = 0

import functools

from app import texts

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def fill(db, first, last):
    db.executemany("INSERT INTO things (id, title) VALUES ($1, $2)", ((n, "filled") for n in range(first, last)))


async def rename(db, title):
    await db.execute("UPDATE things SET title = $1", title)


class Filler:
    def __init__(self, title):
        self.title = title

    async def count(self, db):
        assert await db.fetchval("SELECT count(*) FROM things WHERE title = $1", self.title) == 8

    @staticmethod
    def empty(db):
        db.execute("DELETE FROM things")

    @classmethod
    async def check(cls, db):
        assert await db.fetchval("SELECT count(*) FROM things") == 0

    async def __call__(self, db):
        await db.execute("INSERT INTO things (id, title) VALUES (1, $1)", self.title)


def logged(function):
    @functools.wraps(function)
    def wrapper(*values):
        return function(*values)

    return wrapper


@logged
async def decorated(db):
    await db.execute("UPDATE things SET small = 7")


def check_all(db):
    assert tuple(db.fetchrow("SELECT title, small FROM things")) == ("CALLED", 7)


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(functools.partial(fill, first=1, last=5), RunPython.noop),
        RunPython(functools.partial(fill, first=5, last=9), Filler.empty),
        RunPython(functools.partial(rename, title="renamed"), RunPython.noop),
        RunPython(Filler("renamed").count, RunPython.noop),
        RunPython(Filler.empty, RunPython.noop),
        RunPython(Filler.check, RunPython.noop),
        RunPython(Filler("called"), RunPython.noop),
        RunPython(texts.shout, RunPython.noop),
        RunPython(decorated, RunPython.noop),
        RunPython(check_all, RunPython.noop),
    ]
