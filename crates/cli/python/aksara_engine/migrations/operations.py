"""The operations of migrations. The stubs say what each takes."""

from aksara_engine._names import named as __getattr__  # noqa: F401
