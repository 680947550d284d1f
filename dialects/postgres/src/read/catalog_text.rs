//! SQL texts as PostgreSQL's catalog gives them back, made readable for the portable parser: the casts that the
//! server wrote into them go, numbers in quotes become numbers.

use aksara_dialect::fragments;
use sea_query::{EscapeBuilder, PostgresQueryBuilder};

use crate::lexis::LEXIS;

/// Words that may follow a type's first word.
const TYPE_CONTINUATIONS: &[(&str, &[&str])] = &[
    ("character", &["varying"]),
    ("bit", &["varying"]),
    ("double", &["precision"]),
    ("timestamp", &["with", "without", "time", "zone"]),
    ("time", &["with", "without", "time", "zone"]),
];

const NUMBER_TYPES: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double"];

/// The text without the casts that the server wrote. The function says which casts of an operand to a type are the
/// user's.
///
/// `((status)::text = 'a'::text)` → `((status) = 'a')`; `'-1'::integer` → `-1`.
pub(super) fn without_casts(sql: &str, is_users: &dyn Fn(&str, &str) -> bool) -> String {
    let mut scan = Scan::default();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ':' if rest.starts_with("::") => 2 + type_length(&rest[2..]),
            '\'' | '"' => quoted_length(rest, first),
            _ => word_length(rest).max(first.len_utf8()),
        };
        let (token, remaining) = rest.split_at(length);
        match token.strip_prefix("::") {
            Some(target) => scan.cast(target, is_users),
            None => scan.token(token),
        }
        rest = remaining;
    }
    scan.result.replace("TRIM(BOTH FROM ", "btrim(")
}

/// The text so far, and where the operand that a cast would belong to starts.
#[derive(Default)]
struct Scan {
    result: String,
    operand: Option<usize>,
    /// The start of each open bracket, the function's name included.
    open: Vec<usize>,
}

impl Scan {
    fn token(&mut self, token: &str) {
        let here = self.result.len();
        self.operand = match token {
            "(" | "[" => {
                self.open.push(self.operand.unwrap_or(here));
                None
            }
            ")" | "]" => self.open.pop(),
            // A part of a name after its qualifier, or of a number.
            _ if self.result.ends_with('.') => self.operand,
            "." => self.operand,
            word if word.starts_with(|first: char| first.is_alphanumeric() || "_'\"".contains(first)) => {
                Some(here)
            }
            _ => None,
        };
        self.result.push_str(token);
    }

    fn cast(&mut self, target: &str, is_users: &dyn Fn(&str, &str) -> bool) {
        let start = self.operand.unwrap_or(self.result.len());
        if is_users(self.result.get(start..).unwrap_or(""), target) {
            self.result.push_str("::");
            self.result.push_str(target);
        } else if is_number_type(target) && self.result[start..].starts_with('\'') {
            unquote_number(&mut self.result, start);
        }
    }
}

/// Whether a text is a constant, or an array of such.
pub(super) fn is_constant(sql: &str) -> bool {
    let is_word = ["NULL", "true", "false"]
        .iter()
        .any(|word| sql.eq_ignore_ascii_case(word));
    let is_text = sql.starts_with('\'') && quoted_end(sql) == sql.len();
    is_word || is_text || sql.starts_with("ARRAY[") || sql.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A text that is a constant and nothing else, or a constant of a type: `'a'::text`, `(5)::bigint`.
pub(super) fn cast_constant(sql: &str) -> Option<(&str, Option<&str>)> {
    let sql = without_outer_parentheses(sql);
    let end = match sql.chars().next()? {
        '\'' => quoted_end(sql),
        '(' => closing_end(sql)?,
        _ => sql.find("::").unwrap_or(sql.len()),
    };
    let (constant, rest) = sql.split_at(end);
    let constant = without_outer_parentheses(constant);
    let is_simple = is_constant(constant) && !constant.starts_with("ARRAY[");
    match rest.strip_prefix("::") {
        Some(cast) if is_simple && type_length(cast) == cast.len() => Some((constant, Some(cast))),
        None if is_simple && rest.is_empty() => Some((constant, None)),
        Some(_) | None => None,
    }
}

/// The text up to a closing bracket, cut at its own commas, and the text behind the bracket.
pub(super) fn split_list(sql: &str, closing: char) -> Option<(Vec<&str>, &str)> {
    let mut items = Vec::new();
    let (mut depth, mut start, mut place) = (0_usize, 0, 0);
    while let Some(first) = sql[place..].chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(&sql[place..], first),
            _ => first.len_utf8(),
        };
        match first {
            ',' if depth == 0 => {
                items.push(sql[start..place].trim());
                start = place + length;
            }
            _ if depth == 0 && first == closing => {
                let last = sql[start..place].trim();
                items.extend(Some(last).filter(|last| !last.is_empty()));
                return Some((items, &sql[place + length..]));
            }
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        place += length;
    }
    None
}

