//! Which casts of an expression the server wrote: those that the user wrote stay, since without them the expression
//! would be another one.

use aksara_schema::{FieldName, StorageType, Table};

use super::catalog_text::{is_constant, unquoted_name, without_outer_parentheses};

/// A question about a type.
pub(super) type OfType = fn(&StorageType) -> bool;

/// The types to which the server casts by itself, and from which ones. A type with parameters cuts or rounds values:
/// such a cast is the user's.
const WIDENED: &[(&str, OfType)] = &[
    ("text", is_text),
    ("character varying", is_text),
    ("bpchar", is_text),
    ("integer", |from| *from == StorageType::SmallInteger),
    ("bigint", |from| {
        matches!(from, StorageType::SmallInteger | StorageType::Integer)
    }),
    ("numeric", |from| {
        from.is_integer() || matches!(from, StorageType::Decimal { .. })
    }),
    ("double precision", |from| {
        from.is_integer() || matches!(from, StorageType::Decimal { .. })
    }),
];

/// Whether the user wrote the cast of this operand to this type. An operand that is no field and no constant computes a
/// value, which the server casts to text and to numbers with a fraction.
pub(super) fn is_users(table: &Table, operand: &str, target: &str) -> bool {
    let operand = without_outer_parentheses(operand);
    if is_constant(operand) {
        // Without its type a length of time is a text, to other databases at least.
        return target == "interval";
    }
    let Some((_, is_widened)) = WIDENED.iter().find(|(name, _)| *name == target) else {
        return true;
    };
    let field = FieldName::new(unquoted_name(operand)).ok();
    let field = field.and_then(|name| table.fields.get(&name));
    match field.map(|field| field.field_type.storage()) {
        // The server compares texts of a fixed length as what they are.
        Some(StorageType::Opaque { spelling, .. }) if spelling.starts_with("character(") => true,
        // Most other types without a word of ours are texts and numbers of other kinds.
        Some(StorageType::Opaque { .. }) => matches!(target, "integer" | "bigint"),
        None => matches!(target, "integer" | "bigint") || target == "text" && computes_number(operand),
        Some(storage) => !is_widened(&storage),
    }
}

/// Whether an operand is a field of integers, or computes a number.
pub(super) fn widens_integer(table: &Table, operand: &str) -> bool {
    let operand = without_outer_parentheses(operand);
    let field = FieldName::new(unquoted_name(operand)).ok();
    match field.and_then(|name| table.fields.get(&name)) {
        Some(field) => field.field_type.is_integer(),
        None => !is_constant(operand),
    }
}

/// Whether an operand is a constant of another type than text: computed with, it needs its type.
pub(super) fn is_typed_text(operand: &str, target: &str) -> bool {
    const TEXTS: &[&str] = &["text", "character varying", "bpchar"];
    without_outer_parentheses(operand).starts_with('\'') && is_constant(operand) && !TEXTS.contains(&target)
}

/// Whether an operand computes with numbers: the server makes no text of that by itself.
fn computes_number(operand: &str) -> bool {
    !operand.contains('\'')
        && [" + ", " - ", " * ", " / "]
            .iter()
            .any(|sign| operand.contains(sign))
}

fn is_text(from: &StorageType) -> bool {
    matches!(
        from,
        StorageType::Varchar(_) | StorageType::Text | StorageType::Enum { .. }
    )
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Field, FieldType, TableName};
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn the_server_widens_and_the_user_narrows() {
        let fields = [
            ("small", FieldType::SmallInteger),
            ("number", FieldType::Integer),
            ("name", FieldType::String { max_length: 9 }),
            ("at", FieldType::DateTime),
            (
                "price",
                FieldType::Decimal {
                    max_digits: 14,
                    decimal_places: 0,
                },
            ),
        ];
        let fields = fields.map(|(name, field_type)| Field::new(FieldName::new(name).unwrap(), field_type));
        let table = Table::new(TableName::new("t").unwrap()).with_fields(fields);
        for (operand, target, expected) in [
            ("(name)", "text", false),
            ("(number)", "text", true),
            ("(small)", "integer", false),
            ("number", "smallint", true),
            ("(number)", "numeric", false),
            ("\"number\"", "numeric(5,2)", true),
            ("(price)", "numeric", false),
            ("(price)", "numeric(5,2)", true),
            ("(at)", "date", true),
            ("('x')", "mood", false),
            ("'1 day'", "interval", true),
            ("5", "bigint", false),
            ("ARRAY['a', 'b']", "text[]", false),
            ("lower(name)", "text", false),
            ("(small + 1)", "integer", true),
            ("(small + 1)", "text", true),
        ] {
            assert_eq!(is_users(&table, operand, target), expected, "{operand}::{target}");
        }
    }
}
