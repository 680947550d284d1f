"""A stand-in for the package `aksara`: every name of it exists, and a call of one is kept as it was written."""

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
        return Name(f"{self.__name__}.{name}")


class Finder:
    """Finds the package where no other finder does."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "aksara" or name.startswith("aksara."):
            return ModuleSpec(name, Finder, is_package=True)
        return None

    @staticmethod
    def create_module(spec):
        return Package(spec.name)

    @staticmethod
    def exec_module(module):
        pass
