"""Runs the trials of the chosen specimens, and prints one table."""
import argparse
import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django_schema
import rows
import sources
import trials
from databases import KINDS


def main(root, arguments):
    options = parse(arguments)
    program = Path(os.environ.get("AKSARA", root / "target" / "debug" / "aksara")).resolve()
    chosen = [
        specimen
        for specimen in sources.catalog(root / "ci" / "zoo.d" / "catalog.txt")
        if not options.names or {specimen.name, specimen.title, specimen.database} & set(options.names)
    ]
    if not chosen:
        print("ci/zoo: the catalog has none of these")
        return 2
    folder = Path(options.keep or tempfile.mkdtemp(prefix="aksara-zoo-"))
    began = time.monotonic()
    with ThreadPoolExecutor(options.jobs) as pool:
        tasks = [pool.submit(visit, specimen, folder / specimen.name, program, options.own) for specimen in chosen]
        reports = []
        for task in tasks:
            reports.append(task.result())
            print(line(reports[-1]), flush=True)
    print_totals(reports, time.monotonic() - began)
    if not options.keep:
        shutil.rmtree(folder)
    return 0 if all(report.is_at_home for report in reports) else 1


def parse(arguments):
    parser = argparse.ArgumentParser(prog="ci/zoo")
    parser.add_argument("names", nargs="*", metavar="NAME", help="NAME, DATABASE or NAME/DATABASE")
    parser.add_argument("--own", action="store_true", help="only the schema's own database")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", metavar="DIR", help="keep the projects and their outputs here")
    return parser.parse_args(arguments)


def visit(specimen, folder, program, own_only):
    """All trials of one specimen."""
    report = trials.Report(specimen)
    database = KINDS[specimen.database](trials.database_name(specimen))
    folder = folder / specimen.database
    try:
        database.create()
        load(specimen, database)
        report.tables = len(database.tables())
        report.rows = rows.fill(database)
        trials.own(report, database, folder, program)
        for kind in KINDS if not own_only else ():
            if kind != specimen.database:
                trials.elsewhere(report, database, folder, program, kind)
    except Exception as error:
        report.failure = f"{type(error).__name__}: {error}"[:300]
    finally:
        database.drop()
    return report


def load(specimen, database):
    if specimen.source.startswith("django:"):
        django_schema.load(specimen, database)
    else:
        database.load(sources.files(specimen))


def line(report):
    """A line for each specimen, and one for each trial that failed."""
    if report.failure:
        return f"{report.specimen.title:24} cannot be tried: {report.failure}"
    passed = sum(1 for result in report.results.values() if result is None)
    head = (
        f"{report.specimen.title:24} {report.tables:4} tables {report.rows:5} rows {report.fields:5} fields"
        f" {report.opaque:4} opaque {report.foreign_keys:4} of {report.keys:4} keys"
        f" {report.model_lines:5} lines  {passed} of {len(report.results)} passed"
    )
    failures = [f"    {name}: {result}" for name, result in report.results.items() if result is not None]
    return "\n".join([head, *failures])


def print_totals(reports, seconds):
    tried = [report for report in reports if not report.failure]
    print(f"\n{len(tried)} of {len(reports)} schemas tried in {seconds:.0f} s")
    for trial in dict.fromkeys(name for report in tried for name in report.results):
        results = [report.results[trial] for report in tried if trial in report.results]
        print(f"{trial:16} {sum(result is None for result in results):3} of {len(results)}")
    journeys = [
        result for report in tried for name, result in report.results.items() if name.startswith("to ")
    ]
    if journeys:
        print(f"{'elsewhere':16} {sum(result is None for result in journeys):3} of {len(journeys)}")
    fields, opaque = sum(report.fields for report in tried), sum(report.opaque for report in tried)
    keys, named = sum(report.keys for report in tried), sum(report.foreign_keys for report in tried)
    print(f"opaque fields    {opaque} of {fields} ({100 * opaque / max(fields, 1):.1f} %)")
    print(f"foreign keys     {named} of {keys} as ForeignKey ({100 * named / max(keys, 1):.1f} %)")
