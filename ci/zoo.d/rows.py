"""A few rows in each table by the rules of its columns, and the values of rows in a form that all databases share."""
import datetime
import decimal
import ipaddress
import json
import uuid

ROWS = 3

NUMBERS = {"numeric", "decimal", "real", "float", "double", "double precision"}
TEXTS = {"text", "varchar", "char", "character", "character varying", "longtext", "mediumtext", "tinytext", "bpchar"}
BYTES = {"bytea", "blob", "longblob", "mediumblob", "tinyblob", "varbinary", "binary"}
MOMENTS = {"datetime", "timestamp", "timestamp without time zone", "timestamp with time zone"}


def fill(database):
    """Writes rows into each table, those that are referred to first; returns how many stayed."""
    waiting = {table: database.columns(table) for table in database.tables()}
    filled = {}
    while waiting:
        ready = [table for table, columns in waiting.items() if not targets(columns) & waiting.keys() - {table}]
        table = (ready or list(waiting))[0]
        filled[table] = fill_table(database, table, waiting.pop(table), filled)
    return sum(map(len, filled.values()))


def targets(columns):
    return {column.target[0] for column in columns if column.target and not column.nullable}


def fill_table(database, table, columns, filled):
    rows = []
    for number in range(1, ROWS + 1):
        for attempt in (lambda column: True, lambda column: not column.nullable):
            chosen = [column for column in columns if column.written and attempt(column)]
            row = {column.name: value(column, number, filled) for column in chosen}
            row = {name: content for name, content in row.items() if content is not None}
            if row and inserted(database, table, row):
                rows.append(row)
                break
    return rows


def inserted(database, table, row):
    try:
        database.insert(table, list(row), list(row.values()))
    except Exception:
        return False
    return True


def value(column, number, filled):
    """A value for the column in the row of this number; None where nothing is known of its type."""
    if column.target:
        rows = filled.get(column.target[0]) or [{}]
        return rows[(number - 1) % len(rows)].get(column.target[1])
    kind = column.type.lower().removesuffix(" unsigned")
    if column.choices:
        return column.choices[(number - 1) % len(column.choices)]
    if kind == "serial" or "int" in kind and "point" not in kind and "interval" not in kind:
        return number
    if kind in NUMBERS:
        return decimal.Decimal(number) / 2 if kind not in ("numeric", "decimal") else decimal.Decimal(number)
    if kind in TEXTS or "char" in kind or "clob" in kind:
        return f"{column.name[:3]}é{number}"[-(column.length or 20):]
    return special(kind, number)


def special(kind, number):
    if kind in BYTES:
        return bytes([number])
    if kind in MOMENTS:
        return f"2024-02-0{number} 10:11:1{number}"
    known = {
        "boolean": number % 2 == 1,
        "bool": number % 2 == 1,
        "date": f"2024-02-0{number}",
        "time": f"10:11:1{number}",
        "time without time zone": f"10:11:1{number}",
        "year": 2020 + number,
        "json": json.dumps({"a": number}),
        "jsonb": json.dumps({"a": number}),
        "uuid": str(uuid.UUID(int=number)),
        "inet": f"10.0.0.{number}",
        "cidr": f"10.0.{number}.0/24",
        "macaddr": f"08:00:2b:01:02:0{number}",
        "interval": f"{number} hours",
    }
    return known.get(kind)


def copy(source, destination, without):
    """Copies the rows of every table without some fields; returns the tables whose rows differ then, with the reason."""
    problems = {}
    for table in source.tables():
        names = [column.name for column in source.columns(table) if column.written and column.name not in without]
        query = f"SELECT {', '.join(map(source.identifier, names))} FROM {source.identifier(table)}"
        rows = [[sent(content) for content in row] for row in source.rows(query)]
        try:
            if rows:
                destination.write(table, names, rows)
            read = f"SELECT {', '.join(map(destination.identifier, names))} FROM {destination.identifier(table)}"
            there = destination.rows(read)
            if problem := difference(names, source.rows(query), there):
                problems[table] = problem
        except Exception as error:
            problems[table] = str(error).splitlines()[0][:160]
    return problems


def sent(content):
    """A value that every driver takes."""
    if isinstance(content, (dict, list)):
        return json.dumps(content)
    if isinstance(content, (uuid.UUID, ipaddress._IPAddressBase)):
        return str(content)
    if isinstance(content, datetime.datetime):
        return content.replace(tzinfo=None).isoformat(" ")
    if isinstance(content, (datetime.date, datetime.time)):
        return content.isoformat()
    if isinstance(content, datetime.timedelta):
        return str(content)
    if isinstance(content, decimal.Decimal):
        return str(content)
    if isinstance(content, memoryview):
        return bytes(content)
    return content


def difference(names, before, after):
    """The first value that is not what it was."""
    if len(before) != len(after):
        return f"{len(before)} rows became {len(after)}"
    for old, new in zip(sorted(map(plain, before)), sorted(map(plain, after))):
        for name, was, became in zip(names, old, new):
            if was != became:
                return f"{name}: {was} became {became}"
    return None


def plain(row):
    """The values of a row as texts that are equal where the values are equal."""
    return [plain_value(content) for content in row]


def plain_value(content):
    if content is None:
        return "NULL"
    content = sent(content)
    if isinstance(content, bool):
        return str(int(content))
    if isinstance(content, bytes):
        return "0x" + content.hex() if not text_of(content) else text_of(content)
    text = str(content)
    try:
        return format(decimal.Decimal(text).normalize(), "f")
    except decimal.InvalidOperation:
        return json_text(text.replace("T", " ").removesuffix("+00:00").removesuffix(".000000"))


def text_of(content):
    """Texts that a driver gives as bytes, such as those of a binary collation."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() else None


def json_text(text):
    if not text.startswith(("{", "[")):
        return text
    try:
        return json.dumps(json.loads(text), sort_keys=True)
    except ValueError:
        return text
