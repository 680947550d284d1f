//! Expressions in the databases' own words: one text for each, and the fields that the texts name.
//!
//! Each text is read by its database's grammar, to find its fields and to follow them when they are renamed. A text that
//! the grammar does not know is read word by word. Nothing else is understood of it.

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Deref, Range};

use serde::{Deserialize, Serialize};
use sqlparser::ast::{Expr, Ident, visit_expressions};
use sqlparser::dialect::Dialect;
use sqlparser::keywords::ALL_KEYWORDS;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::{Location, Span, Token, TokenWithSpan, Tokenizer};

use crate::{DialectName, FieldName, RawSql};

/// One text for each database that is named.
///
/// ```
/// use aksara_schema::{DialectName, DialectTexts, FieldName, RawSql};
///
/// let mut texts = DialectTexts::from([(DialectName::Postgres, RawSql::new("(price)::numeric * 2"))]);
/// assert_eq!(texts.fields(), [FieldName::new("price").unwrap()]);
/// texts.rename_field(&FieldName::new("price").unwrap(), &FieldName::new("fee").unwrap());
/// assert_eq!(texts.get("postgres").unwrap().as_str(), "(fee)::numeric * 2");
/// ```
///
/// Two are equal where their texts are, except for quotes around the names of columns.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(
    from = "BTreeMap<DialectName, RawSql>",
    into = "BTreeMap<DialectName, RawSql>"
)]
pub struct DialectTexts {
    texts: BTreeMap<DialectName, RawSql>,
    /// Computed from the texts, once.
    fields: Vec<FieldName>,
    /// The texts with every column quoted: what is compared.
    canonical: BTreeMap<DialectName, String>,
}

/// A column that a text names.
struct NamedColumn {
    name: String,
    is_quoted: bool,
    range: Range<usize>,
}

/// The longest text that is read by a grammar.
const GREATEST_LENGTH: usize = 32 * 1024;

impl DialectTexts {
    /// The names of columns in any of the texts. Some of them may be none of the table's fields: a keyword
    /// that looks like a name, or a name in two letter cases where it is not quoted.
    pub fn fields(&self) -> &[FieldName] {
        &self.fields
    }

    /// The field that a database's text is the name of, where it is nothing else.
    pub(crate) fn as_field(&self, dialect: DialectName) -> Option<&FieldName> {
        let canonical = self.canonical.get(&dialect)?;
        self.fields
            .iter()
            .find(|field| *canonical == quoted(field.as_str(), dialect.words().quote))
    }

    /// Follows a renamed field. The new name is quoted where the old one is, or where it could be a keyword.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        if !self.fields.contains(old) {
            return;
        }
        let renamed = |(dialect, sql): (&DialectName, &RawSql)| (*dialect, renamed(sql, *dialect, old, new));
        *self = self.texts.iter().map(renamed).collect();
    }
}

impl PartialEq for DialectTexts {
    fn eq(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }
}

impl Eq for DialectTexts {}

impl Deref for DialectTexts {
    type Target = BTreeMap<DialectName, RawSql>;

    fn deref(&self) -> &Self::Target {
        &self.texts
    }
}

impl From<BTreeMap<DialectName, RawSql>> for DialectTexts {
    fn from(texts: BTreeMap<DialectName, RawSql>) -> Self {
        let mut fields = Vec::new();
        let mut canonical = BTreeMap::new();
        for (dialect, sql) in &texts {
            let columns = columns(sql.as_str(), *dialect);
            canonical.insert(*dialect, all_quoted(sql.as_str(), &columns, *dialect));
            for column in columns {
                let folded =
                    (!column.is_quoted || dialect.words().folds_quoted).then(|| column.name.to_lowercase());
                for name in [Some(column.name), folded].into_iter().flatten() {
                    fields.extend(FieldName::new(name).ok());
                }
            }
        }
        fields.sort();
        fields.dedup();
        Self {
            texts,
            fields,
            canonical,
        }
    }
}

impl From<DialectTexts> for BTreeMap<DialectName, RawSql> {
    fn from(texts: DialectTexts) -> Self {
        texts.texts
    }
}

impl<const N: usize> From<[(DialectName, RawSql); N]> for DialectTexts {
    fn from(texts: [(DialectName, RawSql); N]) -> Self {
        BTreeMap::from(texts).into()
    }
}

