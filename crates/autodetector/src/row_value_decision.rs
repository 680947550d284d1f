//! Decisions about values that rows lack, as a user writes them: a field, and SQL where there is some.

use std::fmt;

use thiserror::Error;

use crate::decision::quoted;

/// The user's decision about a field whose rows would have no value. A field is written after its table or model and
/// a dot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowValueDecision {
    /// The rows get this value: `posts.slug=''`.
    Value {
        /// The field.
        field: String,
        /// SQL over the row.
        sql: String,
    },
    /// The rows get nothing.
    Nothing(String),
    /// The field is made in three steps.
    ThreeSteps(String),
}

/// A text that gives no field a value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum InvalidRowValue {
    /// It is not a field and a value.
    #[error(
        "`{0}` gives no field a value; write the table, the field and SQL: \"posts.slug=''\", or posts.views=0"
    )]
    NoValue(String),
    /// It is not a field.
    #[error("`{0}` names no field; write the table and the field: posts.slug")]
    NoField(String),
}

impl RowValueDecision {
    /// Reads `TABLE.FIELD=SQL`.
    pub fn value(text: &str) -> Result<Self, InvalidRowValue> {
        match text.split_once('=') {
            Some((field, sql)) if field.contains('.') && !sql.trim().is_empty() => Ok(Self::Value {
                field: field.trim().to_owned(),
                sql: sql.trim().to_owned(),
            }),
            Some(_) | None => Err(InvalidRowValue::NoValue(text.to_owned())),
        }
    }

    /// Reads `TABLE.FIELD`, whose rows get nothing.
    pub fn nothing(text: &str) -> Result<Self, InvalidRowValue> {
        field(text).map(Self::Nothing)
    }

    /// Reads `TABLE.FIELD`, which is made in three steps.
    pub fn three_steps(text: &str) -> Result<Self, InvalidRowValue> {
        field(text).map(Self::ThreeSteps)
    }

    /// The field, behind its table or model and a dot.
    pub fn field(&self) -> &str {
        match self {
            Self::Value { field, .. } | Self::Nothing(field) | Self::ThreeSteps(field) => field,
        }
    }
}

fn field(text: &str) -> Result<String, InvalidRowValue> {
    match text.rsplit_once('.') {
        Some((table, field)) if !table.is_empty() && !field.is_empty() => Ok(text.to_owned()),
        Some(_) | None => Err(InvalidRowValue::NoField(text.to_owned())),
    }
}

/// The flag that says it.
impl fmt::Display for RowValueDecision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Value { field, sql } => {
                let value = format!("{field}={sql}");
                write!(formatter, "--default {}", shown(&value))
            }
            Self::Nothing(field) => write!(formatter, "--no-default {}", quoted(field)),
            Self::ThreeSteps(field) => write!(formatter, "--three-step {}", quoted(field)),
        }
    }
}

/// In double quotes if it contains single ones, as SQL's texts do.
fn shown(text: &str) -> String {
    let is_plain_within = |character: char| !"\"\\$`!".contains(character);
    if text.contains('\'') && text.chars().all(is_plain_within) {
        format!("\"{text}\"")
    } else {
        quoted(text)
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    #[test]
    fn a_flag_is_shown_as_a_shell_takes_it() {
        for (text, expected) in [
            ("posts.views=0", "--default posts.views=0"),
            ("posts.slug=''", "--default \"posts.slug=''\""),
            ("posts.slug=lower(title)", "--default 'posts.slug=lower(title)'"),
            ("Post.on = a = 'b'", "--default \"Post.on=a = 'b'\""),
            ("posts.slug='$x'", r"--default 'posts.slug='\''$x'\'''"),
        ] {
            let read = RowValueDecision::value(text);
            assert_eq!(read.unwrap().to_string(), expected);
        }
        let nothing = RowValueDecision::nothing("posts.slug").unwrap();
        assert_eq!(nothing.to_string(), "--no-default posts.slug");
    }

    #[test]
    fn what_names_no_field_is_refused() {
        for text in ["posts", "posts.slug", "posts.slug=", "slug=''"] {
            assert!(RowValueDecision::value(text).is_err(), "{text}");
        }
        for text in ["posts", ".slug", "posts."] {
            assert!(RowValueDecision::nothing(text).is_err(), "{text}");
        }
    }
}
