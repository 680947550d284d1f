//! Constants in SQLite's own spelling, and the values that a column makes of them.

#[cfg(any(test, feature = "driver"))]
use crate::affinity::Affinity;
use crate::token::{Token, TokenKind, tokens, without_outer_parentheses};

/// A value as SQLite keeps it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Constant {
    Null,
    Integer(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

impl Constant {
    /// Reads a constant, in parentheses or not; `None` where the text is something else.
    pub(crate) fn read(sql: &str) -> Option<Self> {
        let tokens: Vec<Token<'_>> = tokens(sql).collect();
        match without_outer_parentheses(&tokens) {
            [token] => Self::of_token(token),
            [sign, number] if number.kind == TokenKind::Number && sign.is("-") => {
                number_of(&format!("-{}", number.text))
            }
            [sign, number] if number.kind == TokenKind::Number && sign.is("+") => number_of(number.text),
            _ => None,
        }
    }

    fn of_token(token: &Token<'_>) -> Option<Self> {
        match token.kind {
            TokenKind::Word if token.is("NULL") => Some(Self::Null),
            TokenKind::Word if token.is("TRUE") => Some(Self::Integer(1)),
            TokenKind::Word if token.is("FALSE") => Some(Self::Integer(0)),
            TokenKind::Number => number_of(token.text),
            TokenKind::Text => match token.text.strip_prefix('\'') {
                Some(rest) => Some(Self::Text(rest.strip_suffix('\'')?.replace("''", "'"))),
                None => bytes_of(token.text.get(2..token.text.len().checked_sub(1)?)?).map(Self::Blob),
            },
            TokenKind::Word | TokenKind::Quoted | TokenKind::Symbol => None,
        }
    }
}

#[cfg(any(test, feature = "driver"))]
impl Constant {
    /// Reads the text after DEFAULT. A lone name is a text there
    /// (<https://sqlite.org/lang_createtable.html#the_default_clause>).
    pub(crate) fn after_default(sql: &str) -> Option<Self> {
        let name = || {
            let mut tokens = tokens(sql);
            let single = tokens.next().filter(|_| tokens.next().is_none())?;
            single.name().filter(|_| !is_clock(sql)).map(Self::Text)
        };
        Self::read(sql).or_else(name)
    }

    /// The value that a column of this affinity keeps (<https://sqlite.org/datatype3.html#type_affinity>); `None`
    /// where SQLite alone knows the digits.
    pub(crate) fn kept(self, affinity: Affinity) -> Option<Self> {
        match (affinity, self) {
            (Affinity::Blob, value) | (_, value @ (Self::Null | Self::Blob(_))) => Some(value),
            (Affinity::Text, Self::Integer(number)) => Some(Self::Text(number.to_string())),
            (Affinity::Text, Self::Real(_)) => None,
            (Affinity::Text, text @ Self::Text(_)) => Some(text),
            (Affinity::Integer | Affinity::Numeric, value) => Some(value.into_number()?.into_whole()),
            (Affinity::Real, value) => Some(match value.into_number()? {
                Self::Integer(number) => Self::Real(number as f64),
                other => other,
            }),
        }
    }

    /// A text that is a number as that number. SQLite overlooks spaces around it.
    fn into_number(self) -> Option<Self> {
        let Self::Text(text) = &self else {
            return Some(self);
        };
        let is_number = |text: &str| {
            let number = text.trim_start_matches(['+', '-']);
            let is_digit = |character: char| character.is_ascii_digit();
            number.starts_with(|first| is_digit(first) || first == '.')
                && number.contains(is_digit)
                && number.parse::<f64>().is_ok()
        };
        match (is_number(text), is_number(text.trim())) {
            (true, _) => match text.parse() {
                Ok(number) => Some(Self::Integer(number)),
                Err(_) => real_of(text),
            },
            (false, true) => None,
            (false, false) => Some(self),
        }
    }

    /// A whole real as an integer.
    fn into_whole(self) -> Self {
        /// Every whole number below it has a double of its own.
        const GREATEST: f64 = 9_007_199_254_740_992.0;
        match self {
            Self::Real(number) if number.fract() == 0.0 && number.abs() < GREATEST => {
                Self::Integer(number as i64)
            }
            other => other,
        }
    }
}

/// Whether a text is one of the words for the clock, which need no parentheses after DEFAULT.
pub(crate) fn is_clock(sql: &str) -> bool {
    const CLOCKS: &[&str] = &["CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];
    CLOCKS.iter().any(|word| sql.trim().eq_ignore_ascii_case(word))
}

/// A number; hexadecimal ones are 64 bits (<https://sqlite.org/lang_expr.html#literal_values_constants_>).
fn number_of(text: &str) -> Option<Constant> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    if let Some(digits) = digits.strip_prefix("0x").or_else(|| digits.strip_prefix("0X")) {
        let number = u64::from_str_radix(digits, 16).ok()? as i64;
        return number.checked_mul(sign).map(Constant::Integer);
    }
    text.parse().map(Constant::Integer).ok().or_else(|| real_of(text))
}

fn real_of(text: &str) -> Option<Constant> {
    let number: f64 = text.parse().ok()?;
    number.is_finite().then_some(Constant::Real(number))
}

fn bytes_of(digits: &str) -> Option<Vec<u8>> {
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|start| u8::from_str_radix(digits.get(start..start + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    #[test]
    fn constants_are_read_in_every_spelling() {
        for (sql, expected) in [
            ("((-7))", Some(Constant::Integer(-7))),
            ("+ 7", Some(Constant::Integer(7))),
            ("0x10", Some(Constant::Integer(16))),
            ("1e3", Some(Constant::Real(1000.0))),
            ("99999999999999999999", Some(Constant::Real(1e20))),
            ("true", Some(Constant::Integer(1))),
            ("'it''s'", Some(Constant::Text("it's".to_owned()))),
            ("x'00fF'", Some(Constant::Blob(vec![0, 255]))),
            ("good", None),
            ("1 + 1", None),
            ("(1) + (1)", None),
        ] {
            assert_eq!(Constant::read(sql), expected, "{sql}");
        }
    }

    #[test]
    fn a_name_alone_after_default_is_a_text() {
        let text = |text: &str| Some(Constant::Text(text.to_owned()));
        for (sql, expected) in [
            ("good", text("good")),
            ("\"good\"", text("good")),
            ("[a b]", text("a b")),
            ("CURRENT_DATE", None),
            ("(lower('A'))", None),
        ] {
            assert_eq!(Constant::after_default(sql), expected, "{sql}");
        }
    }

    #[test]
    fn columns_keep_values_by_their_affinity() {
        let text = |text: &str| Constant::Text(text.to_owned());
        for (sql, affinity, expected) in [
            ("'0'", Affinity::Integer, Some(Constant::Integer(0))),
            ("'1.5'", Affinity::Integer, Some(Constant::Real(1.5))),
            ("1.0", Affinity::Numeric, Some(Constant::Integer(1))),
            ("'abc'", Affinity::Integer, Some(text("abc"))),
            ("'inf'", Affinity::Real, Some(text("inf"))),
            ("' 1'", Affinity::Integer, None),
            ("0", Affinity::Text, Some(text("0"))),
            ("1.50", Affinity::Text, None),
            ("''", Affinity::Blob, Some(text(""))),
            ("1", Affinity::Real, Some(Constant::Real(1.0))),
        ] {
            let value = Constant::read(sql).unwrap();
            assert_eq!(value.kept(affinity), expected, "{sql}");
        }
    }
}