impl FromIterator<(DialectName, RawSql)> for DialectTexts {
    fn from_iter<T: IntoIterator<Item = (DialectName, RawSql)>>(texts: T) -> Self {
        BTreeMap::from_iter(texts).into()
    }
}

fn renamed(sql: &RawSql, dialect: DialectName, old: &FieldName, new: &FieldName) -> RawSql {
    let text = sql.as_str();
    let is_old = |column: &NamedColumn| match (column.is_quoted, dialect.words().folds_quoted) {
        (true, false) => column.name == old.as_str(),
        (false, false) => column.name.to_lowercase() == old.as_str(),
        (_, true) => column.name.eq_ignore_ascii_case(old.as_str()),
    };
    let mut written = text.to_owned();
    for column in columns(text, dialect)
        .iter()
        .filter(|column| is_old(column))
        .rev()
    {
        let name = if column.is_quoted || !is_plain(new.as_str()) {
            quoted(new.as_str(), dialect.words().quote)
        } else {
            new.as_str().to_owned()
        };
        written.replace_range(column.range.clone(), &name);
    }
    RawSql::new(written)
}

fn all_quoted(text: &str, columns: &[NamedColumn], dialect: DialectName) -> String {
    let mut written = text.to_owned();
    for column in columns.iter().rev() {
        let name = if column.is_quoted && !dialect.words().folds_quoted {
            column.name.clone()
        } else {
            column.name.to_lowercase()
        };
        written.replace_range(column.range.clone(), &quoted(&name, dialect.words().quote));
    }
    written
}

fn quoted(name: &str, quote: char) -> String {
    format!(
        "{quote}{}{quote}",
        name.replace(quote, &format!("{quote}{quote}"))
    )
}

/// Whether every database reads the name as it is without quotes.
fn is_plain(name: &str) -> bool {
    let is_word = name
        .chars()
        .all(|character| character.is_ascii_lowercase() || character == '_' || character.is_ascii_digit());
    let begins_well = !name.starts_with(|first: char| first.is_ascii_digit());
    is_word && begins_well && !ALL_KEYWORDS.contains(&name.to_uppercase().as_str())
}

/// The columns that a text names, in its order.
fn columns(text: &str, dialect: DialectName) -> Vec<NamedColumn> {
    let grammar = dialect.words().grammar;
    let names = by_grammar(text, grammar).unwrap_or_else(|| by_words(text, grammar));
    let mut columns: Vec<NamedColumn> = names
        .into_iter()
        .filter_map(|ident| {
            Some(NamedColumn {
                range: range(text, ident.span)?,
                is_quoted: ident.quote_style.is_some(),
                name: ident.value,
            })
        })
        .collect();
    columns.sort_by_key(|column| column.range.start);
    columns.dedup_by_key(|column| column.range.start);
    columns
}

/// The names of columns in the text's tree; `None` where the grammar does not know the text.
fn by_grammar(text: &str, grammar: &'static dyn Dialect) -> Option<Vec<Ident>> {
    if text.len() > GREATEST_LENGTH {
        return None;
    }
    let mut parser = Parser::new(grammar).try_with_sql(text).ok()?;
    let tree = parser.parse_expr().ok()?;
    if parser.next_token().token != Token::EOF {
        return None;
    }
    let mut found = Vec::new();
    let _ = visit_expressions(&tree, |expression| {
        match expression {
            Expr::Identifier(name) => found.push(name.clone()),
            Expr::CompoundIdentifier(names) => found.extend(names.last().cloned()),
            _ => {}
        }
        ControlFlow::<()>::Continue(())
    });
    Some(found)
}

/// Every word that may name a column: no function, no type of a cast, nothing with a name after a point behind it.
fn by_words(text: &str, grammar: &'static dyn Dialect) -> Vec<Ident> {
    let Ok(tokens) = Tokenizer::new(grammar, text).tokenize_with_location() else {
        return Vec::new();
    };
    let is_blank = |token: &&TokenWithSpan| !matches!(token.token, Token::Whitespace(_));
    let tokens: Vec<&TokenWithSpan> = tokens.iter().filter(is_blank).collect();
    let words = tokens.iter().enumerate().filter_map(|(position, token)| {
        let Token::Word(word) = &token.token else {
            return None;
        };
        let before = position.checked_sub(1).and_then(|position| tokens.get(position));
        let after = tokens.get(position + 1).map(|token| &token.token);
        let is_type = before.is_some_and(|token| token.token == Token::DoubleColon);
        let is_other = matches!(after, Some(Token::LParen | Token::Period));
        (!is_type && !is_other).then(|| Ident {
            value: word.value.clone(),
            quote_style: word.quote_style,
            span: token.span,
        })
    });
    words.collect()
}

