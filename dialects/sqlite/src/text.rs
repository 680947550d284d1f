//! Names in SQL texts, by their tokens alone.

use crate::token::{Token, TokenKind, tokens, without_outer_parentheses};

/// Whether a text names this, as a word or in quotes.
pub(crate) fn names(sql: &str, name: &str) -> bool {
    tokens(sql).any(|token| is_name(&token, name))
}

/// The text with `name.column` as `column`.
#[cfg(feature = "driver")]
pub(crate) fn without_qualifier(sql: &str, name: &str) -> String {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    let mut result = String::with_capacity(sql.len());
    let mut written = 0;
    for window in tokens.windows(3) {
        if let [qualifier, point, column] = window
            && is_name(qualifier, name)
            && point.is(".")
            && column.name().is_some()
        {
            result.push_str(sql.get(written..qualifier.start).unwrap_or(""));
            written = point.end();
        }
    }
    result.push_str(sql.get(written..).unwrap_or(""));
    result
}

/// The text without parentheses that enclose all of it.
pub(crate) fn without_parentheses(sql: &str) -> &str {
    let all: Vec<Token<'_>> = tokens(sql).collect();
    let inner = without_outer_parentheses(&all);
    match (inner.first(), inner.last()) {
        (Some(first), Some(last)) => sql.get(first.start..last.end()).unwrap_or(sql),
        _ => sql,
    }
}

fn is_name(token: &Token<'_>, name: &str) -> bool {
    matches!(token.kind, TokenKind::Word | TokenKind::Quoted)
        && token.name().is_some_and(|word| word.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn names_are_found_in_any_quotes_and_not_in_texts() {
        for (sql, expected) in [
            ("NEW.Nick", true),
            ("[nick]", true),
            ("'nick' -- nick", false),
            ("nickname", false),
        ] {
            assert_eq!(names(sql, "nick"), expected, "{sql}");
        }
    }

    #[test]
    fn a_table_s_own_name_is_taken_off_its_columns() {
        for (sql, expected) in [
            ("CHECK (users.age > \"Users\" . \"b\")", "CHECK (age >  \"b\")"),
            ("users > 'users.age'", "users > 'users.age'"),
            ("other.users", "other.users"),
        ] {
            assert_eq!(without_qualifier(sql, "users"), expected);
        }
    }
}
