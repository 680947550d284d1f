"""The four databases: made and dropped, loaded by their own clients, and read and written by Python's drivers."""
import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sources


@dataclass(frozen=True)
class Column:
    """A column as rows see it."""

    name: str
    type: str
    nullable: bool
    length: int | None
    choices: tuple
    written: bool
    target: tuple | None


class Database:
    """One database on a server, or one file."""

    kind = ""
    quote = '"'
    mark = "%s"

    def identifier(self, name):
        return self.quote + name.replace(self.quote, self.quote * 2) + self.quote

    def rows(self, query, values=()):
        with self.connection() as connection:
            cursor = connection.cursor()
            cursor.execute(query, values)
            return cursor.fetchall()

    def tables(self):
        return [name for name in self.all_tables() if not name.startswith("aksara_")]

    def insert(self, table, names, row):
        self.write(table, names, [row])

    def insertion(self, table, names, between=""):
        """The INSERT of one row, with a mark for each value."""
        columns = ", ".join(map(self.identifier, names))
        marks = ", ".join([self.mark] * len(names))
        return f"INSERT INTO {self.identifier(table)} ({columns}) {between}VALUES ({marks})"

    def counts(self):
        return {name: self.rows(f"SELECT count(*) FROM {self.identifier(name)}")[0][0] for name in self.tables()}


class Postgres(Database):
    kind = "postgres"

    def __init__(self, name):
        self.name = name
        self.base = os.environ["AKSARA_TEST_POSTGRES_URL"]
        self.url = self.base.rsplit("/", 1)[0] + "/" + name

    def connection(self, url=None):
        import psycopg

        return psycopg.connect(url or self.url, autocommit=True)

    def create(self):
        with self.connection(self.base) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{self.name}" TEMPLATE template0')

    def drop(self):
        with self.connection(self.base) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def load(self, paths):
        script = sources.script(paths)
        command = ["psql", "--quiet", "--no-psqlrc", self.url]
        result = subprocess.run(command, input=script, capture_output=True, text=True)
        if not self.tables():
            raise RuntimeError(result.stderr[-500:])

    def all_tables(self):
        query = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        return [name for [name] in self.rows(query)]

    def columns(self, table):
        query = """
            SELECT a.attname, format_type(a.atttypid, NULL), NOT a.attnotnull,
                   CASE WHEN a.atttypmod > 4 AND t.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4
                        WHEN t.typname IN ('bit', 'varbit') AND a.atttypmod > 0 THEN a.atttypmod END,
                   ARRAY(SELECT enumlabel FROM pg_enum WHERE enumtypid = a.atttypid ORDER BY enumsortorder),
                   a.attgenerated = '',
                   (SELECT confrelid::regclass::text FROM pg_constraint
                    WHERE contype = 'f' AND conrelid = a.attrelid AND conkey = ARRAY[a.attnum] LIMIT 1),
                   (SELECT f.attname FROM pg_constraint c JOIN pg_attribute f
                        ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1]
                    WHERE contype = 'f' AND conrelid = a.attrelid AND conkey = ARRAY[a.attnum] LIMIT 1)
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum"""
        return [
            Column(name, kind, null, length, tuple(choices), written, (to.strip('"'), field) if to else None)
            for name, kind, null, length, choices, written, to, field in self.rows(query, [f'public."{table}"'])
        ]

    def write(self, table, names, rows):
        with self.connection() as connection, connection.transaction():
            connection.execute("SET LOCAL session_replication_role = replica")
            connection.cursor().executemany(self.insertion(table, names, "OVERRIDING SYSTEM VALUE "), rows)

    def dump(self):
        command = ["pg_dump", "--schema-only", "--no-owner", self.url]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout


