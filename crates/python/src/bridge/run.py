"""Runs functions of migration files, one after the other, as aksara asks for them."""

import inspect
import os
import sys
from marshal import dumps


def main(incoming, outgoing):
    channel = Channel(incoming, outgoing)
    take_standard_streams(channel)
    sys.meta_path.append(Finder)
    root = os.getcwd()
    while True:
        kind, *content = channel.receive()
        if kind == "root":
            root = os.path.abspath(content[0])
            sys.path[:1] = [root]
            continue
        answer = answer_to(kind, content, root, channel)
        channel.settle()
        sys.stdout.finish()
        sys.stderr.finish()
        mark_standard_error()
        channel.send(dumps(answer, 2))


def mark_standard_error():
    """What was written to the standard error before this belongs to the call that ends."""
    try:
        os.write(2, b"\x1e\n")
    except OSError:
        pass  # The function has closed it.


def answer_to(kind, content, root, channel):
    try:
        if kind == "load":
            sys.meta_path.insert(0, Finder)
            return "loaded", written(migration_module(content[0], root), root)
        call(*content, root, channel)
        return ("done",)
    except BaseException as error:
        return "raised", report(error)


def call(path, name, dialect, root, channel):
    if name.startswith(UNNAMED):
        sys.meta_path.insert(0, Finder)
    function = function_named(migration_module(path, root), name)
    database = Database(channel, dialect)
    if inspect.iscoroutinefunction(function):
        return run_coroutine(function(AsyncDatabase(database)))
    result = function(database)
    if inspect.isawaitable(result):
        raise TypeError(f"{name} is no coroutine function, but returned {result!r}; write `async def`")


def run_coroutine(coroutine):
    import asyncio

    asyncio.run(coroutine)


def function_named(module, name):
    if name.startswith(UNNAMED):
        return unnamed_function(module, name)
    return eval(name, module.__dict__)
