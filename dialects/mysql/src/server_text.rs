//! SQL expressions of MySQL and MariaDB, as a user wrote them for one of these or a server gives them back, read as
//! portable expressions where they are.
//!
//! The portable parser reads PostgreSQL's grammar. So the tokens are spelled in that: quotes changed, character set
//! introducers left out, functions and types under their portable names.

use aksara_schema::{Expression, parse_expression};

use crate::literal::quote_text;
use crate::name::quoted;
use crate::token::{Token, tokens};

/// Words with another name in the portable grammar.
const WORDS: &[(&str, &str)] = &[
    ("lcase", "lower"),
    ("ucase", "upper"),
    ("mod", "%"),
    ("signed", "bigint"),
];

/// The expression where it means the same on every database.
pub(crate) fn portable(text: &str) -> Option<Expression> {
    parse_expression(&translate(&tokens(text))?).ok()
}

/// The tokens in one spelling, to compare what was written with what is given back: without parentheses and
/// introducers, words in lower case.
pub(crate) fn canonical(text: &str) -> String {
    let tokens = without_introducers(tokens(text));
    let spelled = tokens.iter().filter_map(|token| match token {
        Token::Word(word) => Some(lower_word(word)),
        Token::Name(name) => Some(bare_where_possible(name)),
        Token::Text(text) => Some(quote_text(text)),
        Token::Number(number) => Some((*number).to_owned()),
        Token::Symbol("(" | ")") => None,
        Token::Symbol(symbol) => Some((*symbol).to_owned()),
    });
    spelled.collect::<Vec<_>>().join(" ")
}

/// A name without quotes, where it needs none: the servers quote every one. The case of a field does not count.
fn bare_where_possible(name: &str) -> String {
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    if name.chars().all(is_word) {
        name.to_lowercase()
    } else {
        quoted(name)
    }
}

fn without_introducers(tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let next_is_text: Vec<bool> = tokens
        .iter()
        .skip(1)
        .map(|token| matches!(token, Token::Text(_)))
        .collect();
    let is_introducer = |position: usize, token: &Token<'_>| {
        token.word().is_some_and(|word| word.starts_with('_')) && next_is_text.get(position) == Some(&true)
    };
    let positions = tokens
        .iter()
        .enumerate()
        .map(|(position, token)| !is_introducer(position, token));
    let keep: Vec<bool> = positions.collect();
    tokens
        .into_iter()
        .zip(keep)
        .filter_map(|(token, keep)| keep.then_some(token))
        .collect()
}

fn lower_word(word: &str) -> String {
    let lower = word.to_lowercase();
    match WORDS.iter().find(|(known, _)| *known == lower) {
        Some((_, portable)) => (*portable).to_owned(),
        None => lower,
    }
}

