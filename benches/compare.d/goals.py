"""The goals of lines: how each is written, and whether a row of the table reaches it."""
from dataclasses import dataclass


@dataclass(frozen=True)
class OfBare:
    """At most this part of the bare run's time."""

    factor: float

    def __str__(self):
        return f"≤ {self.factor:.1f} × bare"

    def is_reached(self, ours, bare):
        return ours <= self.factor * bare


@dataclass(frozen=True)
class AtMost:
    """At most this much, in the line's own unit."""

    limit: float
    shown: str

    def __str__(self):
        return f"≤ {self.shown}"

    def is_reached(self, ours, _bare):
        return ours <= self.limit


@dataclass(frozen=True)
class AboveBare:
    """At most this much more than the bare run's."""

    difference: float

    def __str__(self):
        return f"≤ bare + {self.difference}"

    def is_reached(self, ours, bare):
        return ours <= bare + self.difference
