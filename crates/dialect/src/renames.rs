//! Renames of fields in a table and in expressions over its rows.

use aksara_operations::{AlterTable, FieldMapping};
use aksara_schema::{FieldName, SqlExpression, Table};

/// The mapping, with a name of its own for each field that is removed and whose name another one takes.
pub fn with_names_freed<E>(
    change: &AlterTable,
    is_same: impl Fn(&FieldName, &FieldName) -> bool,
    free: impl Fn(&FieldName) -> Result<FieldName, E>,
) -> Result<FieldMapping, E> {
    let mut fields = change.fields.clone();
    let names = change.before.fields.keys();
    for name in names.filter(|name| change.fields.new_name(name).is_none()) {
        let is_taken = change.fields.0.values().any(|new| is_same(new, name));
        let own = if is_taken { free(name)? } else { name.clone() };
        fields.0.insert(name.clone(), own);
    }
    Ok(fields)
}

/// Follows the renames in an expression over the old row. Names that are exchanged pass through names that no field
/// has.
pub fn rename_in_expression(expression: &mut SqlExpression, fields: &FieldMapping) {
    let passing = |position: usize| FieldName::new(format!("\u{1}{position}")).ok();
    for (position, old) in fields.0.keys().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| expression.rename_field(old, middle));
    }
    for (position, new) in fields.0.values().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| expression.rename_field(middle, new));
    }
}

/// The table before a change, with its kept fields under their new names everywhere: what the database makes of
/// the change's renames alone.
pub fn renamed_before(change: &AlterTable) -> Table {
    rename_fields(&change.before, &change.fields)
}

/// The table before, with its kept fields under their new names everywhere. Names that are exchanged pass
/// through names that no field has.
fn rename_fields(before: &Table, fields: &FieldMapping) -> Table {
    let mut table = before.clone();
    let renames: Vec<_> = fields.0.iter().filter(|(old, new)| old != new).collect();
    let passing = |position: usize| FieldName::new(format!("\u{1}{position}")).ok();
    for (position, (old, _)) in renames.iter().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| table.rename_field(old, middle));
    }
    for (position, (_, new)) in renames.iter().enumerate() {
        passing(position)
            .iter()
            .for_each(|middle| table.rename_field(middle, new));
    }
    table
}