/// The end of the brackets that a text begins with.
fn closing_end(sql: &str) -> Option<usize> {
    let (_, after) = split_list(sql.strip_prefix('(')?, ')')?;
    Some(sql.len() - after.len())
}

/// The text with the operators that the catalog has for LIKE spelled as users write them.
pub(super) fn with_like(sql: &str) -> String {
    const OPERATORS: &[(&str, &str)] = &[(" ~~ ", " LIKE "), (" !~~ ", " NOT LIKE ")];
    let mut result = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let operator = OPERATORS.iter().find(|(operator, _)| rest.starts_with(operator));
        let (length, spelled) = match (operator, first) {
            (Some((operator, like)), _) => (operator.len(), *like),
            (None, '\'' | '"') => (quoted_length(rest, first), &rest[..quoted_length(rest, first)]),
            (None, _) => (first.len_utf8(), &rest[..first.len_utf8()]),
        };
        result.push_str(spelled);
        rest = &rest[length..];
    }
    result
}

/// The text with constants such as `E'it\'s'` in the form that the catalog has: `'it''s'`.
pub(super) fn with_standard_texts(sql: &str) -> String {
    let mut result = String::with_capacity(sql.len());
    let mut is_escaped = false;
    for fragment in fragments(sql, LEXIS) {
        let inner = fragment
            .text
            .strip_prefix('\'')
            .and_then(|rest| rest.strip_suffix('\''));
        match inner.filter(|_| is_escaped) {
            Some(inner) => {
                let text = PostgresQueryBuilder.unescape_string(&inner.replace("''", "\\'"));
                result.pop();
                result.push_str(&format!("'{}'", text.replace('\'', "''")));
            }
            None => result.push_str(fragment.text),
        }
        is_escaped = fragment.is_word("e");
    }
    result
}