class MySql(Database):
    kind = "mysql"
    quote = "`"
    variable = "AKSARA_TEST_MYSQL_URL"

    def __init__(self, name):
        self.name = name
        self.base = os.environ[self.variable]
        self.url = self.base.rsplit("/", 1)[0] + "/" + name

    def connection(self, database=True):
        import pymysql

        parts = urlsplit(self.base)
        return Closing(
            pymysql.connect(
                host=parts.hostname,
                port=parts.port,
                user=parts.username,
                password=parts.password,
                database=self.name if database else None,
                charset="utf8mb4",
                autocommit=True,
            )
        )

    def administer(self, *queries):
        with self.connection(database=False) as connection:
            for query in queries:
                connection.cursor().execute(query)

    def create(self):
        self.administer(f"DROP DATABASE IF EXISTS `{self.name}`", f"CREATE DATABASE `{self.name}`")

    def drop(self):
        self.administer(f"DROP DATABASE IF EXISTS `{self.name}`")

    def client(self, program, *arguments):
        parts = urlsplit(self.base)
        address = ["-h", parts.hostname, "-P", str(parts.port), "-u", parts.username, "--protocol=tcp"]
        environment = {**os.environ, "MYSQL_PWD": parts.password}
        return dict(args=[program, *address, *arguments], env=environment, capture_output=True)

    def load(self, paths):
        script = sources.script(paths)
        script = re.sub(r"(?im)^\s*(CREATE|USE|DROP) (DATABASE |SCHEMA )?[^;(]*;$", self.without_database, script)
        result = subprocess.run(**self.client("mariadb", "--force", self.name), input=script.encode())
        if not self.tables():
            raise RuntimeError(result.stderr.decode()[-500:])

    def without_database(self, found):
        statement = found.group(0)
        another = re.match(r"\s*(USE\b|(CREATE|DROP) (DATABASE|SCHEMA)\b)", statement, re.I)
        return "" if another else statement

    def all_tables(self):
        query = """SELECT table_name FROM information_schema.tables
                   WHERE table_schema = database() AND table_type = 'BASE TABLE' ORDER BY 1"""
        return [name for [name] in self.rows(query)]

    def columns(self, table):
        query = """
            SELECT c.column_name, c.data_type, c.is_nullable = 'YES', c.character_maximum_length, c.column_type,
                   c.generation_expression, k.referenced_table_name, k.referenced_column_name
            FROM information_schema.columns c
            LEFT JOIN information_schema.key_column_usage k
                ON k.table_schema = c.table_schema AND k.table_name = c.table_name
                AND k.column_name = c.column_name AND k.referenced_table_name IS NOT NULL
            WHERE c.table_schema = database() AND c.table_name = %s ORDER BY c.ordinal_position"""
        columns = {}
        for name, kind, null, length, spelled, generated, to, field in self.rows(query, [table]):
            choices = tuple(re.findall(r"'((?:[^']|'')*)'", spelled)) if kind in ("enum", "set") else ()
            target = (to, field) if to else None
            columns[name] = Column(name, kind, bool(null), length, choices, not generated, target)
        return list(columns.values())

    def write(self, table, names, rows):
        with self.connection() as connection:
            cursor = connection.cursor()
            cursor.execute("SET foreign_key_checks = 0")
            cursor.execute("SET sql_mode = CONCAT(@@sql_mode, ',NO_AUTO_VALUE_ON_ZERO')")
            cursor.executemany(self.insertion(table, names), rows)

    def dump(self):
        program = self.client("mariadb-dump", "--no-data", "--skip-comments", "--triggers", self.name)
        return subprocess.run(**program, check=True).stdout.decode()


class MariaDb(MySql):
    kind = "mariadb"
    variable = "AKSARA_TEST_MARIADB_URL"


class Sqlite(Database):
    kind = "sqlite"
    mark = "?"

    def __init__(self, name):
        self.path = Path(tempfile.gettempdir()) / f"{name}.sqlite3"
        self.url = f"sqlite:{self.path}"

    def connection(self):
        return Closing(sqlite3.connect(self.path, isolation_level=None))

    def create(self):
        self.drop()

    def drop(self):
        self.path.unlink(missing_ok=True)

    def load(self, paths):
        if paths[0].suffix == ".db":
            shutil.copyfile(paths[0], self.path)
            return
        script = sources.script(paths)
        result = subprocess.run(["sqlite3", self.path], input=script, capture_output=True, text=True)
        if not self.tables():
            raise RuntimeError(result.stderr[-500:])

    def all_tables(self):
        query = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1"
        return [name for [name] in self.rows(query)]

    def columns(self, table):
        keys = {
            key[3]: (key[2], key[4])
            for key in self.rows(f"PRAGMA foreign_key_list({self.identifier(table)})")
            if key[4]
        }
        columns = []
        for _, name, declared, required, _, key, hidden in self.rows(f"PRAGMA table_xinfo({self.identifier(table)})"):
            length = re.search(r"\((\d+)\)", declared)
            size = int(length.group(1)) if length else None
            kind = declared.split("(")[0].strip().lower()
            columns.append(Column(name, kind, not required and not key, size, (), hidden == 0, keys.get(name)))
        return columns

    def write(self, table, names, rows):
        with self.connection() as connection:
            connection.executemany(self.insertion(table, names), rows)

    def dump(self):
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"
        return "".join(sql + ";\n" for [sql] in self.rows(query))


class Closing:
    """A connection that is closed at the end of its block."""

    def __init__(self, connection):
        self.connection = connection

    def __enter__(self):
        return self.connection

    def __exit__(self, *_):
        self.connection.close()


KINDS = {kind.kind: kind for kind in (Postgres, MySql, MariaDb, Sqlite)}
