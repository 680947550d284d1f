"""`db`: the migration's own connection, for plain functions and for coroutines."""

from itertools import islice
from marshal import dumps

GREATEST_BATCH = 1000


class Error(Exception):
    """The database refused a statement. `code` is the database's own, where it has one."""

    code = None


class IntegrityError(Error):
    """A constraint refused it."""


class Interrupted(BaseException):
    """The run is being stopped: no `except Exception` goes on after it."""


ERRORS = {"error": Error, "integrity": IntegrityError, "interrupted": Interrupted}


def error_of(kind, message, code):
    error = ERRORS[kind](message)
    error.code = code
    return error


class Database:
    """The database of a plain function."""

    Error = Error
    IntegrityError = IntegrityError

    def __init__(self, channel, dialect):
        self._channel = channel
        self._depth = 0
        self.dialect = dialect

    def execute(self, sql, *values):
        """Runs a statement; gives the number of rows affected."""
        return self._channel.request(dumps(("execute", sql, encoded_row(values)), 2))[1]

    def executemany(self, sql, rows):
        """Runs a statement for each row of values; gives the number of rows affected by all."""
        rows = iter(rows)
        affected, running = 0, None
        while True:
            batch = list(islice(rows, GREATEST_BATCH))
            # The rows of the next batch are made while the database works on this one.
            message = dumps(("many", sql, encoded_rows(batch)), 2) if batch else None
            if running is not None:
                affected += running.result()[1]
            if message is None:
                return affected
            running = self._channel.request_later(message)

    def fetch(self, sql, *values):
        """The rows of a query."""
        return self._fetch(sql, values, False)

    def fetchrow(self, sql, *values):
        """The first row of a query, or None."""
        rows = self._fetch(sql, values, True)
        return rows[0] if rows else None

    def fetchval(self, sql, *values, column=0):
        """One value of the first row of a query, or None."""
        row = self.fetchrow(sql, *values)
        return None if row is None else row[column]

    def iterate(self, sql, *values, batch=GREATEST_BATCH):
        """The rows of a query as they were when it began, a batch at a time; other statements may run between."""
        if batch < 1:
            raise ValueError("a batch has at least one row")
        message = dumps(("open", sql, encoded_row(values), batch), 2)
        _, number, *rows = self._channel.request(message)
        try:
            while True:
                rows = decoded_rows(*rows)
                if not rows:
                    return
                yield from rows
                rows = self._channel.request(dumps(("next", number), 2))[1:]
        finally:
            self._channel.request(dumps(("close", number), 2))

    def transaction(self):
        """A part of the transaction that is rolled back alone where it raises."""
        return Transaction(self)

    def _fetch(self, sql, values, is_single):
        return decoded_rows(*self._channel.request(dumps(("fetch", sql, encoded_row(values), is_single), 2))[1:])


class Transaction:
    """A savepoint, for `with`."""

    def __init__(self, database):
        self._database = database

    def __enter__(self):
        self._database._depth += 1
        self._name = f"aksara_{self._database._depth}"
        self._database.execute(f"SAVEPOINT {self._name}")
        return self

    def __exit__(self, kind, error, trace):
        self._database._depth -= 1
        if kind is not None:
            if issubclass(kind, Interrupted):
                return False
            self._database.execute(f"ROLLBACK TO SAVEPOINT {self._name}")
        self._database.execute(f"RELEASE SAVEPOINT {self._name}")
        return False


class AsyncDatabase:
    """The database of a coroutine. There is one connection, so that nothing runs beside a statement."""

    Error = Error
    IntegrityError = IntegrityError

    def __init__(self, database):
        self._database = database
        self.dialect = database.dialect

    async def execute(self, sql, *values):
        """Runs a statement; gives the number of rows affected."""
        return self._database.execute(sql, *values)

    async def executemany(self, sql, rows):
        """Runs a statement for each row of values; gives the number of rows affected by all."""
        if hasattr(rows, "__aiter__"):
            rows = [row async for row in rows]
        return self._database.executemany(sql, rows)

    async def fetch(self, sql, *values):
        """The rows of a query."""
        return self._database.fetch(sql, *values)

    async def fetchrow(self, sql, *values):
        """The first row of a query, or None."""
        return self._database.fetchrow(sql, *values)

    async def fetchval(self, sql, *values, column=0):
        """One value of the first row of a query, or None."""
        return self._database.fetchval(sql, *values, column=column)

    async def iterate(self, sql, *values, batch=GREATEST_BATCH):
        """The rows of a query as they were when it began, a batch at a time; other statements may run between."""
        rows = self._database.iterate(sql, *values, batch=batch)
        try:
            for row in rows:
                yield row
        finally:
            rows.close()

    def transaction(self):
        """A part of the transaction that is rolled back alone where it raises."""
        return AsyncTransaction(self._database.transaction())


class AsyncTransaction:
    """A savepoint, for `async with`."""

    def __init__(self, transaction):
        self._transaction = transaction

    async def __aenter__(self):
        self._transaction.__enter__()
        return self

    async def __aexit__(self, kind, error, trace):
        return self._transaction.__exit__(kind, error, trace)