/// The tokens in the portable grammar; `None` where it has no word for one.
fn translate(tokens: &[Token<'_>]) -> Option<String> {
    if has_own_charset(tokens) {
        return None;
    }
    let tokens = without_introducers(tokens.to_vec());
    let mut spelled: Vec<String> = Vec::with_capacity(tokens.len());
    // For each open parenthesis, whether it is that of concat(…).
    let mut open = Vec::new();
    let mut rest = tokens.as_slice();
    while let [token, after @ ..] = rest {
        rest = after;
        match token {
            Token::Word(word) => {
                let (text, consumed) = translate_word(word, after);
                spelled.push(text);
                rest = after.get(consumed..).unwrap_or_default();
                if word.eq_ignore_ascii_case("concat") {
                    open.push(true);
                }
            }
            Token::Name(name) => spelled.push(format!("\"{}\"", name.replace('"', "\"\""))),
            Token::Text(text) => spelled.push(format!("'{}'", text.replace('\'', "''"))),
            Token::Number(number) if number.starts_with("0x") => return None,
            Token::Number(number) => spelled.push((*number).to_owned()),
            Token::Symbol(symbol) => spelled.push(translate_symbol(symbol, &mut open).to_owned()),
        }
    }
    Some(spelled.join(" "))
}

/// A word in the portable grammar, and how many of the tokens after it belong to it.
fn translate_word(word: &str, after: &[Token<'_>]) -> (String, usize) {
    let lower = lower_word(word);
    match (lower.as_str(), after) {
        ("concat", [Token::Symbol("("), ..]) => ("((".to_owned(), 1),
        ("char", after) => ("text".to_owned(), charset_length(after)),
        // It counts bytes here.
        ("length", [Token::Symbol("("), ..]) => ("octet_length".to_owned(), 0),
        // The moment is UTC in the portable grammar, and follows the session's time zone here.
        ("current_timestamp" | "current_date" | "current_time" | "now" | "curdate", _) => {
            (UNKNOWN.to_owned(), 0)
        }
        ("utc_timestamp", after) => ("CURRENT_TIMESTAMP".to_owned(), precision_length(after)),
        ("utc_date", after) => ("CURRENT_DATE".to_owned(), precision_length(after)),
        _ => (lower, 0),
    }
}

/// Stands for what the portable grammar has no word for, so that it is not read as something else.
const UNKNOWN: &str = "?";

/// The character sets of every text.
const UNICODE: &[&str] = &["utf8mb4", "utf8mb3", "utf8"];

fn is_unicode(charset: &str) -> bool {
    UNICODE
        .iter()
        .any(|unicode| charset.eq_ignore_ascii_case(unicode))
}

/// Whether a constant of another character set than Unicode is another text than without that.
fn has_own_charset(tokens: &[Token<'_>]) -> bool {
    tokens.windows(2).any(|pair| match pair {
        [Token::Word(word), Token::Text(text)] => word
            .strip_prefix('_')
            .is_some_and(|charset| !is_unicode(charset) && (charset == "binary" || !text.is_ascii())),
        _ => false,
    })
}

/// The tokens of `charset utf8mb4`; `binary` follows where MariaDB's connection has a binary collation.
fn charset_length(after: &[Token<'_>]) -> usize {
    let is =
        |token: &Token<'_>, word: &str| token.word().is_some_and(|found| found.eq_ignore_ascii_case(word));
    match after {
        [charset, Token::Word(name), binary, ..]
            if is(charset, "charset") && is_unicode(name) && is(binary, "binary") =>
        {
            3
        }
        [charset, Token::Word(name), ..] if is(charset, "charset") && is_unicode(name) => 2,
        _ => 0,
    }
}

/// The tokens of `()` or `(6)`.
fn precision_length(after: &[Token<'_>]) -> usize {
    match after {
        [Token::Symbol("("), Token::Symbol(")"), ..] => 2,
        [Token::Symbol("("), Token::Number(_), Token::Symbol(")"), ..] => 3,
        _ => 0,
    }
}

/// A symbol in the portable grammar. The arguments of concat become operands of `||`.
fn translate_symbol(symbol: &str, open: &mut Vec<bool>) -> &'static str {
    const SYMBOLS: &[(&str, &str)] = &[
        ("!", "NOT"),
        ("!=", "<>"),
        ("&&", "AND"),
        ("||", "OR"),
        ("=", "="),
        ("<>", "<>"),
        ("<", "<"),
        ("<=", "<="),
        (">", ">"),
        (">=", ">="),
        ("+", "+"),
        ("-", "-"),
        ("*", "*"),
        ("%", "%"),
        (".", "."),
    ];
    match symbol {
        "(" => {
            open.push(false);
            "("
        }
        ")" => match open.pop() {
            Some(true) => "))",
            Some(false) | None => ")",
        },
        "," => match open.last() {
            Some(true) => ") || (",
            Some(false) | None => ",",
        },
        other => SYMBOLS
            .iter()
            .find(|(known, _)| *known == other)
            .map_or(UNKNOWN, |(_, portable)| portable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    fn check(given_back: &str, written: &str) {
        assert_eq!(
            portable(given_back),
            parse_expression(written).ok(),
            "{given_back}"
        );
    }

    #[test]
    fn what_servers_give_back_is_read_as_what_was_written() {
        check("(`a` <> _utf8mb4'it\\'s \\\\ %')", "a <> 'it''s \\ %'");
        check("concat(`b`,concat(`c`,'y')) = 'x'", "b || (c || 'y') = 'x'");
        check(
            "cast(`a` as char charset utf8mb4) <> '1'",
            "CAST(a AS text) <> '1'",
        );
        check(
            "cast(`a` as char charset utf8mb4 binary) <> '1'",
            "CAST(a AS text) <> '1'",
        );
        check(
            "`a` MOD 2 = 0 and ucase(`b`) = lcase(`b`)",
            "a % 2 = 0 AND upper(b) = lower(b)",
        );
        check("!coalesce(`t`,0)", "NOT coalesce(t, 0)");
        check("--`a` > 1", "- (- a) > 1");
        check("`at` < utc_timestamp(6)", "\"at\" < CURRENT_TIMESTAMP");
    }

    #[test]
    fn what_means_something_else_is_not_portable() {
        for text in [
            "length(`a`) < 9",
            "cast(`a` as char charset binary) = 'X'",
            "`a` = _binary'x'",
            "`a` = _latin1'é'",
            "CURRENT_TIMESTAMP(6)",
            "curdate()",
        ] {
            assert_eq!(portable(text), None, "{text}");
        }
        check("`a` = _latin1'x'", "a = 'x'");
        check("char_length(`a`) < 9", "length(a) < 9");
    }

    #[test]
    fn what_is_not_portable_is_kept_in_one_spelling() {
        assert_eq!(
            canonical("(`a` REGEXP '^x')"),
            canonical("`a` regexp _utf8mb4'^x'")
        );
        assert_eq!(canonical("regexp_like(`a`, 'x')"), "regexp_like a , 'x'");
        assert_eq!(portable("regexp_like(`a`, 'x')"), None);
        assert_eq!(portable("a <=> b"), None);
    }
}
