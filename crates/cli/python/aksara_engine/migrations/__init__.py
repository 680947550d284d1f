"""What migration files import."""

from __future__ import annotations

from typing import Any

from aksara_engine.migrations import operations

__all__ = ["Migration", "operations"]


class Migration:
    """A step of the history: what it depends on, and its operations."""

    dependencies: list[Any] = []
    operations: list[Any] = []
    replaces: list[str] = []
