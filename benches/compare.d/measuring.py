"""Runs commands and measures them: time, processor time and peak memory of each, and the medians of several."""
import math
import os
import signal
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


def nothing():
    """Most runs need nothing before them."""


@dataclass(frozen=True)
class Contender:
    """A command that does the work of a line. One that has a patience is ended after so many seconds."""

    name: str
    arguments: list
    folder: Path
    before: Callable[[], None] = nothing
    variables: dict = field(default_factory=dict)
    input: Path | None = None
    runs: int | None = None
    patience: float | None = None


@dataclass(frozen=True)
class Sample:
    """One run of a command."""

    seconds: float
    processor: float
    mebibytes: float

    @classmethod
    def median(cls, samples):
        fields = ("seconds", "processor", "mebibytes")
        return cls(*(statistics.median(getattr(sample, name) for sample in samples) for name in fields))


def measure(contenders, runs):
    """The medians of the contenders by their names. They take turns."""
    samples = {contender.name: [] for contender in contenders}
    for turn in range(runs):
        for contender in contenders:
            if contender.runs is None or turn < contender.runs:
                samples[contender.name].append(sample(contender))
    return {name: Sample.median(taken) for name, taken in samples.items()}


def sample(contender):
    """Runs a command once; one that fails ends the comparison."""
    contender.before()
    said = contender.folder / "output.txt"
    write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, contender.input or os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, said, write, 0o644),
        (os.POSIX_SPAWN_DUP2, 1, 2),
    ]
    arguments = [str(argument) for argument in contender.arguments]
    os.chdir(contender.folder)
    begun = time.perf_counter()
    child = os.posix_spawn(arguments[0], arguments, variables(contender), file_actions=actions)
    clock = threading.Timer(contender.patience or 0, os.kill, [child, signal.SIGKILL])
    if contender.patience:
        clock.start()
    _, status, usage = os.wait4(child, 0)
    clock.cancel()
    seconds = time.perf_counter() - begun
    if contender.patience and os.WIFSIGNALED(status):
        return Sample(math.inf, math.inf, math.inf)
    if status != 0:
        raise SystemExit(f"{contender.name}: {' '.join(arguments)}\n{said.read_text(errors='replace')[-2000:]}")
    return Sample(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def variables(contender):
    """Nothing of the caller's settings reaches a command."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "PYTHONHASHSEED": "0", **contender.variables}
