"""Generators that the user's code calls and never loops over.

Such a call runs nothing, and the generator goes away without a word: no one could ask it afterwards. So the text of the
function is read before it runs, and that of the functions of its file which it names.
"""

import ast
import inspect
import linecache


def refuse_idle_generators(function):
    """Raises where the function, or one of its file that it names, calls a generator for nothing."""
    waiting, seen = [underlying(function)], set()
    while waiting:
        code = getattr(waiting[-1], "__code__", None)
        names = getattr(waiting.pop(), "__globals__", {})
        if code is None or code in seen:
            continue
        seen.add(code)
        node = node_of(code)
        if node is not None:
            refuse_idle_calls(node, names, code)
        waiting.extend(
            named
            for named in map(names.get, names_in(code))
            if inspect.isfunction(named) and named.__code__.co_filename == code.co_filename
        )


def refuse_idle_calls(node, names, code):
    local = {
        child.name
        for child in ast.walk(node)
        if child is not node and isinstance(child, FUNCTIONS) and next(yield_lines(child), None) is not None
    }
    read = {child.id for child in ast.walk(node) if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load)}
    for child in ast.walk(node):
        call = idle_value(child, read)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            name = call.func.id
            if name in local or is_generator(names.get(name)):
                message = f"`{name}(…)` gives a generator, and nobody loops over it, so that it did nothing"
                raise DidNothing(message, (code.co_filename, call.lineno, code.co_name))


def idle_value(node, read):
    """What a statement computes for nobody: one that is an expression alone, or whose name is never read."""
    if isinstance(node, ast.Expr):
        return node.value
    if isinstance(node, ast.Assign) and all(isinstance(to, ast.Name) and to.id not in read for to in node.targets):
        return node.value
    return None


def is_generator(function):
    function = underlying(function)
    return inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)


def names_in(code):
    yield from code.co_names
    for constant in code.co_consts:
        if inspect.iscode(constant):
            yield from names_in(constant)


def node_of(code):
    """The text of a function, taken apart; `None` where it cannot be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except SyntaxError:
        return None
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS) and node.name == code.co_name and first_line(node) == code.co_firstlineno:
            return node
    return None
