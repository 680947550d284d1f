//! The user's decisions about values that rows lack: SQL is read and typed against the field, and never run.

use std::collections::BTreeMap;

use aksara_autodetector::{Answers, RowValueAnswer, RowValueDecision, RowValueQuestion};
use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_formats::python::fields::{bytes_of_hex, fit_literal};
use aksara_formats::python::models::Models;
use aksara_operations::{Fill, OperationError, resolve};
use aksara_schema::{
    DialectName, Expression, ExpressionError, Field, FieldName, Literal, RawSql, Schema, SqlExpression,
    Table, TableName, ValueSort, nearest, parse_expression,
};
use thiserror::Error as ThisError;

use crate::decisions::naming::Renamed;
use crate::registry;

/// A decision about a value that cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
#[error("{decision}: {problem}")]
pub struct WrongRowValue {
    /// The decision.
    pub decision: RowValueDecision,
    /// The problem with it.
    pub problem: RowValueProblem,
}

/// The problem with a decision about a value.
#[derive(Debug, Clone, PartialEq, Eq, ThisError)]
pub enum RowValueProblem {
    /// No table of the models has this name.
    #[error("the models have no table or class `{written}`")]
    UnknownTable {
        /// As written.
        written: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// The table has no such field.
    #[error("`{table}` has no field `{written}`")]
    UnknownField {
        /// The table.
        table: TableName,
        /// As written.
        written: String,
        /// The nearest name.
        nearest: Option<String>,
    },
    /// The text is not an expression that means the same everywhere.
    #[error(transparent)]
    Sql(ExpressionError),
    /// NULL is not a value.
    #[error("NULL is not allowed, since the field is required")]
    Null,
    /// The constant does not fit the field's type.
    #[error("{0}")]
    Constant(String),
    /// The expression gives another sort of value.
    #[error("the SQL gives a {found}, and the field holds a {expected}")]
    Sort {
        /// The kind of value that the field holds.
        expected: ValueSort,
        /// The kind of value that the expression gives.
        found: ValueSort,
    },
    /// A value that is computed from the row, for a field of the primary key.
    #[error("the field belongs to the primary key, where rows get no computed values")]
    ComputedKey,
    /// One value for all rows of a unique field.
    #[error("all rows would get the same value, and the field is unique")]
    Same,
    /// Another flag says something else.
    #[error("another decision about it was given as well")]
    Twice,
}

impl Diagnose for WrongRowValue {
    fn diagnosis(&self) -> Diagnosis {
        let advice = match &self.problem {
            RowValueProblem::UnknownTable { nearest, .. } | RowValueProblem::UnknownField { nearest, .. } => {
                nearest.as_ref().map(|name| format!("did you mean `{name}`?"))
            }
            RowValueProblem::Sql(_) => Some(
                "write texts in single quotes and fields of the row by name: \"posts.slug='none'\", \
                 \"posts.slug=lower(title)\"; for SQL that is not portable, use a backfill: --three-step"
                    .to_owned(),
            ),
            RowValueProblem::Null => Some("allow NULL in the models, or give a value".to_owned()),
            RowValueProblem::Constant(_) => Some("give a constant of the field's type".to_owned()),
            RowValueProblem::Sort { .. } => Some(
                "give SQL of the field's type; CAST(… AS text) and CAST(… AS integer) convert".to_owned(),
            ),
            RowValueProblem::ComputedKey => Some(format!(
                "create another table with this key and move the rows, or, where the table has no rows, use \
                 --no-default {}",
                self.decision.field()
            )),
            RowValueProblem::Same => Some("give SQL that has a different value in each row".to_owned()),
            RowValueProblem::Twice => Some("leave one of the flags out".to_owned()),
        };
        let diagnosis = Diagnosis::new(Code::ModelsWrongValue);
        match advice {
            Some(advice) => diagnosis.advise(advice),
            None => diagnosis,
        }
    }
}

/// The models with every reference resolved, so that foreign keys have their types, and the history.
pub(crate) struct RowValues<'a> {
    previous: &'a Schema,
    next: Schema,
    models: &'a Models,
}

impl<'a> RowValues<'a> {
    pub fn new(previous: &'a Schema, models: &'a Models) -> Result<Self, OperationError> {
        Ok(Self {
            previous,
            next: resolve(&models.schema)?,
            models,
        })
    }

