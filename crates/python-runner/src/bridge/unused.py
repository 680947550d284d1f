"""What the user's code made and never used: a coroutine that nobody awaited, rows that nobody read.

It would have done something, and did nothing, which no database can tell from a function that had nothing to do.
"""

import gc
import inspect
import sys
import warnings
from types import CoroutineType

OWN = ("<aksara", "<frozen", "<string>")


class DidNothing(Exception):
    """A function, or a part of it, never ran. `site` is the place in the user's code."""

    def __init__(self, message, site):
        super().__init__(message)
        self.site = site


class Unused:
    """What is made and not used yet, within one call of a function."""

    def __init__(self):
        self._made = {}
        self._coroutines = []

    def __enter__(self):
        # The one place that hears of a coroutine that goes away without having begun.
        self._warn, warnings._warn_unawaited_coroutine = warnings._warn_unawaited_coroutine, self._never_awaited
        self._depth = sys.get_coroutine_origin_tracking_depth()
        sys.set_coroutine_origin_tracking_depth(max(self._depth, 1))
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            # A coroutine in a cycle is not gone before this, and one that is kept somewhere does not go.
            gc.collect()
            self._coroutines.extend(map(described_coroutine, waiting_coroutines()))
        sys.set_coroutine_origin_tracking_depth(self._depth)
        warnings._warn_unawaited_coroutine = self._warn
        if kind is None:
            self._check()

    def made(self, thing, what):
        """Something of `db` was made, which does nothing before it is used."""
        self._made[id(thing)] = (what, call_site())

    def used(self, thing):
        self._made.pop(id(thing), None)

    def _never_awaited(self, coroutine):
        self._coroutines.append(described_coroutine(coroutine))

    def _check(self):
        found = [*self._coroutines, *self._made.values()]
        if found:
            raise DidNothing(*min(found, key=lambda found: found[1][:2]))


def waiting_coroutines():
    """The coroutines that were made while their origins were kept, and that have not begun."""
    return [
        thing
        for thing in gc.get_objects()
        if type(thing) is CoroutineType
        and thing.cr_origin
        and inspect.getcoroutinestate(thing) == inspect.CORO_CREATED
    ]


def described_coroutine(coroutine):
    name = coroutine.__qualname__.rpartition("<locals>.")[2]
    if name.startswith("AsyncDatabase."):
        name = "db" + name[len("AsyncDatabase"):]
    return f"`{name}(…)` was never awaited, so that it did nothing; write `await {name}(…)`", coroutine.cr_origin[0]


def call_site():
    """Where the user's code is: file, line and function."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(OWN):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name
