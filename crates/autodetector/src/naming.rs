//! What a migration is called after its operations, and which tables it is about.

use std::collections::BTreeSet;

use aksara_operations::{Located, Operation, PythonFunction, TableReference};
use aksara_schema::singularize;

/// The name of a project's first migration.
const INITIAL: &str = "initial";

/// The end of a name that tells of one operation out of several.
const AND_MORE: &str = "_and_more";

/// The greatest length of a suggested name.
const LIMIT: usize = 60;

/// A name for a migration with these operations: `initial` where it is the project's first, else after the most
/// telling one, `add_email` or `create_posts_and_more`. Lower-case ASCII letters, digits and underscores.
pub fn suggested_name(operations: &[Operation], is_first: bool) -> String {
    if is_first {
        return INITIAL.to_owned();
    }
    let more = if operations.len() > 1 { AND_MORE } else { "" };
    let telling = operations.iter().min_by_key(|operation| rank(operation));
    let name = telling.map_or_else(|| "empty".to_owned(), |operation| identifier(&name_of(operation)));
    let room = LIMIT - more.len();
    // An identifier is ASCII, so every byte is a boundary.
    let name = name.get(..room).unwrap_or(&name).trim_end_matches('_');
    format!("{name}{more}")
}

/// The tables that the operations are about, each once, as they come.
pub fn tables_touched(operations: &[Operation]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let tables = operations.iter().flat_map(tables_of);
    tables.filter(|table| seen.insert(table.clone())).collect()
}

/// How little an operation tells about its migration.
fn rank(operation: &Operation) -> u8 {
    match operation {
        Operation::CreateTable(_) | Operation::CreateManyToManyTable(_) | Operation::RenameTable(_) => 0,
        Operation::DropTable(_) => 1,
        Operation::AddField(_) | Operation::RenameField(_) => 2,
        Operation::RemoveField(_) => 3,
        Operation::AlterField(_) => 4,
        Operation::AddConstraint(_)
        | Operation::AddIndex(_)
        | Operation::RenameConstraint(_)
        | Operation::RenameIndex(_) => 5,
        Operation::RemoveConstraint(_) | Operation::RemoveIndex(_) => 6,
        Operation::AlterTableOptions(_) => 7,
        Operation::Backfill(_)
        | Operation::RunPython(_)
        | Operation::RunSql(_)
        | Operation::SeparateDatabaseAndState(_) => 8,
    }
}

fn name_of(operation: &Operation) -> String {
    match operation {
        Operation::CreateTable(operation) => format!("create_{}", operation.table.name.name()),
        Operation::DropTable(operation) => format!("drop_{}", operation.table),
        Operation::RenameTable(operation) => format!("rename_{}_to_{}", operation.table, operation.new_name),
        Operation::AlterTableOptions(operation) => format!("alter_{}_options", operation.table),
        Operation::CreateManyToManyTable(operation) => {
            format!("create_{}_{}", operation.source, operation.field_name)
        }
        Operation::AddField(operation) => format!("add_{}", operation.field.name),
        Operation::RemoveField(operation) => format!("remove_{}", operation.name),
        Operation::AlterField(operation) => {
            format!("alter_{}_{}", singular(&operation.table), operation.name)
        }
        Operation::RenameField(operation) => {
            format!("rename_{}_to_{}", operation.old_name, operation.new_name)
        }
        Operation::AddIndex(operation) => format!("add_{}", operation.index.name),
        Operation::RemoveIndex(operation) => format!("remove_{}", operation.name),
        Operation::RenameIndex(operation) => {
            format!("rename_{}_to_{}", operation.old_name, operation.new_name)
        }
        Operation::AddConstraint(operation) => format!("add_{}", operation.constraint.name),
        Operation::RemoveConstraint(operation) => format!("remove_{}", operation.name),
        Operation::RenameConstraint(operation) => {
            format!("rename_{}_to_{}", operation.old_name, operation.new_name)
        }
        Operation::Backfill(operation) => format!("backfill_{}", operation.table),
        Operation::RunPython(operation) => match &operation.forward {
            PythonFunction::Named(function) => function.clone(),
            PythonFunction::Noop => "run_python".to_owned(),
        },
        Operation::RunSql(_) => "run_sql".to_owned(),
        Operation::SeparateDatabaseAndState(_) => "separate_database_and_state".to_owned(),
    }
}

fn singular(table: &TableReference) -> String {
    singularize(table.as_str())
}

