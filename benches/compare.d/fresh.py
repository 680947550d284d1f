"""Lines of a first run on an empty database, beside the same SQL with one transaction for each migration."""
import math
from dataclasses import dataclass
from collections.abc import Callable

import databases
import projects
import rows
from measuring import Contender, measure


@dataclass(frozen=True)
class FreshRun:
    """`migrate` on an empty database."""

    name: str
    workload: str
    goal: object
    database: Callable
    target: Callable = projects.previous
    rivals: tuple = ()

    def measure(self, bench):
        count = bench.sizes.migrations
        contenders = of_one_size(bench, self, count)
        measured = measure(contenders, bench.sizes.runs)
        ours, bare = measured.pop("aksara"), measured.pop("bare")
        return rows.Row(
            workload=self.workload.format(count=f"{count:,}"),
            ours=ours.seconds,
            bare=bare.seconds,
            processor=ours.processor / bare.processor if is_embedded(self.database) else None,
            rivals={name: sample.seconds for name, sample in measured.items()},
            goal=self.goal,
            write=rows.seconds,
        )


@dataclass(frozen=True)
class Growth:
    """How the processor time of a first run grows with the number of migrations: the exponent."""

    name: str
    workload: str
    goal: object
    database: Callable
    target: Callable = projects.previous
    rivals: tuple = ("one transaction",)

    def measure(self, bench):
        few, many = bench.sizes.few_migrations, bench.sizes.migrations
        times = []
        for count in (few, many):
            measured = measure(of_one_size(bench, self, count), bench.sizes.runs)
            times.append({name: sample.processor for name, sample in measured.items()})
        exponents = {name: math.log(times[1][name] / times[0][name], many / few) for name in times[0]}
        return rows.Row(
            workload=self.workload.format(few=few, many=f"{many:,}"),
            ours=exponents.pop("aksara"),
            bare=exponents.pop("bare"),
            rivals=exponents,
            goal=self.goal,
            write=rows.exponent,
        )


def of_one_size(bench, line, count):
    """The contenders of a first run of so many migrations."""
    folder = bench.project(count, line.target)
    database = line.database(bench, folder)
    script = bench.script(folder, database.dialect)
    setting = Setting(bench, folder, database, script, count, line.target)
    wanted = (name for name in line.rivals if name in OTHERS or name in bench.rivals)
    return [ours(setting), bare(setting), *((OTHERS | RIVALS)[name](setting) for name in wanted)]


@dataclass(frozen=True)
class Setting:
    """One project and its database."""

    bench: object
    folder: object
    database: object
    script: object
    count: int
    target: Callable


def is_embedded(database):
    """Whether the database's own work is in the command's processor time."""
    return database is sqlite


def sqlite(bench, folder):
    return bench.sqlite(folder)


def postgres(_bench, _folder):
    return databases.Postgres()


def mariadb(_bench, _folder):
    return databases.MariaDb()


def ours(setting):
    arguments = [setting.bench.program, "migrate", "--no-input", "--database-url", setting.database.url]
    return Contender("aksara", arguments, setting.folder, before=setting.database.empty)


def bare(setting, name="bare", script=None):
    database = setting.database
    return Contender(
        name,
        database.client,
        setting.folder,
        before=database.empty,
        variables=database.client_variables,
        input=script or setting.script,
    )


def one_transaction(setting):
    """The same SQL, committed once: what grouping alone brings."""
    joined = setting.folder / "one_transaction.sql"
    joined.write_text(projects.in_one_transaction(setting.script.read_text()))
    return bare(setting, "one transaction", joined)


def dbmate(setting):
    projects.dbmate_migrations(setting.folder, setting.script.read_text())
    return dbmate_command(setting, "up", before=setting.database.empty)


def dbmate_command(setting, *command, **options):
    flags = ["--no-dump-schema", "--migrations-dir", "dbmate", "--url"]
    url = databases.url_for(setting.database, "dbmate")
    arguments = [setting.bench.rivals["dbmate"], *flags, url, *command]
    return Contender("dbmate", arguments, setting.folder, **options)


def sqlx(setting):
    projects.sqlx_migrations(setting.folder, setting.script.read_text())
    return sqlx_command(setting, "run", before=setting.database.empty)


def sqlx_command(setting, command, **options):
    url = databases.url_for(setting.database, "sqlx")
    arguments = [setting.bench.rivals["sqlx"], "migrate", command, "--source", "sqlx", "--database-url", url]
    return Contender("sqlx", arguments, setting.folder, **options)


def django(setting):
    projects.django_migrations(setting.folder, setting.count, setting.target)
    return django_command(setting, "migrate", before=setting.database.empty, runs=1, patience=rows.PATIENCE)


def django_command(setting, *command, **options):
    arguments = [setting.bench.rivals["django"], "-m", "django", *command, "--pythonpath", "."]
    variables = {"DJANGO_SETTINGS_MODULE": "settings"}
    return Contender("Django", arguments, setting.folder, variables=variables, **options)


OTHERS = {"one transaction": one_transaction}
RIVALS = {"dbmate": dbmate, "sqlx": sqlx, "django": django}
