//! One form for SQL texts that differ only in how they were written.
//!
//! SQLite keeps expressions as text: a table that we made has them as we spell them, one that others made has other
//! spaces, cases and quotes. This form is for comparison, never for execution.

use aksara_schema::Table;

use crate::expression::identifier;
use crate::literal::quote;
use crate::token::{Token, TokenKind, tokens, without_outer_parentheses};

/// Words that take an operand in parentheses without being functions.
const OPERATORS: &[&str] = &[
    "AND", "OR", "NOT", "IN", "BETWEEN", "IS", "LIKE", "GLOB", "WHEN", "THEN", "ELSE", "CASE",
];

/// The names of every table's rowid (<https://www.sqlite.org/lang_createtable.html#rowid>).
const ROWIDS: &[&str] = &["rowid", "oid", "_rowid_"];

/// The text of an expression over a table's fields in its one form.
pub(crate) fn canonical(sql: &str, table: &Table) -> String {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    let tokens = without_outer_parentheses(&tokens);
    let mut result = String::with_capacity(sql.len());
    for place in places(tokens) {
        if place
            .previous
            .is_some_and(|previous| stand_apart(previous, place.token))
        {
            result.push(' ');
        }
        result.push_str(&spell(&place, table));
    }
    result
}

/// The text of an expression with every quoted name in double quotes, and as texts what SQLite takes for such: a name in
/// double quotes that no field has (<https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted>).
#[cfg(feature = "driver")]
pub(crate) fn as_meant(sql: &str, table: &Table) -> String {
    let tokens: Vec<Token<'_>> = tokens(sql).collect();
    let mut result = String::with_capacity(sql.len());
    let mut written = 0;
    for place in places(&tokens).filter(|place| place.token.kind == TokenKind::Quoted) {
        result.push_str(sql.get(written..place.token.start).unwrap_or(""));
        result.push_str(&spell(&place, table));
        written = place.token.end();
    }
    result + sql.get(written..).unwrap_or("")
}

/// A token and those beside it.
struct Place<'a, 'sql> {
    previous: Option<&'a Token<'sql>>,
    token: &'a Token<'sql>,
    next: Option<&'a Token<'sql>>,
}

fn places<'a, 'sql>(tokens: &'a [Token<'sql>]) -> impl Iterator<Item = Place<'a, 'sql>> {
    tokens.iter().enumerate().map(|(position, token)| Place {
        previous: position.checked_sub(1).and_then(|before| tokens.get(before)),
        token,
        next: tokens.get(position + 1),
    })
}

impl Place<'_, '_> {
    fn is_call(&self) -> bool {
        self.next.is_some_and(|next| next.is("(")) && !is_operator(self.token)
    }

    /// Whether a quoted name that no field has is a text: it names no rowid, function, table, type or collation.
    fn is_text(&self) -> bool {
        let is_after = |words: &[&str]| {
            let previous = self.previous;
            words
                .iter()
                .any(|word| previous.is_some_and(|previous| previous.is(word)))
        };
        let is_before = |symbols: &[&str]| {
            let next = self.next;
            symbols
                .iter()
                .any(|symbol| next.is_some_and(|next| next.is(symbol)))
        };
        let name = self.token.name().unwrap_or_default();
        self.token.text.starts_with('"')
            && !ROWIDS.iter().any(|rowid| rowid.eq_ignore_ascii_case(&name))
            && !is_after(&[".", "AS", "COLLATE"])
            && !is_before(&[".", "("])
    }
}

fn stand_apart(previous: &Token<'_>, token: &Token<'_>) -> bool {
    let is_call = token.is("(") && previous.kind == TokenKind::Word && !is_operator(previous);
    !(is_call || previous.is("(") || token.is(")") || token.is(",") || previous.is(".") || token.is("."))
}

fn is_operator(token: &Token<'_>) -> bool {
    OPERATORS.iter().any(|word| token.is(word))
}

fn spell(place: &Place<'_, '_>, table: &Table) -> String {
    let token = place.token;
    let field = || {
        let name = token.name()?;
        table
            .fields
            .keys()
            .find(|field| field.as_str().eq_ignore_ascii_case(&name))
    };
    match (token.kind, place.is_call(), field()) {
        (TokenKind::Quoted, _, Some(field)) | (TokenKind::Word, false, Some(field)) => quoted(field.as_str()),
        (TokenKind::Quoted, _, None) if place.is_text() => quote(&token.name().unwrap_or_default()),
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

    fn users() -> Table {
        let fields = ["age", "Name"].map(|name| Field::new(FieldName::new(name).unwrap(), FieldType::Text));
        Table::new(TableName::new("users").unwrap()).with_fields(fields)
    }

    #[cfg(feature = "driver")]
    #[test]
    fn names_in_double_quotes_that_no_field_has_are_texts() {
        for (sql, expected) in [
            ("[name] = \"good\"", "\"Name\" = 'good'"),
            ("CASE WHEN `age` THEN 1 END", "CASE WHEN \"age\" THEN 1 END"),
            (
                "\"lower\"(users.\"name\") COLLATE \"nocase\"",
                "\"lower\"(users.\"Name\") COLLATE \"nocase\"",
            ),
            ("[good] > 1 -- \"why\"", "\"good\" > 1 -- \"why\""),
        ] {
            assert_eq!(as_meant(sql, &users()), expected);
        }
    }

    fn check(sql: &str, expected: &str) {
        let table = users();
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
        check(
            r#"name = "it's" AND "rowid" > 0"#,
            r#""Name" = 'it''s' AND "rowid" > 0"#,
        );
    }
}
