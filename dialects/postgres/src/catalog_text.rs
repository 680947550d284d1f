//! SQL texts as PostgreSQL's catalog gives them back, made readable for the portable parser: the casts that the
//! server wrote into them go, numbers in quotes become numbers.

/// Words that may follow a type's first word.
const TYPE_CONTINUATIONS: &[(&str, &[&str])] = &[
    ("character", &["varying"]),
    ("bit", &["varying"]),
    ("double", &["precision"]),
    ("timestamp", &["with", "without", "time", "zone"]),
    ("time", &["with", "without", "time", "zone"]),
];

const NUMBER_TYPES: &[&str] = &["smallint", "integer", "bigint", "numeric", "real", "double"];

/// The text without casts.
///
/// `((status)::text = 'a'::text)` → `((status) = 'a')`; `'-1'::integer` → `-1`.
pub(crate) fn without_casts(sql: &str) -> String {
    let mut result = String::with_capacity(sql.len());
    let mut last_literal: Option<usize> = None;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        if let Some(after) = rest.strip_prefix("::") {
            let type_length = type_length(after);
            let (name, remaining) = after.split_at(type_length);
            if let Some(start) = last_literal.take().filter(|_| is_number_type(name)) {
                unquote_number(&mut result, start);
            }
            rest = remaining;
            continue;
        }
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            _ => first.len_utf8(),
        };
        last_literal = (first == '\'').then_some(result.len());
        let (token, remaining) = rest.split_at(length);
        result.push_str(token);
        rest = remaining;
    }
    result.replace("TRIM(BOTH FROM ", "btrim(")
}

/// The text with another one in the place of a word, wherever it is neither quoted nor part of a longer word.
pub(crate) fn with_word_replaced(sql: &str, word: &str, replacement: &str) -> String {
    let mut result = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            _ => word_length(rest).max(first.len_utf8()),
        };
        let (token, remaining) = rest.split_at(length);
        result.push_str(if token == word { replacement } else { token });
        rest = remaining;
    }
    result
}

/// The text without the parentheses around the whole of it.
pub(crate) fn without_outer_parentheses(sql: &str) -> &str {
    let mut sql = sql.trim();
    while let Some(inner) = sql.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !is_balanced(inner) {
            break;
        }
        sql = inner.trim();
    }
    sql
}

fn is_balanced(sql: &str) -> bool {
    let mut depth = 0_i64;
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' | '"' => quoted_length(rest, first),
            _ => first.len_utf8(),
        };
        depth += match first {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
        rest = &rest[length..];
    }
    depth == 0
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
fn type_length(rest: &str) -> usize {
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
    match rest.starts_with('"') {
        true => {
            let length = quoted_length(rest, '"');
            length
                + if rest[length..].starts_with('"') {
                    word_length(&rest[length..])
                } else {
                    0
                }
        }
        false => {
            let is_part = |character: char| character.is_alphanumeric() || character == '_';
            rest.find(|character| !is_part(character)).unwrap_or(rest.len())
        }
    }
}

fn parameters_length(rest: &str) -> usize {
    match rest.starts_with('(') {
        true => rest.find(')').map_or(0, |end| end + 1),
        false => 0,
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
            assert_eq!(without_casts(given), expected);
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