/// The tables that an operation is about, as it names them; a renamed table goes by its new name.
fn tables_of(operation: &Operation) -> Vec<String> {
    let named = |table: &TableReference| vec![table.to_string()];
    let nested = |operations: &[Located<Operation>]| {
        operations
            .iter()
            .flat_map(|operation| tables_of(&operation.value))
            .collect::<Vec<_>>()
    };
    match operation {
        Operation::CreateTable(operation) => vec![operation.table.name.to_string()],
        Operation::DropTable(operation) => named(&operation.table),
        Operation::RenameTable(operation) => vec![operation.new_name.to_string()],
        Operation::AlterTableOptions(operation) => named(&operation.table),
        Operation::CreateManyToManyTable(operation) => named(&operation.source),
        Operation::AddField(operation) => named(&operation.table),
        Operation::RemoveField(operation) => named(&operation.table),
        Operation::AlterField(operation) => named(&operation.table),
        Operation::RenameField(operation) => named(&operation.table),
        Operation::AddIndex(operation) => named(&operation.table),
        Operation::RemoveIndex(operation) => named(&operation.table),
        Operation::RenameIndex(operation) => named(&operation.table),
        Operation::AddConstraint(operation) => named(&operation.table),
        Operation::RemoveConstraint(operation) => named(&operation.table),
        Operation::RenameConstraint(operation) => named(&operation.table),
        Operation::Backfill(operation) => named(&operation.table),
        Operation::RunPython(_) => Vec::new(),
        Operation::RunSql(operation) => nested(&operation.state_operations),
        Operation::SeparateDatabaseAndState(operation) => match &operation.state_operations {
            Some(state) => nested(state),
            None => nested(&operation.database_operations),
        },
    }
}

/// Lower-case ASCII words joined by underscores.
fn identifier(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|character: char| !character.is_ascii_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

#[cfg(test)]
mod tests {
    use aksara_operations::{
        AddField, AlterField, CreateTable, DropTable, RemoveField, RenameField, RenameTable,
    };
    use aksara_schema::{Field, FieldName, FieldType, Table, TableName};
    use pretty_assertions::assert_eq;

    use super::*;

    fn table(name: &str) -> TableName {
        TableName::new(name).unwrap()
    }

    fn create(name: &str) -> Operation {
        CreateTable {
            table: Table::new(table(name)),
            if_not_exists: false,
        }
        .into()
    }

    fn add(to: &str, name: &str) -> Operation {
        let field = Field::new(FieldName::new(name).unwrap(), FieldType::Text);
        AddField {
            table: TableReference::new(to),
            field,
            fill: None,
        }
        .into()
    }

    fn remove(from: &str, name: &str) -> Operation {
        let (table, name) = (TableReference::new(from), name.to_owned());
        RemoveField {
            table,
            name,
            if_exists: false,
            cascade: false,
        }
        .into()
    }

    fn rename_field(old: &str, new: &str) -> Operation {
        let new_name = FieldName::new(new).unwrap();
        RenameField {
            table: TableReference::new("users"),
            old_name: old.to_owned(),
            new_name,
        }
        .into()
    }

    fn rename_table(old: &str, new: &str) -> Operation {
        RenameTable {
            table: TableReference::new(old),
            new_name: table(new),
        }
        .into()
    }

    fn check(operations: &[Operation], expected: &str) {
        assert_eq!(suggested_name(operations, false), expected);
    }

    #[test]
    fn a_name_tells_of_the_most_telling_operation() {
        check(&[add("users", "email")], "add_email");
        check(
            &[remove("users", "x"), add("users", "email")],
            "add_email_and_more",
        );
        check(
            &[add("users", "x"), create("posts"), create("tags")],
            "create_posts_and_more",
        );
        check(&[DropTable::of(&table("posts")).into()], "drop_posts");
        check(&[rename_field("username", "handle")], "rename_username_to_handle");
        check(&[rename_table("users", "people")], "rename_users_to_people");
        let field = Field::new(FieldName::new("name").unwrap(), FieldType::Text);
        check(
            &[AlterField::replace(TableReference::new("users"), field).into()],
            "alter_user_name",
        );
    }

    #[test]
    fn the_first_migration_is_called_initial() {
        assert_eq!(suggested_name(&[create("users")], true), "initial");
    }

    #[test]
    fn names_are_short_lower_case_ascii() {
        check(&[add("users", "Größe der \"Füße\"")], "add_gr_e_der_f_e");
        check(&[create("表")], "create");
        let long = suggested_name(&[add("users", &"long_".repeat(40)), add("users", "y")], false);
        assert!(long.len() <= 60 && long.ends_with("_and_more"), "{long}");
    }

    #[test]
    fn touched_tables_are_named_once() {
        let operations = [
            create("users"),
            add("posts", "x"),
            add("users", "y"),
            add("people", "z"),
            rename_table("a", "tags"),
        ];
        assert_eq!(tables_touched(&operations), ["users", "posts", "people", "tags"]);
    }
}
