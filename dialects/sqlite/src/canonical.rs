//! One form for SQL texts that differ only in how they were written.
//!
//! SQLite keeps expressions as text: a table that we made has them as we spell them, one that others made has other
//! spaces, cases and quotes. This form is for comparison, never for execution.

use aksara_schema::Table;

use crate::lower::expression::identifier;
use crate::token::{Token, TokenKind, tokens};

/// Words that take an operand in parentheses without being functions.
const OPERATORS: &[&str] = &[
    "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "LIKE", "GLOB", "WHEN", "THEN", "ELSE", "CASE",
];

/// The text of an expression over a table's fields in its one form.
pub(crate) fn canonical(sql: &str, table: &Table) -> String {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    let tokens = without_outer_parentheses(&tokens);
    let mut result = String::with_capacity(sql.len());
    for (position, token) in tokens.iter().enumerate() {
        let next = tokens.get(position + 1);
        let previous = position.checked_sub(1).and_then(|before| tokens.get(before));
        if previous.is_some_and(|previous| stand_apart(previous, token)) {
            result.push(' ');
        }
        result.push_str(&spell(token, next, table));
    }
    result
}

fn without_outer_parentheses<'a, 'sql>(tokens: &'a [Token<'sql>]) -> &'a [Token<'sql>] {
    match tokens {
        [first, inner @ .., last] if first.is("(") && last.is(")") && is_balanced(inner) => {
            without_outer_parentheses(inner)
        }
        tokens => tokens,
    }
}

fn is_balanced(tokens: &[Token<'_>]) -> bool {
    let mut depth = 0_usize;
    for token in tokens {
        if token.is("(") {
            depth += 1;
        } else if token.is(")") {
            let Some(outer) = depth.checked_sub(1) else {
                return false;
            };
            depth = outer;
        }
    }
    depth == 0
}

fn stand_apart(previous: &Token<'_>, token: &Token<'_>) -> bool {
    let is_call = token.is("(") && previous.kind == TokenKind::Word && !is_operator(previous);
    !(is_call || previous.is("(") || token.is(")") || token.is(",") || previous.is(".") || token.is("."))
}

fn is_operator(token: &Token<'_>) -> bool {
    OPERATORS.iter().any(|word| token.is(word))
}

fn spell(token: &Token<'_>, next: Option<&Token<'_>>, table: &Table) -> String {
    let is_call = next.is_some_and(|next| next.is("(")) && !is_operator(token);
    let field = || {
        let name = token.name()?;
        table
            .fields
            .keys()
            .find(|field| field.as_str().eq_ignore_ascii_case(&name))
    };
    match (token.kind, is_call, field()) {
        (TokenKind::Quoted, _, Some(field)) | (TokenKind::Word, false, Some(field)) => quoted(field.as_str()),
        (TokenKind::Quoted, _, None) => quoted(&token.name().unwrap_or_default()),
        (TokenKind::Word, true, _) => token.text.to_lowercase(),
        (TokenKind::Word, false, None) => token.text.to_uppercase(),
        (TokenKind::Symbol, _, _) if token.is("==") => "=".to_owned(),
        (TokenKind::Symbol, _, _) if token.is("!=") => "<>".to_owned(),
        (TokenKind::Symbol | TokenKind::Text | TokenKind::Number, _, _) => token.text.to_owned(),
    }
}

fn quoted(name: &str) -> String {
    identifier(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use aksara_schema::{Field, FieldName, FieldType, TableName};
    use pretty_assertions::assert_eq;

    fn check(sql: &str, expected: &str) {
        let fields = ["age", "Name"].map(|name| Field::new(FieldName::new(name).unwrap(), FieldType::Text));
        let table = Table::new(TableName::new("users").unwrap()).with_fields(fields);
        let form = canonical(sql, &table);
        assert_eq!(form, expected, "{sql}");
        assert_eq!(canonical(&form, &table), form, "the form is its own form");
    }

    #[test]
    fn spaces_case_quotes_and_parentheses_do_not_count() {
        check("((age>=0))", r#""age" >= 0"#);
        check(
            "(AGE >= 0) and (`name`<>'It''s  X')",
            r#"("age" >= 0) AND ("Name" <> 'It''s  X')"#,
        );
        check("Length( [name] ) != 3 -- why", r#"length("Name") <> 3"#);
        check("age in (1,2)", r#""age" IN (1, 2)"#);
        check("cast(age as integer) == -1", r#"cast("age" AS INTEGER) = - 1"#);
        check("strftime('%f000','now')", "strftime('%f000', 'now')");
    }
}
