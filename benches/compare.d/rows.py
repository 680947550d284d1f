"""The rows of the table: numbers with their units, and the table as Markdown."""
import math
from dataclasses import dataclass, field

# So many seconds are given to a rival.
PATIENCE = 60

HEAD = ["workload", "ours", "bare", "ours / bare", "rivals", "goal", "reached"]


@dataclass(frozen=True)
class Row:
    """The numbers of a line; `processor` is the ratio of processor times."""

    workload: str
    ours: float
    goal: object
    write: object
    bare: float | None = None
    processor: float | None = None
    rivals: dict = field(default_factory=dict)

    def cells(self, is_sample):
        write = self.write
        rivals = ", ".join(f"{name} {write(value)}" for name, value in self.rivals.items())
        reached = "yes" if self.goal.is_reached(self.ours, self.bare) else "no"
        return [
            self.workload,
            write(self.ours),
            "–" if self.bare is None else write(self.bare),
            self.ratio(),
            rivals or "–",
            str(self.goal),
            "–" if is_sample else reached,
        ]

    def ratio(self):
        if self.bare is None or self.write is exponent:
            return "–"
        ratio = f"{self.ours / self.bare:.2f}"
        return f"{ratio} ({self.processor:.2f} of CPU)" if self.processor else ratio


def seconds(value):
    """A time, with three digits that count."""
    if math.isinf(value):
        return f"over {PATIENCE} s"
    return f"{value:.2f} s" if value >= 0.5 else f"{value * 1000:.1f} ms"


def mebibytes(value):
    return f"{value:.1f} MiB"


def exponent(value):
    return f"{value:.2f}"


def head():
    return "\n".join([line(HEAD), "|" + "---|" * len(HEAD)])


def line(cells):
    return f"| {' | '.join(cells)} |"
