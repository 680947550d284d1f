"""Values between Python and aksara. What marshal has no word for goes as (..., kind, payload)."""

import datetime
import enum
import json
import uuid
from decimal import Decimal
from itertools import chain
from operator import itemgetter

UTC = datetime.timezone.utc
MICROSECOND = datetime.timedelta(microseconds=1)
ROWS = frozenset((tuple, list))
PLAIN = frozenset((type(None), bool, int, float, str, bytes))


def encoded_row(values):
    """The values of one statement, ready for marshal."""
    if PLAIN.issuperset(map(type, values)):
        return values
    return tuple(map(encoded, values))


def encoded_rows(rows):
    """The values of many statements."""
    if PLAIN.issuperset(map(type, chain.from_iterable(rows))) and ROWS.issuperset(map(type, rows)):
        return rows
    return [tuple(map(encoded, row)) for row in rows]


def encoded(value):
    kind = type(value)
    if kind in PLAIN:
        return value
    encode = ENCODERS.get(kind)
    if encode is not None:
        return encode(value)
    if isinstance(value, enum.Enum):
        return encoded(value.value)
    for base, encode in ENCODERS.items():
        if isinstance(value, base):
            return encode(value)
    for base in (bool, int, float, str, bytes):
        if isinstance(value, base):
            return base(value)
    raise TypeError(f"a {kind.__module__}.{kind.__qualname__} cannot be given to the database: {value!r}")


def encoded_datetime(value):
    """A moment; without a zone it is taken as UTC."""
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return ..., "moment", moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def encoded_time(value):
    if value.tzinfo is not None:
        raise TypeError(f"a time of day has no zone: {value!r}")
    return ..., "time", value.isoformat("microseconds")


def encoded_dict(value):
    return ..., "json", json.dumps(value, ensure_ascii=False, allow_nan=False, default=json_default)


def encoded_list(value):
    if any(isinstance(item, dict) for item in value):
        return encoded_dict(value)
    return ..., "array", [encoded(item) for item in value]


def json_default(value):
    if isinstance(value, (Decimal, uuid.UUID)):
        return str(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, enum.Enum):
        return value.value
    raise TypeError(f"a {type(value).__qualname__} cannot stand in JSON: {value!r}")


# A datetime is a date: it comes first.
ENCODERS = {
    datetime.datetime: encoded_datetime,
    datetime.date: lambda value: (..., "date", value.isoformat()),
    datetime.time: encoded_time,
    datetime.timedelta: lambda value: (..., "duration", value // MICROSECOND),
    Decimal: lambda value: (..., "decimal", format(value, "f") if value.is_finite() else str(value)),
    uuid.UUID: lambda value: (..., "uuid", value.bytes),
    bytearray: bytes,
    memoryview: bytes,
    dict: encoded_dict,
    list: encoded_list,
    tuple: encoded_list,
}

DECODERS = {
    "integer": int,
    "decimal": Decimal,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "moment": lambda text: datetime.datetime.fromisoformat(text).replace(tzinfo=UTC),
    "duration": lambda count: datetime.timedelta(microseconds=count),
    "uuid": lambda data: uuid.UUID(bytes=data),
    "json": json.loads,
    "array": lambda items: [decoded(item) for item in items],
}


def decoded(value):
    return DECODERS[value[1]](value[2]) if type(value) is tuple else value


class Row(tuple):
    """A row: row["title"], row.title, row[0], dict(row); iterating gives the values."""

    __slots__ = ()
    _positions = {}

    def __getitem__(self, key):
        if isinstance(key, str):
            try:
                key = self._positions[key]
            except KeyError:
                raise KeyError(self._missing(key)) from None
        return tuple.__getitem__(self, key)

    def __getattr__(self, name):
        try:
            return tuple.__getitem__(self, self._positions[name])
        except KeyError:
            raise AttributeError(self._missing(name)) from None

    def __contains__(self, key):
        return key in self._positions if isinstance(key, str) else tuple.__contains__(self, key)

    def keys(self):
        return self._positions.keys()

    def values(self):
        return iter(self)

    def items(self):
        return [(name, self[name]) for name in self._positions]

    def get(self, name, default=None):
        return self[name] if name in self._positions else default

    def __repr__(self):
        return "<Row " + " ".join(f"{name}={self[name]!r}" for name in self._positions) + ">"

    def _missing(self, name):
        return f"the row has no column {name!r}; it has " + ", ".join(self._positions)


ROW_TYPES = {}


def row_type(names):
    """The class of the rows of a result. Columns named like a tuple's own methods are the columns."""
    found = ROW_TYPES.get(names)
    if found is None:
        positions = {}
        for position, name in enumerate(names):
            positions.setdefault(name, position)
        members = {
            name: property(itemgetter(position))
            for name, position in positions.items()
            if hasattr(tuple, name) and not name.startswith("__")
        }
        members.update(__slots__=(), _positions=positions)
        found = ROW_TYPES[names] = type("Row", (Row,), members)
    return found


def decoded_rows(names, special, rows):
    """The rows of an answer. `special` lists the columns with values that marshal has no word for."""
    for row in rows:
        for position in special:
            row[position] = decoded(row[position])
    return list(map(row_type(names), rows))