    /// The answers that the decisions give, beside those that there are.
    pub fn answer(&self, decisions: &[RowValueDecision], answers: &mut Answers) -> Result<(), WrongRowValue> {
        let mut found: BTreeMap<(TableName, FieldName), RowValueAnswer> = BTreeMap::new();
        for decision in decisions {
            let wrong = |problem| WrongRowValue {
                decision: decision.clone(),
                problem,
            };
            let (table, field) = self.field(decision.field()).map_err(wrong)?;
            let row = self.row(table, answers);
            let answer = answer(decision, &row, field).map_err(wrong)?;
            let key = (table.name.clone(), field.name.clone());
            let joined = match found.remove(&key) {
                None => answer,
                Some(before) => join(before, answer).ok_or_else(|| wrong(RowValueProblem::Twice))?,
            };
            let is_stepped = answers.three_steps && !field.primary_key;
            let joined = match joined {
                RowValueAnswer::Fill(fill) if is_stepped => RowValueAnswer::ThreeSteps(Some(fill)),
                other => other,
            };
            found.insert(key, spelled_in_steps(joined, field));
        }
        answers.row_values.extend(found);
        Ok(())
    }

    /// A table with the fields that it is to lose, which a value may be computed from.
    fn row(&self, table: &Table, answers: &Answers) -> Table {
        let renamed = Renamed {
            previous: self.previous,
            models: self.models,
            tables: &answers.tables,
        };
        let before = renamed.pair(&table.name).into_iter();
        let is_lost = |field: &&Field| {
            let key = (table.name.clone(), field.name.clone());
            let is_renamed = answers.fields.get(&key).is_some_and(Option::is_some);
            !is_renamed && !table.fields.contains_key(&field.name)
        };
        let lost = before.flat_map(|pair| pair.before.fields.values().filter(is_lost));
        let mut row = table.clone();
        row.fields
            .extend(lost.map(|field| (field.name.clone(), field.clone())));
        row
    }

    /// The field behind its table or class.
    fn field(&self, written: &str) -> Result<(&Table, &Field), RowValueProblem> {
        let (table, field) = written.rsplit_once('.').unwrap_or(("", written));
        let table = self.table(table)?;
        match field_as_written(table, field) {
            Some(field) => Ok((table, field)),
            None => Err(RowValueProblem::UnknownField {
                table: table.name.clone(),
                written: field.to_owned(),
                nearest: nearest(field, table.fields.keys().map(FieldName::as_str)).map(str::to_owned),
            }),
        }
    }

    fn table(&self, written: &str) -> Result<&Table, RowValueProblem> {
        let class = self.models.models.iter().find(|model| model.class == written);
        let by_class = class.and_then(|model| self.next.table(&model.table));
        match by_class.or_else(|| self.next.resolve(written).ok()) {
            Some(table) => Ok(table),
            None => {
                let tables = self.next.tables().map(|table| table.name.to_string());
                let classes = self.models.models.iter().map(|model| model.class.clone());
                let names: Vec<String> = tables.chain(classes).collect();
                Err(RowValueProblem::UnknownTable {
                    written: written.to_owned(),
                    nearest: nearest(written, names.iter().map(String::as_str)).map(str::to_owned),
                })
            }
        }
    }
}

/// By its column, its name in the model, or the name in the model that its column is called after.
fn field_as_written<'a>(table: &'a Table, written: &str) -> Option<&'a Field> {
    let by_key = || table.fields.get(format!("{written}_id").as_str());
    let is_key = |field: &&Field| field.reference.is_some();
    table
        .field_as_written(written)
        .or_else(|| by_key().filter(is_key))
}

fn answer(
    decision: &RowValueDecision,
    table: &Table,
    field: &Field,
) -> Result<RowValueAnswer, RowValueProblem> {
    Ok(match decision {
        RowValueDecision::Value { sql, .. } => RowValueAnswer::Fill(typed_value(sql, table, field)?),
        RowValueDecision::Nothing(_) => RowValueAnswer::Nothing,
        RowValueDecision::ThreeSteps(_) => RowValueAnswer::ThreeSteps(None),
    })
}

/// A value and the three steps go together; nothing else does.
fn join(before: RowValueAnswer, now: RowValueAnswer) -> Option<RowValueAnswer> {
    match (before, now) {
        (RowValueAnswer::Fill(fill), RowValueAnswer::ThreeSteps(None))
        | (RowValueAnswer::ThreeSteps(None), RowValueAnswer::Fill(fill)) => {
            Some(RowValueAnswer::ThreeSteps(Some(fill)))
        }
        (before, now) => (before == now).then_some(now),
    }
}

