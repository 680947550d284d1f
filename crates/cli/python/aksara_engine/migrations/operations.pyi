# Made from the tables that files are read by; a test of the engine compares them.
from typing import Any, Callable, Mapping, Sequence

class Operation: ...

class CreateTable(Operation):
    def __init__(
        self,
        name: str = ...,
        fields: Any = ...,
        *,
        indexes: Any = ...,
        constraints: Any = ...,
        primary_key: bool | Sequence[str] = ...,
        primary_key_name: Any = ...,
        managed: bool = ...,
        if_not_exists: bool = ...,
        comment: str = ...,
        strict: Any = ...,
        without_rowid: Any = ...,
        autoincrement: Any = ...,
        engine: Any = ...,
        charset: Any = ...,
        collation: str | Mapping[str, str] = ...,
    ) -> None: ...

class DropTable(Operation):
    def __init__(
        self,
        name: str = ...,
        *,
        if_exists: bool = ...,
        cascade: bool = ...,
        managed: bool = ...,
    ) -> None: ...

class RenameTable(Operation):
    def __init__(
        self,
        old_name: str = ...,
        new_name: str = ...,
    ) -> None: ...

class AlterTableOptions(Operation):
    def __init__(
        self,
        model_name: str = ...,
        *,
        table: str = ...,
        comment: str = ...,
        strict: Any = ...,
        without_rowid: Any = ...,
        autoincrement: Any = ...,
        engine: Any = ...,
        charset: Any = ...,
        collation: str | Mapping[str, str] = ...,
    ) -> None: ...

class AlterPrimaryKey(Operation):
    def __init__(
        self,
        model_name: str = ...,
        primary_key: bool | Sequence[str] = ...,
        *,
        table: str = ...,
        primary_key_name: Any = ...,
    ) -> None: ...

class CreateManyToManyTable(Operation):
    def __init__(
        self,
        source_table: Any = ...,
        target_table: Any = ...,
        field_name: Any = ...,
        *,
        source_column: Any = ...,
        target_column: Any = ...,
    ) -> None: ...

class AddField(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        field: Any = ...,
        *,
        table: str = ...,
        fill: Any = ...,
        fill_sql: Any = ...,
    ) -> None: ...

class RemoveField(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        *,
        table: str = ...,
        if_exists: bool = ...,
        cascade: bool = ...,
    ) -> None: ...

class AlterField(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        field: Any = ...,
        *,
        table: str = ...,
        fill: Any = ...,
        fill_sql: Any = ...,
        using: Any = ...,
        reverse_using: Any = ...,
    ) -> None: ...

class AlterFieldType(Operation):
    def __init__(
        self,
        table: str = ...,
        name: str = ...,
        new_field: Any = ...,
        *,
        model_name: str = ...,
        using: Any = ...,
        reverse_using: Any = ...,
    ) -> None: ...

class AlterFieldNull(Operation):
    def __init__(
        self,
        table: str = ...,
        name: str = ...,
        nullable: bool = ...,
        *,
        model_name: str = ...,
        using: Any = ...,
        reverse_using: Any = ...,
    ) -> None: ...

class AlterFieldDefault(Operation):
    def __init__(
        self,
        table: str = ...,
        name: str = ...,
        *,
        model_name: str = ...,
        new_default: Any = ...,
        new_db_default: Any = ...,
        field: Any = ...,
        drop_default: Any = ...,
        using: Any = ...,
        reverse_using: Any = ...,
    ) -> None: ...

class RenameField(Operation):
    def __init__(
        self,
        model_name: str = ...,
        old_name: str = ...,
        new_name: str = ...,
        *,
        table: str = ...,
    ) -> None: ...

class AddIndex(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        fields: Any = ...,
        *,
        table: str = ...,
        expressions: Any = ...,
        unique: bool = ...,
        nulls_not_distinct: Any = ...,
        method: Any = ...,
        condition: Any = ...,
        where: Any = ...,
        include: Any = ...,
        if_not_exists: bool = ...,
        concurrently: bool = ...,
    ) -> None: ...

class RemoveIndex(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        *,
        table: str = ...,
        if_exists: bool = ...,
        concurrently: bool = ...,
    ) -> None: ...

class RenameIndex(Operation):
    def __init__(
        self,
        model_name: str = ...,
        old_name: str = ...,
        new_name: str = ...,
        *,
        table: str = ...,
    ) -> None: ...

class RenameConstraint(Operation):
    def __init__(
        self,
        model_name: str = ...,
        old_name: str = ...,
        new_name: str = ...,
        *,
        table: str = ...,
    ) -> None: ...

class AddConstraint(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        type: str = ...,
        fields: Any = ...,
        *,
        table: str = ...,
        expression: Any = ...,
        check: Any = ...,
        to: Any = ...,
        to_fields: Any = ...,
        on_delete: str = ...,
        on_update: str = ...,
        deferrable: Any = ...,
        match: Any = ...,
        on_delete_fields: Any = ...,
        validated: Any = ...,
        nulls_not_distinct: Any = ...,
        elements: Any = ...,
        method: Any = ...,
        condition: Any = ...,
    ) -> None: ...

class RemoveConstraint(Operation):
    def __init__(
        self,
        model_name: str = ...,
        name: str = ...,
        *,
        table: str = ...,
        if_exists: bool = ...,
    ) -> None: ...

class Backfill(Operation):
    noop: Any
    def __init__(
        self,
        model_name: str = ...,
        set: Mapping[str, Any] = ...,
        *,
        table: str = ...,
        where: Any = ...,
        reverse_set: Any = ...,
        reverse_where: Any = ...,
        batch_size: int = ...,
    ) -> None: ...

class RunPython(Operation):
    noop: Any
    def __init__(
        self,
        forward: Callable[..., Any] = ...,
        reverse: Callable[..., Any] = ...,
    ) -> None: ...

class RunSQL(Operation):
    noop: Any
    def __init__(
        self,
        sql: Any = ...,
        reverse_sql: Any = ...,
        *,
        state_operations: Any = ...,
        dangerous: Any = ...,
    ) -> None: ...

class SeparateDatabaseAndState(Operation):
    def __init__(
        self,
        database_operations: Any = ...,
        state_operations: Any = ...,
    ) -> None: ...
