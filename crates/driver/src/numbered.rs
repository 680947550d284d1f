//! `$1`, `$2` in the user's SQL, on databases whose placeholders are others.
//!
//! A number may stand more than once and in any order. Within texts, quoted names, comments and dollar quotes a
//! `$1` is no placeholder. What a text looks like differs a little between databases; [`Lexis`] says how.

use std::collections::BTreeSet;

use crate::{DriverError, Value};

/// How a database's SQL is cut, as far as it matters for finding placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lexis {
    /// `\'` in a text is a quote, in every text (MySQL).
    pub has_backslashes: bool,
    /// `$$…$$`, `$tag$…$tag$` and `E'…\'…'` (PostgreSQL).
    pub has_dollar_quotes: bool,
    /// `/* /* */ */` is one comment.
    pub has_nested_comments: bool,
    /// `#` begins a comment.
    pub has_hash_comments: bool,
    /// `[name]` is a name.
    pub has_brackets: bool,
}

/// How a database writes placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceholderStyle {
    /// By number after this sign: `$1`, `?1`.
    Numbered(char),
    /// By this sign and the place in the text, so that a number which stands twice is two placeholders.
    Counted(char),
    /// `?`, one for each value in the order of the text.
    Positional,
}

/// A statement in a database's own placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberedStatement {
    /// The statement.
    pub sql: String,
    order: Vec<usize>,
    greatest: usize,
    style: PlaceholderStyle,
}

impl NumberedStatement {
    /// Finds the placeholders of a statement and spells them as a database does.
    pub fn translate(written: &str, lexis: Lexis, style: PlaceholderStyle) -> Self {
        let mut statement = Self {
            sql: String::with_capacity(written.len()),
            order: Vec::new(),
            greatest: 0,
            style,
        };
        let mut rest = written;
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(piece_length(rest, statement.last(), lexis));
            match placeholder(piece) {
                Some(number) => statement.place(number),
                None => statement.sql.push_str(piece),
            }
            rest = after;
        }
        statement
    }

    /// The values in the order in which the database takes them.
    pub fn bind(&self, values: Vec<Value>) -> Result<Vec<Value>, DriverError> {
        if values.len() != self.greatest {
            return Err(DriverError::Refused {
                message: format!(
                    "the statement has the placeholders {}, and {} given",
                    self.placeholders(),
                    match values.len() {
                        1 => "1 value was".to_owned(),
                        count => format!("{count} values were"),
                    }
                ),
            });
        }
        match self.style {
            PlaceholderStyle::Numbered(_) => Ok(values),
            PlaceholderStyle::Counted(_) | PlaceholderStyle::Positional => {
                let value = |number: &usize| values.get(number - 1).cloned().unwrap_or(Value::Null);
                Ok(self.order.iter().map(value).collect())
            }
        }
    }

    /// Whether a number stands more than once.
    pub fn repeats(&self) -> bool {
        self.order.len() > self.order.iter().collect::<BTreeSet<_>>().len()
    }

    fn placeholders(&self) -> String {
        match self.greatest {
            0 => "none".to_owned(),
            1 => "$1".to_owned(),
            greatest => format!("$1 to ${greatest}"),
        }
    }

    fn place(&mut self, number: usize) {
        self.greatest = self.greatest.max(number);
        self.order.push(number);
        match self.style {
            PlaceholderStyle::Numbered(sign) => self.sql.push_str(&format!("{sign}{number}")),
            PlaceholderStyle::Counted(sign) => self.sql.push_str(&format!("{sign}{}", self.order.len())),
            PlaceholderStyle::Positional => self.sql.push('?'),
        }
    }

    fn last(&self) -> Option<char> {
        self.sql.chars().next_back()
    }
}

/// The number of a piece that is a placeholder.
fn placeholder(piece: &str) -> Option<usize> {
    let number: usize = piece.strip_prefix('$')?.parse().ok()?;
    (number > 0).then_some(number)
}

/// The length of the first piece of a text: a quoted text, a name, a comment, a word, or one character.
fn piece_length(rest: &str, last: Option<char>, lexis: Lexis) -> usize {
    let mut characters = rest.chars();
    let (first, second) = (characters.next().unwrap_or_default(), characters.next());
    match first {
        '\'' => quoted_length(rest, first, lexis.has_backslashes || is_escaping(last, lexis)),
        '"' => quoted_length(rest, first, lexis.has_backslashes),
        '`' => quoted_length(rest, first, false),
        '[' if lexis.has_brackets => up_to(rest, "]"),
        '#' if lexis.has_hash_comments => up_to(rest, "\n"),
        '-' if second == Some('-') => up_to(rest, "\n"),
        '/' if second == Some('*') => comment_length(rest, lexis.has_nested_comments),
        '$' => dollar_length(rest, lexis),
        first if is_word(first) => word_length(rest, lexis),
        first => first.len_utf8(),
    }
}

