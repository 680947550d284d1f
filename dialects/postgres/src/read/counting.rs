//! Defaults that count as a serial does, though nobody owns their sequence.

use super::catalog_text::{without_casts, without_outer_parentheses};
use crate::physical::Column;

/// Whether the default takes the next number of the sequence that a serial in this place would have: in the catalog such a
/// column counts.
pub(super) fn counts_as_serial(column: &Column, table: &str) -> bool {
    let usual = format!("{table}_{}_seq", column.name);
    let default = column.default.as_ref().filter(|_| column.is_required);
    default.is_some_and(|sql| names_sequence(sql, &usual)) && column.data_type.storage.is_integer()
}

fn names_sequence(sql: &str, name: &str) -> bool {
    let plain = without_casts(without_outer_parentheses(sql), &|_, _| false);
    let sequence = plain
        .strip_prefix("nextval('")
        .and_then(|rest| rest.strip_suffix("')"));
    let last = sequence.and_then(|sequence| sequence.rsplit('.').next());
    last.is_some_and(|last| last.trim_matches('"') == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_of_a_serial_counts_and_no_other() {
        for (sql, expected) in [
            ("(nextval('users_id_seq'::regclass))", true),
            ("nextval('own.users_id_seq')", true),
            ("nextval('\"users_id_seq\"'::regclass)", true),
            ("nextval('posts_id_seq'::regclass)", false),
            ("1 + nextval('users_id_seq')", false),
        ] {
            assert_eq!(names_sequence(sql, "users_id_seq"), expected, "{sql}");
        }
    }
}
