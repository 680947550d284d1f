"""Names whose calls are kept as they were written: the engine reads the files, and runs none of them."""

from __future__ import annotations

from typing import Any


class Call:
    """A field or an operation, as it was written."""

    def __init__(self, name: str, values: tuple[Any, ...], named: dict[str, Any]) -> None:
        self.name = name
        self.values = values
        self.named = named

    def __repr__(self) -> str:
        values = [repr(value) for value in self.values]
        named = [f"{name}={value!r}" for name, value in self.named.items()]
        return f"{self.name}({', '.join(values + named)})"


class Name:
    """A name that can be called, and that has names of its own."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Name:
        if name.startswith("__"):
            raise AttributeError(name)
        return Name(f"{self._name}.{name}")

    def __call__(self, *values: Any, **named: Any) -> Call:
        return Call(self._name, values, named)

    def __repr__(self) -> str:
        return self._name


def named(name: str) -> Name:
    """The name, as a module's attribute."""
    if name.startswith("__"):
        raise AttributeError(name)
    return Name(name)
