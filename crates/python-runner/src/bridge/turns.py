"""Whose turn it is: while a block of `db.transaction()` is open, what it might roll back is its own alone.

There is one connection. A statement of another task within the block would be taken back with it, or be its end.
Tasks and threads that a block starts itself belong to it, which the context that they copy tells.
"""

import asyncio
from contextvars import ContextVar

# How long a task waits for a block that does nothing in the meantime, in seconds.
PATIENCE = 30

BLOCK = ContextVar("aksara_block", default=None)


class Block:
    """A part of the transaction that is rolled back alone."""

    def __init__(self, outer, site):
        self.outer = outer
        self.site = site
        self.is_open = True


class Turns:
    """The blocks that are open, and the tasks that wait for them."""

    def __init__(self):
        self._open = []
        self._waiting = []
        # What the blocks have done so far.
        self.count = 0

    def demand(self):
        """Refuses a statement of someone else, where waiting is impossible."""
        if not self._is_ours():
            raise RuntimeError(
                f"{self._described()} is open in another thread, and would take this statement back with its own; "
                "end the block first, or use `db` in one thread"
            )
        self.count += 1

    async def wait(self):
        """Waits until a statement of this task belongs to nobody else."""
        while not self._is_ours():
            count, loop = self.count, asyncio.get_running_loop()
            waiting = (loop, loop.create_future(), current_block())
            self._waiting.append(waiting)
            try:
                await asyncio.wait_for(waiting[1], PATIENCE)
            except asyncio.TimeoutError:
                if self.count == count and not self._is_ours():
                    raise RuntimeError(
                        f"{self._described()} is open in another task, and did nothing for {PATIENCE} s while this "
                        "statement waited for its end; a block must not wait for a task that began before it"
                    ) from None
            except asyncio.CancelledError:
                self.pass_on()
                raise
            finally:
                if waiting in self._waiting:
                    self._waiting.remove(waiting)
        self.count += 1

    def enter(self):
        """Opens a block within the one that is open."""
        block = Block(current_block(), call_site())
        self._open.append(block)
        BLOCK.set(block)
        return block

    def leave(self, block):
        block.is_open = False
        self._open.remove(block)
        BLOCK.set(block.outer)
        self.pass_on()

    def pass_on(self):
        """Wakes the first one that may go on."""
        innermost = self._open[-1] if self._open else None
        for waiting in self._waiting:
            loop, future, block = waiting
            if open_block(block) is innermost:
                self._waiting.remove(waiting)
                loop.call_soon_threadsafe(wake, future)
                return

    def _is_ours(self):
        return not self._open or self._open[-1] is current_block()

    def _described(self):
        file, line, _ = self._open[-1].site
        return f"the block of `db.transaction()` at {file}:{line}"


def current_block():
    return open_block(BLOCK.get())


def open_block(block):
    """A task may live longer than the block that it began in."""
    while block is not None and not block.is_open:
        block = block.outer
    return block


def wake(future):
    if not future.done():
        future.set_result(None)
