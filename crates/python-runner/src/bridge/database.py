"""`db`: the migration's own connection, for plain functions and for coroutines."""

from itertools import islice

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


class Connection:
    """The connection for as long as a function runs."""

    def __init__(self, channel, unused):
        self._channel = channel
        self.unused = unused
        self.turns = Turns()
        self._is_open = True

    def close(self):
        """The function has ended; what it left behind, a thread for example, gets no answer any more."""
        self._is_open = False

    def request(self, *message):
        """Asks, in whoever's turn."""
        self._demand_open()
        return self._channel.request(message)

    def ask(self, *message):
        """Asks, where it is our turn."""
        self.turns.demand()
        return self.request(*message)

    def ask_later(self, message):
        self.turns.demand()
        self._demand_open()
        return self._channel.request_later(message)

    def forget(self, number):
        """The rows of a query are not wanted any more."""
        if self._is_open:
            self._channel.request(("close", number))

    def _demand_open(self):
        if not self._is_open:
            raise RuntimeError("the function has ended, and its `db` with it")


class Database:
    """The database of a plain function."""

    Error = Error
    IntegrityError = IntegrityError

    def __init__(self, connection, dialect):
        self._connection = connection
        self.dialect = dialect

    def execute(self, sql, *values):
        """Runs a statement; gives the number of rows affected."""
        return self._connection.ask("execute", checked_sql(sql), encoded_values(values))[1]

    def executemany(self, sql, rows):
        """Runs a statement for each row of values; gives the number of rows affected by all."""
        sql, rows = checked_sql(sql), iter(checked_rows(rows))
        affected, running = 0, None
        while True:
            batch = list(islice(rows, GREATEST_BATCH))
            # The rows of the next batch are made while the database works on this one.
            message = ("many", sql, encoded_rows(batch)) if batch else None
            if running is not None:
                affected += running.result()[1]
            if message is None:
                return affected
            running = self._connection.ask_later(message)

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
        return Rows(self._connection, checked_sql(sql), encoded_values(values), batch)

    def transaction(self):
        """A part of the transaction that is rolled back alone where it raises."""
        return Transaction(self._connection)

    def _fetch(self, sql, values, is_single):
        answer = self._connection.ask("fetch", checked_sql(sql), encoded_values(values), is_single)
        return decoded_rows(*answer[1:])


class Rows:
    """The rows of a query, in a plain loop."""

    def __init__(self, connection, sql, values, batch):
        if batch < 1:
            raise ValueError("a batch has at least one row")
        self._connection = connection
        self._rows = self._read(sql, values, batch)
        connection.unused.made(self, "the rows of `db.iterate(…)` were never read; write `for row in db.iterate(…)`")

    def __iter__(self):
        return self

    def __next__(self):
        self._connection.unused.used(self)
        return next(self._rows)

    def close(self):
        """No more rows are wanted."""
        self._connection.unused.used(self)
        self._rows.close()

    def _read(self, sql, values, batch):
        connection = self._connection
        _, number, *rows = connection.ask("open", sql, values, batch)
        try:
            while True:
                rows = decoded_rows(*rows)
                if not rows:
                    return
                yield from rows
                # These rows were read already, whoever runs statements now.
                rows = connection.request("next", number)[1:]
        finally:
            connection.forget(number)


class Transaction:
    """A savepoint, for `with`."""

    def __init__(self, connection):
        self._connection = connection
        self._block = None
        connection.unused.made(self, "the block of `db.transaction()` was never entered; write `with db.transaction():`")

    def __enter__(self):
        self._connection.turns.demand()
        return self.begin()

    def __exit__(self, kind, error, trace):
        self._connection.turns.demand()
        return self.end(kind)

    def begin(self):
        self._connection.unused.used(self)
        if self._block is not None:
            raise RuntimeError("a block is entered once; call `db.transaction()` for each one")
        self._connection.request("begin", True)
        self._block = self._connection.turns.enter()
        return self

    def end(self, kind):
        try:
            if kind is None or not issubclass(kind, Interrupted):
                self._connection.request("end", kind is None)
        finally:
            self._connection.turns.leave(self._block)
        return False


class AsyncDatabase:
    """The database of a coroutine. There is one connection, so that nothing runs beside a statement."""

    Error = Error
    IntegrityError = IntegrityError

    def __init__(self, database):
        self._database = database
        self._turns = database._connection.turns
        self.dialect = database.dialect

    async def execute(self, sql, *values):
        """Runs a statement; gives the number of rows affected."""
        async with Turn(self._turns):
            return self._database.execute(sql, *values)

    async def executemany(self, sql, rows):
        """Runs a statement for each row of values; gives the number of rows affected by all."""
        if hasattr(rows, "__aiter__"):
            rows = [row async for row in rows]
        async with Turn(self._turns):
            return self._database.executemany(sql, rows)

    async def fetch(self, sql, *values):
        """The rows of a query."""
        async with Turn(self._turns):
            return self._database.fetch(sql, *values)

    async def fetchrow(self, sql, *values):
        """The first row of a query, or None."""
        async with Turn(self._turns):
            return self._database.fetchrow(sql, *values)

    async def fetchval(self, sql, *values, column=0):
        """One value of the first row of a query, or None."""
        async with Turn(self._turns):
            return self._database.fetchval(sql, *values, column=column)

    def iterate(self, sql, *values, batch=GREATEST_BATCH):
        """The rows of a query as they were when it began, a batch at a time; other statements may run between."""
        return AsyncRows(self._turns, self._database.iterate(sql, *values, batch=batch))

    def transaction(self):
        """A part of the transaction that is rolled back alone where it raises."""
        return AsyncTransaction(self._turns, self._database.transaction())


class Turn:
    """A statement of a task, when nobody else's block is open."""

    def __init__(self, turns):
        self._turns = turns

    async def __aenter__(self):
        await self._turns.wait()

    async def __aexit__(self, kind, error, trace):
        self._turns.pass_on()


class AsyncRows:
    """The rows of a query, for `async for`."""

    def __init__(self, turns, rows):
        self._turns = turns
        self._rows = rows
        self._has_begun = False

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self._has_begun:
            self._has_begun = True
            async with Turn(self._turns):
                return self._next()
        return self._next()

    async def aclose(self):
        """No more rows are wanted."""
        self._rows.close()

    def _next(self):
        for row in self._rows:
            return row
        raise StopAsyncIteration


class AsyncTransaction:
    """A savepoint, for `async with`."""

    def __init__(self, turns, transaction):
        self._turns = turns
        self._transaction = transaction

    async def __aenter__(self):
        await self._turns.wait()
        self._transaction.begin()
        return self

    async def __aexit__(self, kind, error, trace):
        await self._turns.wait()
        return self._transaction.end(kind)
