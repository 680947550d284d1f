import datetime

from aksara.migrations import Migration
from aksara.migrations.operations import RunPython


def forward(db):
    utc = datetime.timezone.utc
    east = datetime.timezone(datetime.timedelta(hours=5, minutes=30))
    moments = [
        datetime.datetime(2026, 2, 7, 1, 0, tzinfo=east),
        datetime.datetime(2026, 2, 7, 8, 30, 0, 999999, tzinfo=utc),
        datetime.datetime(2026, 2, 7, 8, 30),
        datetime.datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=utc),
    ]
    for number, moment in enumerate(moments):
        db.execute("INSERT INTO things (id, moment) VALUES ($1, $2)", number, moment)
        found = db.fetchval("SELECT moment FROM things WHERE id = $1", number)
        expected = moment if moment.tzinfo else moment.replace(tzinfo=utc)
        assert found == expected and found.tzinfo is utc, (found, expected)
    assert db.fetchval("SELECT id FROM things WHERE moment = $1", moments[0].astimezone(utc)) == 0


class Migration(Migration):
    dependencies = ["0001_first"]

    operations = [
        RunPython(forward, RunPython.noop),
    ]
