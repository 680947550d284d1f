"""A stand-in for the packages `aksara` and `aksara_engine`: every name of them exists, and a call of one is kept as it
was written. A name of the second one is the same name of the first one."""

import sys
from importlib.machinery import ModuleSpec
from types import ModuleType


class Name:
    """A name of the package."""

    def __init__(self, path):
        self._path = path

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Name(f"{self._path}.{name}")

    def __call__(self, *values, **named):
        return Call(self._path, values, named, sys._getframe(1).f_lineno)

    def __mro_entries__(self, bases):
        return (Declared,)

    def __repr__(self):
        return self._path


class Call:
    """A call of a name: an operation, a field."""

    def __init__(self, path, values, named, line):
        self.path = path
        self.values = values
        self.named = named
        self.line = line

    def __repr__(self):
        return f"{self.path}(…)"


class Declared:
    """What classes of the package are to those who inherit from them."""


class Package(ModuleType):
    """A module of the package."""

    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        first, *rest = self.__name__.split(".")
        return Name(".".join([PACKAGES[first], *rest, name]))


PACKAGES = {"aksara": "aksara", "aksara_engine": "aksara"}


class Finder:
    """Finds the packages where no other finder does."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in PACKAGES:
            return ModuleSpec(name, Finder, is_package=True)
        return None

    @staticmethod
    def create_module(spec):
        return Package(spec.name)

    @staticmethod
    def exec_module(module):
        pass
