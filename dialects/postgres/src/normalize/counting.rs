//! Defaults that count as a serial does, though nobody owns their sequence.

use aksara_schema::{Default, Field, SqlExpression, TableName};

use crate::catalog_text::without_casts;
use crate::dialect::NAME;

/// Whether the default takes the next number of the sequence that a serial in this place would have: inspection reads
/// such a field as one that counts.
pub(super) fn counts_as_serial(table: &TableName, field: &Field) -> bool {
    let Some(Default::Expression(expression)) = &field.default else {
        return false;
    };
    let sql = match expression {
        SqlExpression::PerDialect(texts) => texts.iter().find(|(dialect, _)| dialect.as_str() == NAME),
        SqlExpression::Unportable { sql, .. } => return names_sequence(sql.as_str(), table, field),
        SqlExpression::Portable(_) => None,
    };
    sql.is_some_and(|(_, sql)| names_sequence(sql.as_str(), table, field))
}

fn names_sequence(sql: &str, table: &TableName, field: &Field) -> bool {
    let plain = without_casts(sql, &|_, _| false);
    let sequence = plain
        .strip_prefix("nextval('")
        .and_then(|rest| rest.strip_suffix("')"));
    let last = sequence.and_then(|sequence| sequence.rsplit('.').next());
    let usual = format!("{}_{}_seq", table.name(), field.name);
    !field.nullable
        && field.field_type.is_integer()
        && last.is_some_and(|last| last.trim_matches('"') == usual)
}

#[cfg(test)]
mod tests {
    use aksara_schema::{FieldName, FieldType};

    use super::*;

    fn check(sql: &str, expected: bool) {
        let table = TableName::new("users").unwrap();
        let field = Field {
            default: Some(Default::Expression(SqlExpression::parse(sql))),
            ..Field::new(FieldName::new("id").unwrap(), FieldType::Integer)
        };
        assert_eq!(counts_as_serial(&table, &field), expected, "{sql}");
    }

    #[test]
    fn the_sequence_of_a_serial_counts_and_no_other() {
        check("nextval('users_id_seq'::regclass)", true);
        check("nextval('own.users_id_seq')", true);
        check("nextval('\"users_id_seq\"'::regclass)", true);
        check("nextval('posts_id_seq'::regclass)", false);
        check("1 + nextval('users_id_seq')", false);
    }
}
