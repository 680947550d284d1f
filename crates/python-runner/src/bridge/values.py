"""Values between Python and aksara. What marshal has no word for goes as (..., kind, payload)."""

import datetime
import enum
import json
import reprlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import chain
from operator import itemgetter

UTC = datetime.timezone.utc
MICROSECOND = datetime.timedelta(microseconds=1)
ROWS = frozenset((tuple, list))
PLAIN = frozenset((type(None), bool, int, float, str, bytes))
# Sequences of characters and bytes, which are one value.
TEXTS = (str, bytes, bytearray, memoryview)


def checked_sql(sql):
    """The text of a statement."""
    if type(sql) is str:
        return sql
    if isinstance(sql, str):
        return str.__str__(sql)
    raise TypeError(f"the SQL is a text, not {described(sql)}")


def encoded_values(values):
    """The values of one statement, ready for marshal."""
    if PLAIN.issuperset(map(type, values)):
        return values
    return tuple(map(encoded, values))


def checked_rows(rows):
    """The rows that `executemany` is given, which may be any number of them and come one by one."""
    if isinstance(rows, (*TEXTS, Mapping)) or not isinstance(rows, Iterable):
        raise TypeError(f"the rows of `executemany` are a list or a generator of rows, not {described(rows)}")
    return rows


def encoded_rows(rows):
    """The values of many statements."""
    if ROWS.issuperset(map(type, rows)):
        if PLAIN.issuperset(map(type, chain.from_iterable(rows))):
            return rows
    return [tuple(map(encoded, checked_row(row))) for row in rows]


def checked_row(row):
    """The values of one row, by their places. Whatever has others than those is refused, not taken apart."""
    if isinstance(row, Sequence) and not isinstance(row, TEXTS):
        return row
    advice = "give a list or a tuple of values, for $1, $2 and so on"
    if isinstance(row, Mapping):
        values = ", ".join(f"row[{key!r}]" for key in row)
        advice = f"placeholders have no names; give the values for $1, $2 and so on: `({values},)`"
    raise TypeError(f"a row of `executemany` is a sequence of values, not {described(row)}; {advice}")


def described(value):
    kind = type(value)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    return f"a {name}: {reprlib.repr(value)}"


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
    raise TypeError(f"a {kind.__module__}.{kind.__qualname__} cannot be given to the database: {reprlib.repr(value)}")


def encoded_datetime(value):
    """A moment; without a zone it is taken as UTC."""
    moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return ..., "moment", moment.replace(tzinfo=None).isoformat(" ", "microseconds")


def encoded_time(value):
    if value.tzinfo is not None:
        raise TypeError(f"a time of day has no zone: {value!r}")
    return ..., "time", value.isoformat("microseconds")


def encoded_dict(value):
    check_keys(value)
    return ..., "json", json.dumps(value, ensure_ascii=False, allow_nan=False, default=json_default)


def encoded_list(value):
    if any(isinstance(item, dict) for item in value):
        return encoded_dict(value)
    return ..., "array", [encoded(item) for item in value]


def check_keys(value):
    """JSON's keys are texts, and `json` would make texts of others: what is read would not be what was given."""
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"the keys of a JSON document are texts, and {key!r} is none; write {str(key)!r}")
            check_keys(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            check_keys(item)


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