/// A backfill sets SQL text: a constant that no portable expression can say is spelled for each database.
fn spelled_in_steps(answer: RowValueAnswer, field: &Field) -> RowValueAnswer {
    match answer {
        RowValueAnswer::ThreeSteps(Some(Fill::Constant(constant)))
            if field.unique.is_none() && is_unwritable(&constant) =>
        {
            let storage = field.field_type.storage();
            let texts = registry::dialects().into_iter().filter_map(|dialect| {
                let text = dialect.spell_literal(&constant, &storage);
                Some((DialectName::new(dialect.name()).ok()?, RawSql::new(text)))
            });
            let spelled = SqlExpression::PerDialect(texts.collect());
            RowValueAnswer::ThreeSteps(Some(Fill::Expression(spelled)))
        }
        other => other,
    }
}

fn is_unwritable(constant: &Literal) -> bool {
    match constant {
        Literal::Bytes(_) | Literal::Time(_) | Literal::Duration(_) | Literal::Array(_) => true,
        Literal::Null
        | Literal::Boolean(_)
        | Literal::Integer(_)
        | Literal::Float(_)
        | Literal::Decimal(_)
        | Literal::String(_)
        | Literal::Date(_)
        | Literal::DateTime(_)
        | Literal::Uuid(_)
        | Literal::Json(_) => false,
    }
}

/// `X'00FF'`, which is not an expression that means the same everywhere, but a constant.
fn bytes(sql: &str) -> Option<Vec<u8>> {
    let quoted = sql.trim().strip_prefix(['x', 'X'])?;
    bytes_of_hex(quoted.strip_prefix('\'')?.strip_suffix('\'')?)
}

/// Whether SQL can answer a question.
pub fn check_row_value(question: &RowValueQuestion, sql: &str) -> Result<(), RowValueProblem> {
    let fill = typed_value(sql, &question.row, &question.definition)?;
    let is_same = question.needs_different_values() && fill.constant().is_some();
    if is_same {
        Err(RowValueProblem::Same)
    } else {
        Ok(())
    }
}

/// Reads SQL as a value of a field.
fn typed_value(sql: &str, table: &Table, field: &Field) -> Result<Fill, RowValueProblem> {
    let expression = match bytes(sql) {
        Some(bytes) => Expression::Literal(Literal::Bytes(bytes)),
        None => parse_expression(sql).map_err(RowValueProblem::Sql)?,
    };
    match expression {
        Expression::Literal(Literal::Null) => Err(RowValueProblem::Null),
        Expression::Literal(literal) => {
            let what = format!("the value of `{}.{}`", table.name, field.name);
            let constant = fit_literal(&literal, &field.field_type, &what);
            let constant = constant.map_err(|error| RowValueProblem::Constant(error.kind().to_string()))?;
            Ok(Fill::Constant(constant))
        }
        _ if field.primary_key => Err(RowValueProblem::ComputedKey),
        expression => {
            demand_fields(&expression, table)?;
            demand_sort(&expression, table, field)?;
            Ok(Fill::Expression(SqlExpression::Portable(expression)))
        }
    }
}

fn demand_fields(expression: &Expression, table: &Table) -> Result<(), RowValueProblem> {
    let is_unknown = |name: &&FieldName| table.field_as_written(name.as_str()).is_none();
    match expression.fields().into_iter().find(is_unknown) {
        None => Ok(()),
        Some(name) => Err(RowValueProblem::UnknownField {
            table: table.name.clone(),
            written: name.to_string(),
            nearest: nearest(name.as_str(), table.fields.keys().map(FieldName::as_str)).map(str::to_owned),
        }),
    }
}

fn demand_sort(expression: &Expression, table: &Table, field: &Field) -> Result<(), RowValueProblem> {
    let of_field = |name: &FieldName| {
        let field = table.field_as_written(name.as_str())?;
        ValueSort::of_field(&field.field_type)
    };
    let found = expression.sort(&of_field);
    let expected = ValueSort::of_field(&field.field_type);
    match (expected, found) {
        (Some(expected), Some(found)) if expected != found => Err(RowValueProblem::Sort { expected, found }),
        (Some(_) | None, Some(_) | None) => Ok(()),
    }
}
