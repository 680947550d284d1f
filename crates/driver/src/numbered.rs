//! `$1`, `$2` in the user's SQL, on databases whose placeholders are others.
//!
//! A number may occur more than once and in any order. Within texts, quoted names, comments and dollar quotes a
//! `$1` is not a placeholder. The look of a text differs a little between databases; [`Lexis`] says how.

use std::collections::BTreeSet;

use aksara_dialect::{FragmentKind, Lexis, fragments};

use crate::{DriverError, Value};

/// How a database writes placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceholderStyle {
    /// By number after this sign: `$1`, `?1`.
    Numbered(char),
    /// By this sign and the place in the text, so that a number which occurs twice is two placeholders.
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
        for fragment in fragments(written, lexis) {
            match fragment.kind {
                FragmentKind::Placeholder(number) => statement.place(number),
                FragmentKind::Blank
                | FragmentKind::Comment
                | FragmentKind::Quoted
                | FragmentKind::Word
                | FragmentKind::Symbol => statement.sql.push_str(fragment.text),
            }
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

    /// Whether a number occurs more than once.
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use pretty_assertions::assert_eq;

    const POSTGRES: Lexis = Lexis {
        has_dollar_quotes: true,
        has_nested_comments: true,
        ..Lexis::STANDARD
    };
    const MYSQL: Lexis = Lexis {
        has_backslashes: true,
        has_hash_comments: true,
        has_spaced_dashes: true,
        has_code_comments: true,
        ..Lexis::STANDARD
    };

    fn check(written: &str, lexis: Lexis, expected: &str, order: &[usize]) {
        let statement = NumberedStatement::translate(written, lexis, PlaceholderStyle::Positional);
        assert_eq!(
            (statement.sql.as_str(), statement.order.as_slice()),
            (expected, order)
        );
    }

    #[test]
    fn numbers_may_repeat_and_be_in_any_order() {
        check("SELECT $2, $1, $2", MYSQL, "SELECT ?, ?, ?", &[2, 1, 2]);
        check("a=$10+$1", MYSQL, "a=?+?", &[10, 1]);
        check("5--$1", MYSQL, "5--?", &[1]);
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