fn word_length(rest: &str, lexis: Lexis) -> usize {
    let is_part = |character: char| is_word(character) || (character == '$' && lexis.has_dollar_quotes);
    rest.find(|character| !is_part(character)).unwrap_or(rest.len())
}

fn is_escaping(last: Option<char>, lexis: Lexis) -> bool {
    lexis.has_dollar_quotes && matches!(last, Some('e' | 'E'))
}

/// `$1`, `$tag$…$tag$`, or the sign alone.
fn dollar_length(rest: &str, lexis: Lexis) -> usize {
    let inner = rest.get(1..).unwrap_or_default();
    let digits = inner
        .find(|character: char| !character.is_ascii_digit())
        .unwrap_or(inner.len());
    if digits > 0 {
        return 1 + digits;
    }
    let tag = inner.find(|character| !is_word(character)).unwrap_or(inner.len());
    if !lexis.has_dollar_quotes || !inner[tag..].starts_with('$') {
        return 1;
    }
    let opening = &rest[..tag + 2];
    let body = &rest[opening.len()..];
    opening.len() + up_to(body, opening)
}

fn quoted_length(rest: &str, quote: char, has_backslashes: bool) -> usize {
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((position, character)) = characters.next() {
        match character {
            '\\' if has_backslashes => drop(characters.next()),
            character if character == quote => match characters.peek() {
                Some((_, next)) if *next == quote => drop(characters.next()),
                _ => return position + quote.len_utf8(),
            },
            _ => {}
        }
    }
    rest.len()
}

fn comment_length(rest: &str, is_nested: bool) -> usize {
    let (mut position, mut depth) = (2, 1);
    while depth > 0 {
        let inner = &rest[position..];
        let Some(end) = inner.find("*/") else {
            return rest.len();
        };
        match inner.find("/*").filter(|start| is_nested && *start < end) {
            Some(start) => (position, depth) = (position + start + 2, depth + 1),
            None => (position, depth) = (position + end + 2, depth - 1),
        }
    }
    position
}

fn up_to(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |position| position + end.len())
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const POSTGRES: Lexis = Lexis {
        has_backslashes: false,
        has_dollar_quotes: true,
        has_nested_comments: true,
        has_hash_comments: false,
        has_brackets: false,
    };
    const MYSQL: Lexis = Lexis {
        has_backslashes: true,
        has_dollar_quotes: false,
        has_nested_comments: false,
        has_hash_comments: true,
        has_brackets: false,
    };

    fn check(written: &str, lexis: Lexis, expected: &str, order: &[usize]) {
        let statement = NumberedStatement::translate(written, lexis, PlaceholderStyle::Positional);
        assert_eq!(
            (statement.sql.as_str(), statement.order.as_slice()),
            (expected, order)
        );
    }

    #[test]
    fn numbers_may_repeat_and_stand_in_any_order() {
        check("SELECT $2, $1, $2", MYSQL, "SELECT ?, ?, ?", &[2, 1, 2]);
        check("a=$10+$1", MYSQL, "a=?+?", &[10, 1]);
    }

    #[test]
    fn quotes_and_comments_hold_no_placeholders() {
        for text in [
            "'$1'", "'a''$1'", "\"$1\"", "`$1`", "-- $1\n", "/* $1 */", "'\\'$1'", "# $1\n",
        ] {
            check(&format!("{text} $1"), MYSQL, &format!("{text} ?"), &[1]);
        }
    }

    #[test]
    fn dollar_quotes_and_nested_comments_are_those_of_postgres() {
        for text in [
            "$$ $1 $$",
            "$t$ $1 $$ $t$",
            "/* /* $1 */ $1 */",
            "E'\\'$1'",
            "a$1",
        ] {
            check(&format!("{text} + $1"), POSTGRES, &format!("{text} + ?"), &[1]);
        }
    }

    #[test]
    fn as_many_values_as_placeholders() {
        let statement = NumberedStatement::translate("$2 $1", MYSQL, PlaceholderStyle::Positional);
        let values = vec![Value::Integer(1), Value::Integer(2)];
        assert_eq!(
            statement.bind(values).unwrap(),
            [Value::Integer(2), Value::Integer(1)]
        );
        let error = statement.bind(Vec::new()).unwrap_err().to_string();
        assert_eq!(
            error,
            "the statement has the placeholders $1 to $2, and 0 values were given"
        );
    }
}
