"""Runs functions of migration files, one after the other, as aksara asks for them."""

import gc
import os
import sys


def main(incoming, outgoing):
    channel = Channel(incoming, outgoing)
    end_with_aksara(incoming.fileno())
    streams = StandardStreams(channel)
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
        streams.finish()
        mark_standard_error()
        channel.send(answer)


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
    refuse_generator(function, name)
    refuse_idle_generators(function)
    failures = []
    with Unused() as unused:
        connection = Connection(channel, unused)
        try:
            run_function(function, name, Database(connection, dialect), root, failures)
        finally:
            connection.close()
        # A task whose error nobody has seen says so when it goes away.
        gc.collect()
        for failure in failures:
            raise failure


def run_function(function, name, database, root, failures):
    if is_coroutine_function(function):
        result = run_coroutine(function, AsyncDatabase(database), root, failures)
    else:
        result = function(database)
    refuse_waiting_result(result, function, name)


def run_coroutine(function, database, root, failures):
    import asyncio

    async def to_its_end():
        asyncio.get_running_loop().set_exception_handler(hear_of_failure(failures))
        result = function(database)
        # A decorated function may have run the coroutine itself.
        if is_awaitable(result):
            result = await result
        refuse_running_tasks(asyncio, root)
        return result

    return asyncio.run(to_its_end())


def hear_of_failure(failures):
    def hear(loop, context):
        if "was never retrieved" in context["message"] and context.get("exception") is not None:
            failures.append(context["exception"])
        else:
            loop.default_exception_handler(context)

    return hear


def function_named(module, name):
    if name.startswith(UNNAMED):
        return unnamed_function(module, name)
    return eval(name, module.__dict__)
