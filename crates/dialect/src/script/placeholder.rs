//! `$1`, `$2` in a script, filled with constants.
//!
//! A script is text for the database, in plans and in offline scripts, so its values are spelled into it,
//! by the dialect, as constants of their own types.

use std::collections::BTreeSet;

use aksara_schema::{ArrayItem, Literal, StorageType};

use super::{FragmentKind, fragments};
use crate::Dialect;

/// The values of a script's placeholders, and which of them were taken.
#[derive(Debug)]
pub(super) struct Placeholders<'a> {
    values: &'a [Literal],
    taken: BTreeSet<usize>,
}

impl<'a> Placeholders<'a> {
    pub(super) fn new(values: &'a [Literal]) -> Self {
        Self {
            values,
            taken: BTreeSet::new(),
        }
    }

    /// A statement with its placeholders filled. Without values, what looks like a placeholder stays.
    pub(super) fn fill(&mut self, sql: &str, dialect: &dyn Dialect) -> Result<String, String> {
        if self.values.is_empty() {
            return Ok(sql.to_owned());
        }
        let mut filled = String::with_capacity(sql.len());
        for fragment in fragments(sql, dialect.lexis()) {
            match fragment.kind {
                FragmentKind::Placeholder(number) => filled.push_str(&self.take(number, dialect)?),
                FragmentKind::Blank
                | FragmentKind::Comment
                | FragmentKind::Quoted
                | FragmentKind::Word
                | FragmentKind::Symbol => filled.push_str(fragment.text),
            }
        }
        Ok(filled)
    }

    /// Whether every value was taken.
    pub(super) fn finish(&self) -> Result<(), String> {
        match (1..=self.values.len()).find(|number| !self.taken.contains(number)) {
            Some(unused) => Err(format!("it has a value for ${unused}, and no ${unused}")),
            None => Ok(()),
        }
    }

    fn take(&mut self, number: usize, dialect: &dyn Dialect) -> Result<String, String> {
        let value = number
            .checked_sub(1)
            .and_then(|position| self.values.get(position));
        let value = value.ok_or_else(|| missing(number, self.values.len()))?;
        self.taken.insert(number);
        Ok(spell(value, dialect))
    }
}

/// A negative number in parentheses: `5-$1` must not become a comment.
fn spell(value: &Literal, dialect: &dyn Dialect) -> String {
    let spelled = dialect.spell_literal(value, &storage(value));
    if spelled.starts_with('-') {
        format!("({spelled})")
    } else {
        spelled
    }
}

/// The storage type that keeps a value as it is.
fn storage(value: &Literal) -> StorageType {
    match value {
        Literal::Null | Literal::String(_) => StorageType::Text,
        Literal::Boolean(_) => StorageType::Boolean,
        Literal::Integer(_) => StorageType::BigInteger,
        Literal::Float(_) => StorageType::Float,
        Literal::Decimal(number) => {
            let (digits, scale) = number.precision();
            StorageType::Decimal {
                digits: saturated(digits),
                scale: saturated(scale),
            }
        }
        Literal::Bytes(_) => StorageType::Binary,
        Literal::Date(_) => StorageType::Date,
        Literal::Time(_) => StorageType::Time,
        Literal::DateTime(_) => StorageType::DateTime,
        Literal::Duration(_) => StorageType::Duration,
        Literal::Uuid(_) => StorageType::Uuid,
        Literal::Json(_) => StorageType::Json,
        Literal::Array(items) => StorageType::Array(item(items)),
    }
}

/// The type of a list's items, by the first one that is a value.
fn item(items: &[Literal]) -> ArrayItem {
    match items.iter().find(|item| **item != Literal::Null) {
        Some(Literal::Integer(_)) => ArrayItem::Integer,
        Some(Literal::Float(_)) => ArrayItem::Float,
        Some(Literal::Boolean(_)) => ArrayItem::Boolean,
        Some(Literal::Uuid(_)) => ArrayItem::Uuid,
        _ => ArrayItem::Text,
    }
}

fn saturated(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn missing(number: usize, given: usize) -> String {
    match given {
        1 => format!("it has the placeholder ${number}, and 1 value was given"),
        given => format!("it has the placeholder ${number}, and {given} values were given"),
    }
}
