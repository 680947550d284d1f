"""The trials of one specimen: on its own database, and on the other three."""
import os
import re
import subprocess
from dataclasses import dataclass, field

import rows
from databases import KINDS

OWN = ("baseline", "no changes", "check", "verify", "empty database", "harmless change")

# The field of the harmless change.
NOTE = "zoo_note"


@dataclass
class Report:
    """What a specimen's trials found."""

    specimen: object
    tables: int = 0
    rows: int = 0
    fields: int = 0
    opaque: int = 0
    keys: int = 0
    foreign_keys: int = 0
    model_lines: int = 0
    results: dict = field(default_factory=dict)
    failure: str | None = None

    @property
    def is_at_home(self):
        """Whether every trial on its own database went well."""
        return not self.failure and all(self.results.get(name, "not run") is None for name in OWN)


class Project:
    """A folder with models and migrations, in which the program runs."""

    def __init__(self, folder, program, target):
        self.folder = folder
        self.program = program
        self.environment = {**os.environ, "AKSARA_TARGETS": target}
        folder.mkdir(parents=True)
        self.log = open(folder / "output.txt", "w")

    def run(self, *arguments, codes=(0,)):
        """Runs a command; returns what it printed. Fails where it ends otherwise than it may."""
        command = [str(self.program), *arguments]
        result = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=600
        )
        output = result.stdout + result.stderr
        shown = re.sub(r"(://[^:]*:)[^@]*@", r"\1***@", " ".join(command[1:]))
        print(f"$ aksara {shown}\n{output}\n[{result.returncode}]\n", file=self.log, flush=True)
        if result.returncode not in codes:
            raise TrialFailed(output)
        return output

    @property
    def models(self):
        return self.folder / "models.py"


class TrialFailed(Exception):
    """A command failed; its output says why."""


def own(report, database, folder, program):
    """All trials on the database that the schema was written for."""
    project = Project(folder / "own", program, database.kind)
    url = ["--database-url", database.url]
    scratch = scratch_server(database)
    empty = type(database)(f"{database_name(report.specimen)}_empty")
    steps = {
        "baseline": lambda: project.run("inspect", "--baseline", "--output", "models.py", *url),
        "no changes": lambda: project.run("makemigrations", "--app", "models", "--check"),
        "check": lambda: project.run("check", "--app", "models", *url, *scratch),
        "verify": lambda: project.run("verify", *scratch),
        "empty database": lambda: from_nothing(project, empty),
        "harmless change": lambda: harmless_change(project, database, url),
    }
    for name in OWN:
        report.results[name] = outcome(steps[name])
        if report.results["baseline"] is not None:
            break
    if project.models.exists():
        measure(report, project.models.read_text(), database)
    empty.drop()


def outcome(step):
    """None where the step went well, else the first line of what went wrong."""
    try:
        step()
    except subprocess.TimeoutExpired:
        return "more than 600 s"
    except TrialFailed as failed:
        return summary(str(failed))
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


def summary(output):
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("error", "Error", "×", "✗", "≠", "~", "- ", "+ "))]
    return (errors or lines[-1:] or ["no output"])[0][:200]


def from_nothing(project, empty):
    empty.create()
    url = ["--database-url", empty.url]
    project.run("migrate", *url)
    project.run("check", "--app", "models", *url, *scratch_server(empty))


def scratch_server(database):
    """The server for scratch databases; SQLite's are in memory."""
    return [] if database.kind == "sqlite" else ["--scratch-url", database.base]


def harmless_change(project, database, url):
    """A new nullable field: every other object and row stays as it was."""
    counts, before = database.counts(), database.dump().splitlines()
    text = project.models.read_text()
    found = re.search(r"^( +)\w+ = fields\.", text, re.M)
    line = f"{found.group(1)}{NOTE} = fields.Integer(nullable=True)\n"
    project.models.write_text(text[: found.start()] + line + text[found.start() :])
    project.run("makemigrations", "--app", "models", "--name", "note")
    project.run("migrate", *url)
    project.run("check", "--app", "models", *url)
    if counts != database.counts():
        raise TrialFailed("rows were lost")
    kept = {line.rstrip(",") for line in database.dump().splitlines()}
    lost = [line for line in before if line.rstrip(",") not in kept and not line.startswith("\\")]
    if lost and database.kind != "sqlite":
        raise TrialFailed(f"the dump lost: {lost[0]}")


def elsewhere(report, database, folder, program, kind):
    """The models on another database, with the rows copied."""
    name = f"to {kind}"
    project = Project(folder / kind, program, kind)
    destination = KINDS[kind](f"{database_name(report.specimen)}_at_{kind}")
    models = folder / "own" / "models.py"
    if not models.exists():
        report.results[name] = "no models"
        return
    added = re.compile(rf"^ +{NOTE} = .*\n", re.M)
    project.models.write_text(added.sub("", models.read_text()))

    def journey():
        destination.create()
        url = ["--database-url", destination.url]
        project.run("makemigrations", "--app", "models")
        project.run("migrate", *url)
        problems = rows.copy(database, destination, without={NOTE})
        print(*(f"{table}: {problem}" for table, problem in problems.items()), sep="\n", file=project.log)
        if problems:
            table, problem = next(iter(problems.items()))
            raise TrialFailed(f"rows of {len(problems)} tables, {table}: {problem}")

    report.results[name] = outcome(journey)
    destination.drop()


def measure(report, models, database):
    """Counts what the models say of fields and keys."""
    fields = re.findall(r"^    \w+ = fields\.(\w+)\(", models, re.M)
    report.fields = len(fields)
    report.opaque = fields.count("Opaque")
    report.foreign_keys = sum(fields.count(name) for name in ("ForeignKey", "OneToOne"))
    report.keys = sum(1 for table in database.tables() for column in database.columns(table) if column.target)
    report.model_lines = len([line for line in models.splitlines() if line.strip()])


def database_name(specimen):
    return f"zoo_{specimen.name.replace('-', '_')}_{specimen.database}"