/// A name without the quotes that it may have.
pub(super) fn unquoted_name(sql: &str) -> String {
    let inner = sql.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| sql.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// The end of a text in quotes; a doubled quote does not end it.
fn quoted_end(sql: &str) -> usize {
    let mut end = quoted_length(sql, '\'');
    while sql[end..].starts_with('\'') {
        end += quoted_length(&sql[end..], '\'');
    }
    end
}

/// The text with another one in the place of a word, wherever it is neither quoted nor part of a longer word.
#[cfg(feature = "driver")]
pub(super) fn with_word_replaced(sql: &str, word: &str, replacement: &str) -> String {
    let replaced = |text| if text == word { replacement } else { text };
    fragments(sql, LEXIS)
        .map(|fragment| replaced(fragment.text))
        .collect()
}

/// The text without the quotes of names that are plain words, as the catalog reports most of them.
pub(super) fn without_needless_quotes(sql: &str) -> String {
    fragments(sql, LEXIS)
        .map(|fragment| unquoted_word(fragment.text))
        .collect()
}

/// A quoted name without its quotes, where it is a plain word.
pub(super) fn unquoted_word(name: &str) -> &str {
    let inner = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let is_plain = |name: &&str| {
        name.starts_with(|first: char| first.is_ascii_lowercase() || first == '_')
            && name
                .chars()
                .all(|part| part.is_ascii_lowercase() || part.is_ascii_digit() || part == '_')
    };
    inner.filter(is_plain).unwrap_or(name)
}

/// The text without the parentheses around the whole of it.
pub(super) fn without_outer_parentheses(sql: &str) -> &str {
    let mut sql = sql.trim();
    while closing_end(sql) == Some(sql.len()) {
        sql = sql[1..sql.len() - 1].trim();
    }
    sql
}

/// A doubled quote ends one part and begins the next, which comes to the same.
fn quoted_length(rest: &str, quote: char) -> usize {
    rest[1..].find(quote).map_or(rest.len(), |end| end + 2)
}

fn is_number_type(name: &str) -> bool {
    NUMBER_TYPES.iter().any(|number| name.starts_with(number)) && !name.ends_with(']')
}

fn unquote_number(result: &mut String, start: usize) {
    let is_number = |text: &str| text.parse::<f64>().is_ok_and(f64::is_finite);
    let inner = result
        .get(start + 1..result.len().saturating_sub(1))
        .filter(|inner| is_number(inner));
    if let Some(number) = inner.map(str::to_owned) {
        result.truncate(start);
        result.push_str(&number);
    }
}

/// The length of a type's name: words, a namespace, parameters, array brackets.
pub(super) fn type_length(rest: &str) -> usize {
    let first_word = word_length(rest);
    let word = rest[..first_word].to_owned();
    let mut length = first_word;
    while rest[length..].starts_with('.') {
        length += 1 + word_length(&rest[length + 1..]);
    }
    length += parameters_length(&rest[length..]);
    let continuations = TYPE_CONTINUATIONS.iter().find(|(first, _)| *first == word);
    if let Some((_, continuations)) = continuations {
        while let Some(next) = rest[length..].strip_prefix(' ') {
            let next_length = word_length(next);
            if !continuations.contains(&&next[..next_length]) {
                break;
            }
            length += 1 + next_length;
        }
        length += parameters_length(&rest[length..]);
    }
    while rest[length..].starts_with("[]") {
        length += 2;
    }
    length
}

fn word_length(rest: &str) -> usize {
    if rest.starts_with('"') {
        let length = quoted_length(rest, '"');
        length
            + if rest[length..].starts_with('"') {
                word_length(&rest[length..])
            } else {
                0
            }
    } else {
        let is_part = |character: char| character.is_alphanumeric() || character == '_';
        rest.find(|character| !is_part(character)).unwrap_or(rest.len())
    }
}

fn parameters_length(rest: &str) -> usize {
    if rest.starts_with('(') {
        rest.find(')').map_or(0, |end| end + 1)
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn casts_go_and_numbers_lose_their_quotes() {
        for (given, expected) in [
            ("((status)::text = 'a'::text)", "((status) = 'a')"),
            ("'-1'::integer", "-1"),
            ("'it''s::text'::character varying", "'it''s::text'"),
            ("(price > (0)::numeric)", "(price > (0))"),
            (
                "ARRAY['a'::character varying, 'b'::character varying]::text[]",
                "ARRAY['a', 'b']",
            ),
            ("('x'::character varying(3))::text", "('x')"),
            ("a::timestamp(3) without time zone < b", "a < b"),
            ("x::\"my schema\".\"a::b\" = 1", "x = 1"),
            ("'it''s'::\"Mood \"\"1\"\"\"", "'it''s'"),
            ("'1.50'::numeric(10,2)", "1.50"),
            ("'{1,2}'::integer[]", "'{1,2}'"),
            ("'a'::text AND b", "'a' AND b"),
            ("(TRIM(BOTH FROM a) = ''::text)", "(btrim(a) = '')"),
            ("a::", "a"),
        ] {
            assert_eq!(without_casts(given, &|_, _| false), expected);
        }
    }

    #[test]
    fn a_cast_of_the_user_s_stays() {
        let narrows = |operand: &str, target: &str| target == "date" && operand == "(at)";
        for (given, expected) in [
            ("((at)::date > '2024-01-01'::date)", "((at)::date > '2024-01-01')"),
            ("(lower((at)::text))::date", "(lower((at)))"),
            ("f(at)::date", "f(at)"),
        ] {
            assert_eq!(without_casts(given, &narrows), expected);
        }
    }

    #[test]
    fn constants_are_told_from_what_computes() {
        for (sql, expected) in [
            ("'it''s'", true),
            ("-1.5", true),
            ("NULL", true),
            ("ARRAY['a']", true),
            ("'a' || 'b'", false),
            ("a", false),
        ] {
            assert_eq!(is_constant(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_word_is_replaced_where_it_stands_alone() {
        for (given, expected) in [
            ("((VALUE >= 1) AND (VALUE <= 2))", "((x >= 1) AND (x <= 2))"),
            (
                "(VALUES <> 'VALUE') OR \"VALUE\"",
                "(VALUES <> 'VALUE') OR \"VALUE\"",
            ),
            ("é(VALUE)::text", "é(x)::text"),
        ] {
            assert_eq!(with_word_replaced(given, "VALUE", "x"), expected);
        }
    }

    #[test]
    fn only_quotes_that_are_not_needed_go() {
        for (sql, expected) in [
            ("\"room\" > 1", "room > 1"),
            ("\"Room\" = '\"room\"'", "\"Room\" = '\"room\"'"),
            ("\"a b\"", "\"a b\""),
        ] {
            assert_eq!(without_needless_quotes(sql), expected);
        }
    }

    #[test]
    fn a_constant_is_told_with_its_type() {
        for (sql, expected) in [
            (
                "'it''s'::character varying(3)",
                Some(("'it''s'", Some("character varying(3)"))),
            ),
            ("((5)::bigint)", Some(("5", Some("bigint")))),
            ("'-1'::integer", Some(("'-1'", Some("integer")))),
            ("0.0", Some(("0.0", None))),
            ("NULL::text", Some(("NULL", Some("text")))),
            ("('now'::text)::date", None),
            ("'a'::text || 'b'::text", None),
            ("now()", None),
        ] {
            assert_eq!(cast_constant(sql), expected, "{sql}");
        }
    }

    #[test]
    fn only_parentheses_around_the_whole_go() {
        for (given, expected) in [
            ("((a + b))", "a + b"),
            ("(a) + (b)", "(a) + (b)"),
            ("(a = ')')", "a = ')'"),
            ("a", "a"),
        ] {
            assert_eq!(without_outer_parentheses(given), expected);
        }
    }
}
