//! Operations in the words of models, as a new migration shows its changes.

use std::fmt::Display;

use aksara_schema::{Default, Expression, Field, SqlExpression, TableName};

use super::TableReference;
use crate::Fill;

/// How a project's models spell what operations hold.
pub trait ModelWords {
    /// A field's definition.
    fn field(&self, field: &Field) -> String;
    /// Whether a table is a many-to-many field of its model.
    fn is_join_table(&self, table: &TableName) -> bool;
    /// The field of a table as it is before the operation.
    fn field_before(&self, table: &TableReference, name: &str) -> Option<Field>;
}

/// The effect of an operation, in the words of models.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// The table, under its new name.
    pub table: Option<String>,
    /// The field, under its new name.
    pub field: Option<String>,
    /// The change in words, without the table.
    pub text: String,
}

impl Sentence {
    pub(super) fn of(table: &impl Display, text: String) -> Option<Self> {
        Some(Self {
            table: Some(table.to_string()),
            field: None,
            text,
        })
    }

    pub(super) fn of_field(table: &impl Display, field: &impl Display, text: String) -> Option<Self> {
        Some(Self {
            table: Some(table.to_string()),
            field: Some(field.to_string()),
            text,
        })
    }
}

pub(super) fn default_word(default: &Default) -> String {
    match default {
        Default::Literal(literal) => Expression::Literal(literal.clone()).to_string(),
        Default::CurrentTimestamp => "the current moment".to_owned(),
        Default::RandomUuid => "a random UUID".to_owned(),
        Default::Expression(written) => expression(written),
    }
}

pub(super) fn filled(rows: &str, fill: Option<&Fill>) -> String {
    let value = match fill {
        None => return String::new(),
        Some(Fill::Constant(constant)) => Expression::Literal(constant.clone()).to_string(),
        Some(Fill::Expression(written)) => expression(written),
    };
    format!("; {rows} get {value}")
}

pub(super) fn expression(expression: &SqlExpression) -> String {
    match expression {
        SqlExpression::Portable(portable) => portable.to_string(),
        SqlExpression::PerDialect(_) => "SQL of each database".to_owned(),
        SqlExpression::Unportable { sql, .. } => sql.as_str().to_owned(),
    }
}

pub(super) fn listed(fields: impl IntoIterator<Item = impl Display>) -> String {
    let names: Vec<String> = fields.into_iter().map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        String::new()
    } else {
        format!(" ({})", names.join(", "))
    }
}
