"""Lines about the program itself: the memory that it takes, and its size."""
from dataclasses import dataclass

import rows
from measuring import Contender, measure


@dataclass(frozen=True)
class PeakMemory:
    """The most memory that a first run has at once."""

    name: str
    workload: str
    goal: object

    def measure(self, bench):
        count = bench.sizes.migrations
        folder = bench.project(count)
        database = bench.sqlite(folder)
        arguments = [bench.program, "migrate", "--no-input", "--database-url", database.url]
        measured = measure([Contender("aksara", arguments, folder, before=database.empty)], 1)
        return rows.Row(
            workload=self.workload.format(count=f"{count:,}"),
            ours=measured["aksara"].mebibytes,
            goal=self.goal,
            write=rows.mebibytes,
        )


@dataclass(frozen=True)
class BinarySize:
    """The size of the program's file."""

    name: str
    workload: str
    goal: object

    def measure(self, bench):
        size = bench.program.stat().st_size / 2**20
        return rows.Row(workload=self.workload, ours=size, goal=self.goal, write=rows.mebibytes)
