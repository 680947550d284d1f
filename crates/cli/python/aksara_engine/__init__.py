"""Declarations for aksara: what model files import. There is no ORM in it, and nothing here talks to a database.

The engine reads the files as data. This package is for editors and type checkers, and lets the files be imported.
"""

from aksara_engine import fields

__all__ = ["AbstractUser", "Model", "SoftDeleteModel", "TenantModel", "fields"]


class Model:
    """A table: fields are its columns. `id`, `created_at` and `updated_at` are there by themselves."""


class TenantModel(Model):
    """A model with `tenant_id`."""


class SoftDeleteModel(Model):
    """A model with `deleted_at`."""


class AbstractUser(Model):
    """A model with the fields of a user."""