fn range(text: &str, span: Span) -> Option<Range<usize>> {
    Some(offset(text, span.start)?..offset(text, span.end)?)
}

/// The byte of a place; lines and columns are counted from 1, columns in characters.
fn offset(text: &str, place: Location) -> Option<usize> {
    let line = usize::try_from(place.line).ok()?.checked_sub(1)?;
    let column = usize::try_from(place.column).ok()?.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..)?;
    let ends = rest.char_indices().map(|(position, _)| position);
    ends.chain([rest.len()])
        .nth(column)
        .map(|position| start + position)
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    fn check(dialect: DialectName, text: &str, fields: &[&str], renamed: &str) {
        let name = |name: &str| FieldName::new(name).unwrap();
        let mut texts = DialectTexts::from([(dialect, RawSql::new(text))]);
        assert_eq!(
            texts.fields(),
            fields.iter().copied().map(name).collect::<Vec<_>>()
        );
        texts.rename_field(&name("a"), &name("c"));
        assert_eq!(texts.values().next().unwrap().as_str(), renamed);
    }

    #[test]
    fn the_fields_of_a_text_are_found_and_followed() {
        use DialectName::{Mariadb, Mysql, Postgres, Sqlite};
        check(Postgres, "a * 2 + b", &["a", "b"], "c * 2 + b");
        check(Postgres, "\"a\"::text || 'a'", &["a"], "\"c\"::text || 'a'");
        check(Postgres, "lower(A) <> E'a'", &["A", "a"], "lower(c) <> E'a'");
        check(Postgres, "extract(year from a)", &["a"], "extract(year from c)");
        check(
            Postgres,
            "é > 1\n  AND a(a) > a",
            &["a", "é"],
            "é > 1\n  AND a(c) > c",
        );
        check(Postgres, "doc ->> 'a' = a", &["a", "doc"], "doc ->> 'a' = c");
        check(
            Postgres,
            "to_tsvector('english', a)",
            &["a"],
            "to_tsvector('english', c)",
        );
        check(Mysql, "`A` * 2", &["A", "a"], "`c` * 2");
        check(
            Mysql,
            "json_extract(a, \"$.a\")",
            &["a"],
            "json_extract(c, \"$.a\")",
        );
        check(
            Mariadb,
            "concat(a, _utf8mb4'a')",
            &["a"],
            "concat(c, _utf8mb4'a')",
        );
        check(Sqlite, "\"a\" GLOB 'a*' AND a", &["a"], "\"c\" GLOB 'a*' AND c");
    }

    #[test]
    fn a_new_name_is_quoted_where_it_must_be() {
        let name = |name: &str| FieldName::new(name).unwrap();
        for (new, expected) in [
            ("order", "\"order\" > 0"),
            ("Big", "\"Big\" > 0"),
            ("size_2", "size_2 > 0"),
        ] {
            let mut texts = DialectTexts::from([(DialectName::Postgres, RawSql::new("a > 0"))]);
            texts.rename_field(&name("a"), &name(new));
            assert_eq!(texts.get("postgres").unwrap().as_str(), expected);
        }
    }

    #[test]
    fn quotes_around_columns_make_no_difference() {
        let texts = |text: &str| DialectTexts::from([(DialectName::Postgres, RawSql::new(text))]);
        assert_eq!(texts("a > 0 AND A < 9"), texts("\"a\" > 0 AND \"a\" < 9"));
        assert_ne!(texts("a > 0"), texts("\"A\" > 0"));
        assert_ne!(texts("f(a) > 0"), texts("g(a) > 0"));
    }

    #[test]
    fn a_text_that_the_grammar_does_not_know_is_read_by_its_words() {
        check(
            DialectName::Postgres,
            "a b::int AND f(a)",
            &["AND", "a", "and", "b"],
            "c b::int AND f(c)",
        );
    }
}
