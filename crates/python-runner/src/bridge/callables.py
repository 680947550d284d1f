"""What may be a function of a migration: functions, methods, partial ones, and what is called like them.

A callable that cannot run when it is called is refused: its migration would be recorded, and nothing have happened.
"""

import ast
import functools
import inspect
import os


def underlying(function):
    """The function behind a partial one, a method or an object that can be called."""
    while True:
        if isinstance(function, functools.partial):
            function = function.func
        elif inspect.ismethod(function):
            function = function.__func__
        elif inspect.isroutine(function) or inspect.isclass(function):
            return function
        elif inspect.isfunction(getattr(type(function), "__call__", None)):
            function = type(function).__call__
        else:
            return function


def is_coroutine_function(function):
    """Whether a call gives a coroutine, also through decorators that say which function they wrap."""
    function = underlying(function)
    while not inspect.iscoroutinefunction(function):
        if not hasattr(function, "__wrapped__"):
            return False
        function = underlying(function.__wrapped__)
    return True


def is_awaitable(result):
    return inspect.isawaitable(result)


def refuse_generator(function, name):
    """A function with `yield` in its body gives a generator, and runs nothing."""
    function = underlying(function)
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        message = f"`{name}` holds `yield`, so that a call of it runs nothing; take the `yield` out"
        raise DidNothing(message, yield_site(function.__code__))


def refuse_waiting_result(result, function, name):
    """What a function returned would still have to be run by someone."""
    if result is None:
        return
    site = site_of(function)
    if is_awaitable(result):
        if hasattr(result, "close"):
            result.close()
        raise_at(TypeError(f"{name} is no coroutine function, but returned {result!r}; write `async def`"), site)
    if hasattr(result, "__next__") or hasattr(result, "__anext__"):
        message = f"`{name}` returned {described(result)}, which nobody runs to its end; loop over it in the function"
        raise DidNothing(message, site)


def refuse_running_tasks(asyncio, root):
    """Tasks of the user's own that would be stopped in their middle, now that the function ends."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in sorted(tasks, key=lambda task: task.get_name()):
        code = getattr(task.get_coro(), "cr_code", None)
        if code is not None and is_of_project(code.co_filename, root):
            name = task.get_coro().__qualname__
            message = f"the task of `{name}(…)` was not at its end when the function was, and is stopped; await it"
            raise DidNothing(message, task.get_coro().cr_origin[0])


def is_of_project(file, root):
    file = os.path.abspath(file)
    return file.startswith(os.path.join(root, "")) and f"{os.sep}site-packages{os.sep}" not in file


def site_of(function):
    code = getattr(underlying(function), "__code__", None)
    return None if code is None else (code.co_filename, code.co_firstlineno, code.co_name)


def raise_at(error, site):
    error.site = site
    raise error


def yield_site(code):
    """The place of the first `yield` of a function."""
    node, line = node_of(code), code.co_firstlineno
    if node is not None:
        line = min(yield_lines(node), default=line)
    return code.co_filename, line, code.co_name


FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def first_line(node):
    return min(part.lineno for part in (node, *node.decorator_list))


def yield_lines(node):
    """The lines of the `yield`s of a function, without those of functions within it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Yield, ast.YieldFrom)):
            yield child.lineno
        if not isinstance(child, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            yield from yield_lines(child)
