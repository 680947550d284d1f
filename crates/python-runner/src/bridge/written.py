"""A migration that was loaded, written out as plain literals, which aksara reads as it reads any other file."""

import datetime
import enum
import functools
import inspect
import re
import uuid
from decimal import Decimal
from types import FunctionType, MethodType

HEADER = (
    "import datetime; import uuid; from decimal import Decimal; from aksara import fields; "
    "from aksara.migrations import Migration; from aksara.migrations import operations as op"
)
UNNAMED = "_aksara_"
PREFIXES = (
    ("aksara.migrations.operations.", "op."),
    ("aksara.operations.", "op."),
    ("aksara.migrations.", "op."),
    ("aksara.fields.", "fields."),
)


def written(module, root):
    """The text of a migration with the operations that its code made, on the lines where it made them."""
    migration = vars(module).get("Migration")
    if not isinstance(migration, type):
        raise TypeError("the file has no class Migration")
    writer = Writer(module)
    operations = [writer.operation(*item) for item in enumerate(getattr(migration, "operations", []))]
    members = [
        f"    {name} = {writer.value(value)}"
        for name, value in vars(migration).items()
        if not name.startswith("_") and name != "operations" and not isinstance(value, FunctionType)
    ]
    functions = [f"def {name}(db): ..." for name in sorted(writer.functions)]
    lines = [HEADER, *functions, "class Migration(Migration):", *members, "    operations = ["]
    for line, text in operations:
        lines.extend([""] * (line - 1 - len(lines)))
        lines.append(f"        {text},")
    return "\n".join([*lines, "    ]", ""])


def is_function(value):
    """Whether it is something to be run, rather than a literal or one of the package's own names."""
    if isinstance(value, (FunctionType, MethodType, functools.partial)):
        return True
    return callable(value) and not isinstance(value, (type, Name, Call, enum.Enum)) and not inspect.isbuiltin(value)


class Writer:
    """Writes values."""

    def __init__(self, module):
        self._globals = vars(module)
        self.functions = set()

    def operation(self, position, call):
        if not isinstance(call, Call):
            raise TypeError(f"the operation {call!r} is none of aksara's")
        values = [self.argument(position, index, value) for index, value in enumerate(call.values)]
        named = [f"{name}={self.argument(position, name, value)}" for name, value in call.named.items()]
        return call.line, f"{self.name(call.path)}({', '.join(values + named)})"

    def argument(self, position, index, value):
        if not is_function(value):
            return self.value(value)
        name = getattr(value, "__name__", None)
        if self._globals.get(name) is not value:
            name = f"{UNNAMED}{position}_{index}"
        self.functions.add(name)
        return name

    def value(self, value):
        if isinstance(value, enum.Enum):
            return self.value(value.value)
        if value is None or isinstance(value, (bool, int, float, str, bytes, Decimal)):
            return repr(value)
        if isinstance(value, (datetime.date, datetime.time, datetime.timedelta)):
            return repr(value)
        if isinstance(value, uuid.UUID):
            return f"uuid.{value!r}"
        if isinstance(value, list):
            return f"[{', '.join(map(self.value, value))}]"
        if isinstance(value, tuple):
            return f"({''.join(self.value(item) + ', ' for item in value)})"
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self.value(key)}: {self.value(item)}" for key, item in value.items()) + "}"
        if isinstance(value, Name):
            return self.name(value._path)
        if isinstance(value, Call):
            return self.operation(0, value)[1]
        return self.callable(value)

    def name(self, path):
        for prefix, written in PREFIXES:
            if path.startswith(prefix):
                return written + path[len(prefix):]
        raise TypeError(f"{path} cannot stand in a migration")

    def callable(self, value):
        name = getattr(value, "__qualname__", None)
        if name is None:
            raise TypeError(f"{value!r} cannot be written as a literal")
        if self._globals.get(name) is value and isinstance(value, FunctionType):
            self.functions.add(name)
            return name
        module = value.__module__
        return name if module == "builtins" else f"{module}.{name}"


def unnamed_function(module, name):
    """A function that has no name in its file, by its place in the operations."""
    position, index = re.fullmatch(UNNAMED + r"(\d+)_(\w+)", name).groups()
    call = module.Migration.operations[int(position)]
    return call.values[int(index)] if index.isdigit() else call.named[index]
