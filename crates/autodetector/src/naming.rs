//! The name of a migration that follows from its operations, and the tables that it is about.

use std::collections::BTreeSet;

use aksara_operations::{Operation, slug};

/// The name of a project's first migration.
const INITIAL: &str = "initial";

/// The end of a name that describes one operation out of several.
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
    let suggestions = operations.iter().map(Operation::suggestion);
    let telling = suggestions.min_by_key(|suggestion| suggestion.rank);
    let name = telling.map_or_else(|| "empty".to_owned(), |telling| slug(&telling.name));
    let room = LIMIT - more.len();
    // A slug is ASCII, so every byte is a boundary.
    let name = name.get(..room).unwrap_or(&name).trim_end_matches('_');
    format!("{name}{more}")
}

/// The tables that the operations are about, each once, as they come.
pub fn tables_touched(operations: &[Operation]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let tables = operations.iter().flat_map(Operation::tables);
    tables.filter(|table| seen.insert(table.clone())).collect()
}

#[cfg(test)]
mod tests {
    use aksara_operations::{
        AddField, AlterField, CreateTable, DropTable, RemoveField, RenameField, RenameTable, TableReference,
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
    fn a_name_names_the_most_important_operation() {
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
        check(&[add("users", "Größe der \"Füße\"")], "add_grosse_der_fusse");
        check(&[create("表")], "create_biao");
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
