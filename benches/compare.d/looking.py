"""Lines of commands that only look: nothing is pending, `status`, a dry run, and models that did not change."""
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

import projects
import rows
from fresh import Setting, dbmate_command, django_command, sqlx_command
from measuring import Contender, measure, sample


@dataclass(frozen=True)
class Look:
    """A short command."""

    name: str
    workload: str
    goal: object
    contenders: Callable
    size: Callable

    def measure(self, bench):
        measured = measure(self.contenders(bench), bench.sizes.short_runs)
        ours = measured.pop("aksara")
        return rows.Row(
            workload=self.workload.format(count=f"{self.size(bench.sizes):,}"),
            ours=ours.seconds,
            rivals={name: taken.seconds for name, taken in measured.items()},
            goal=self.goal,
            write=rows.seconds,
        )


def start(bench):
    return [Contender("aksara", [bench.program, "--version"], bench.folder())]


def migrated(bench, rivals):
    """A project that is applied, and those of the rivals beside it."""
    folder = bench.project(bench.sizes.migrations)
    database = bench.sqlite(folder)
    script = bench.script(folder, database.dialect)
    setting = Setting(bench, folder, database, script, bench.sizes.migrations, projects.previous)
    sample(ours(setting, "migrate", "--no-input"))
    for name, _command in rivals:
        if name in bench.rivals:
            yield apart(setting, name)
    yield None, setting


def apart(setting, rival):
    """The same tables, applied by a rival in a folder of its own."""
    bench = setting.bench
    folder = bench.folder()
    database = bench.sqlite(folder)
    other = Setting(bench, folder, database, setting.script, setting.count, setting.target)
    write, command, first = RIVALS[rival]
    write(folder, setting.script.read_text())
    sample(command(other, first))
    return rival, other


RIVALS = {
    "dbmate": (projects.dbmate_migrations, dbmate_command, "up"),
    "sqlx": (projects.sqlx_migrations, sqlx_command, "run"),
}


def ours(setting, *command):
    arguments = [setting.bench.program, *command, "--database-url", setting.database.url]
    return Contender("aksara", arguments, setting.folder)


def after_all(bench, command, rivals):
    """A command after everything is applied."""
    commands = dict(rivals)
    contenders = []
    for name, setting in migrated(bench, rivals):
        if name is None:
            contenders.insert(0, ours(setting, *command))
        else:
            contenders.append(RIVALS[name][1](setting, commands[name]))
    return contenders


def nothing_pending(bench):
    return after_all(bench, ["migrate", "--no-input"], [("sqlx", "run"), ("dbmate", "up")])


def status(bench):
    return after_all(bench, ["status"], [("sqlx", "info"), ("dbmate", "status")])


def dry_run(bench):
    """Django shows the SQL of one migration at a time."""
    folder = bench.project(bench.sizes.migrations)
    database = bench.sqlite(folder)
    setting = Setting(bench, folder, database, None, bench.sizes.migrations, projects.previous)
    contenders = [ours(setting, "migrate", "--dry-run")]
    if "django" in bench.rivals:
        projects.django_migrations(folder, setting.count, setting.target)
        last = projects.name_of(setting.count - 1)
        contenders.append(django_command(setting, "sqlmigrate", "app", last, runs=1))
    return contenders


def no_change(bench):
    """Nothing changed since the models were written to a first migration."""
    count = bench.sizes.models
    folder = bench.folder()
    projects.aksara_models(folder, count)
    command = [bench.program, "makemigrations", "--no-input"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    others = (write(bench, count) for name, write in UNCHANGED.items() if name in bench.rivals)
    return [Contender("aksara", command, folder), *others]


def unchanged_django(bench, count):
    folder = bench.folder()
    projects.django_models(folder, count)
    setting = Setting(bench, folder, None, None, count, projects.previous)
    sample(django_command(setting, "makemigrations", "app"))
    return django_command(setting, "makemigrations", "app", runs=3)


def unchanged_alembic(bench, count):
    folder = bench.folder()
    projects.alembic_models(folder, count)
    for command in (["revision", "--autogenerate"], ["upgrade", "head"]):
        sample(Contender("Alembic", [bench.rivals["alembic"], *command], folder))
    return Contender("Alembic", [bench.rivals["alembic"], "check"], folder, runs=3)


UNCHANGED = {"django": unchanged_django, "alembic": unchanged_alembic}
