# remains: count(*) FROM things = 0

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    db.execute("CREATE TABLE extra (id integer)")
    db.execute("INSERT INTO extra (id) VALUES ($1)", 1)
    with db.transaction():
        # The temporary ones commit nothing.
        db.execute("CREATE TEMPORARY TABLE passing (id integer)")
        db.execute("INSERT INTO things (id) VALUES (1)")
        assert db.fetchval("SELECT count(*) FROM extra") == 1
    try:
        with db.transaction():
            db.execute("DELETE FROM things")
            db.execute("DROP TABLE extra")
            db.execute("CREATE TABLE extra (id integer)")
            raise LookupError
    except db.Error as error:
        assert db.dialect in ("mysql", "mariadb"), error
        assert "`DROP …` was not run" in str(error) and "cannot be rolled back" in str(error), error
    except LookupError:
        assert db.dialect in ("postgres", "sqlite")
    assert db.fetchval("SELECT count(*) FROM things") == 1
    assert db.fetchval("SELECT count(*) FROM extra") == 1
    db.execute("DROP TABLE extra")
    db.execute("DELETE FROM things")


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
