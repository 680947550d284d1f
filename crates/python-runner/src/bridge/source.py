"""Loading migration files, which may be named as no module can be."""

import os
import sys
import tokenize
from types import ModuleType

MODULES = {}


def migration_module(path, root):
    """The module of a migration file, loaded once in a run."""
    found = MODULES.get(path)
    if found is not None:
        return found
    package, name = module_name(path, root)
    module = ModuleType(name)
    module.__file__ = os.path.abspath(path)
    module.__package__ = package
    sys.modules[name] = module
    with tokenize.open(path) as file:
        text = file.read()
    exec(compile(text, path, "exec", dont_inherit=True), module.__dict__)
    MODULES[path] = module
    return module


def module_name(path, root):
    stem = os.path.splitext(os.path.basename(path))[0]
    folder = os.path.relpath(os.path.dirname(os.path.abspath(path)), root)
    parts = [] if folder == "." else folder.split(os.sep)
    package = ".".join(parts) if all(part.isidentifier() for part in parts) else ""
    return package, f"{package}.{stem}" if package else stem


def report(error):
    """The traceback without what is aksara's own in it."""
    import traceback

    told = traceback.TracebackException.from_exception(error)
    forget_own_frames(told)
    site = getattr(error, "site", None)
    if site is not None:
        told.stack = traceback.StackSummary.from_list([traceback.FrameSummary(*site)])
    return "".join(told.format()).rstrip("\n")


def forget_own_frames(told):
    import traceback

    if told is None:
        return
    own = [frame for frame in told.stack if not frame.filename.startswith(OWN)]
    asyncio = os.sep + "asyncio" + os.sep
    told.stack = traceback.StackSummary.from_list([frame for frame in own if asyncio not in frame.filename])
    forget_own_frames(told.__cause__)
    forget_own_frames(told.__context__)
