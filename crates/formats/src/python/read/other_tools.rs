//! The names that other tools have for our operations and fields, so that a message can name ours.

/// Operations of Django and Alembic.
const OPERATIONS: &[(&str, &str)] = &[
    ("AlterIndexTogether", "AddIndex"),
    ("AlterModelTable", "RenameTable"),
    ("AlterModelTableComment", "AlterTableOptions"),
    ("AlterOrderWithRespectTo", "AddField"),
    ("AlterUniqueTogether", "AddConstraint"),
    ("CreateModel", "CreateTable"),
    ("DeleteModel", "DropTable"),
    ("RenameModel", "RenameTable"),
    ("add_column", "AddField"),
    ("alter_column", "AlterField"),
    ("bulk_insert", "RunSQL"),
    ("create_check_constraint", "AddConstraint"),
    ("create_index", "AddIndex"),
    ("create_table", "CreateTable"),
    ("create_table_comment", "AlterTableOptions"),
    ("create_unique_constraint", "AddConstraint"),
    ("drop_column", "RemoveField"),
    ("drop_constraint", "RemoveConstraint"),
    ("drop_index", "RemoveIndex"),
    ("drop_table", "DropTable"),
    ("execute", "RunSQL"),
    ("rename_table", "RenameTable"),
];

/// Fields of Django, and types of SQLAlchemy, without `Field` at their end.
const FIELDS: &[(&str, &str)] = &[
    ("Auto", "Integer(auto_increment=True)"),
    ("BigAuto", "BigInteger(auto_increment=True)"),
    ("Char", "String"),
    ("CommaSeparatedInteger", "String"),
    ("GenericIPAddress", "IPAddress"),
    ("Interval", "Duration"),
    ("JSONB", "JSON"),
    ("Json", "JSON"),
    ("LargeBinary", "Binary"),
    ("NullBoolean", "Boolean(nullable=True)"),
    ("Numeric", "Decimal"),
    ("SmallAuto", "SmallInteger(auto_increment=True)"),
    ("TIMESTAMP", "DateTime"),
    ("Unicode", "String"),
    ("UnicodeText", "Text"),
    ("Uuid", "UUID"),
    ("VARCHAR", "String"),
];

/// Our operation for one of another tool.
pub(super) fn operation(name: &str) -> Option<&'static str> {
    ours(OPERATIONS, name)
}

/// Our field for one of another tool.
pub(super) fn field(name: &str) -> Option<&'static str> {
    ours(FIELDS, name.strip_suffix("Field").unwrap_or(name))
}

fn ours(table: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    table
        .iter()
        .find(|(theirs, _)| *theirs == name)
        .map(|(_, ours)| *ours)
}
