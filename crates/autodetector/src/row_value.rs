//! Values that the rows of a table lack: for a field that is new and required, or that no longer takes NULL.
//!
//! Each such field is asked about. The answer fills the rows, or leaves them to the user, or divides the change into
//! steps: the field is added without its rules, its rows are filled, and the rules follow.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use aksara_operations::Fill;
use aksara_schema::{Default, Field, FieldName, Literal, StorageType, Table, TableName, ValueSort};
use serde::Serialize;

use crate::detector::Detector;
use crate::join_table::is_join_table;
use crate::{Answers, DetectionError, Pair, Question, Questions, RowValueDecision};

/// A field whose rows would have no value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RowValueQuestion {
    /// The table, under its new name.
    pub table: TableName,
    /// The field, under its new name.
    pub field: FieldName,
    /// Why the rows need one.
    pub need: RowValueNeed,
    /// Whether each row must have a value of its own.
    pub is_unique: bool,
    /// The field as the models have it.
    #[serde(skip)]
    pub definition: Box<Field>,
    /// The table as the models have it: SQL of a value may name its fields.
    #[serde(skip)]
    pub row: Arc<Table>,
}

/// Why rows need a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowValueNeed {
    /// The field is new.
    NewField,
    /// The field was there and took NULL.
    NoLongerNullable,
}

/// The user's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowValueAnswer {
    /// The rows get this, and it does not stay as a default.
    Fill(Fill),
    /// Nothing: the table has no rows, or they are filled by other means.
    Nothing,
    /// The field is added without its rules, the rows are filled in a migration of their own (with this, or by what the
    /// user writes there), and a third one adds the rules.
    ThreeSteps(Option<Fill>),
}

/// By table (under its new name) and field.
pub type RowValueAnswers = BTreeMap<(TableName, FieldName), RowValueAnswer>;

/// The decisions about fields that need values.
#[derive(Debug, Default)]
pub(crate) struct DecidedValues {
    /// The values that rows get, by field.
    pub(crate) fills: BTreeMap<(TableName, FieldName), Fill>,
    /// The fields that are made in steps, with what fills them.
    pub(crate) stepped: Vec<(RowValueQuestion, Option<Fill>)>,
}

impl RowValueQuestion {
    /// Whether the field can be made in steps: a key cannot do without a value in between, and a backfill goes along
    /// the key.
    pub fn allows_steps(&self) -> bool {
        !self.definition.primary_key && !self.row.primary_key().is_empty()
    }

    /// Whether the models have a default, and the database cannot compute it for each row.
    fn takes_steps_by_itself(&self) -> bool {
        let has_default = self.has_default_of_the_program();
        self.need == RowValueNeed::NewField && self.is_unique && has_default && self.allows_steps()
    }

    fn has_default_of_the_program(&self) -> bool {
        self.definition.callable.0.is_some() || self.definition.default.is_some()
    }

    /// The decisions to choose from: a value, the steps, and no value at all.
    pub fn choices(&self) -> Vec<RowValueDecision> {
        let field = format!("{}.{}", self.table, self.field);
        let value = self.takes_value().then(|| RowValueDecision::Value {
            field: field.clone(),
            sql: self.example().to_owned(),
        });
        let steps = self
            .allows_steps()
            .then(|| RowValueDecision::ThreeSteps(field.clone()));
        let nothing = RowValueDecision::Nothing(field);
        value.into_iter().chain(steps).chain([nothing]).collect()
    }

    /// Whether rows can get a value: one that is computed from the row, or one for all rows.
    fn takes_value(&self) -> bool {
        self.takes_computed_value() || !self.needs_different_values()
    }

    /// Whether the value may be computed from the row; those of a primary key are not.
    pub fn takes_computed_value(&self) -> bool {
        !self.definition.primary_key
    }

    /// SQL that could be meant; the user's own word where each row needs another value.
    pub fn example(&self) -> &'static str {
        let sort = ValueSort::of_field(&self.definition.field_type);
        let is_text = !matches!(self.definition.field_type.storage(), StorageType::Enum { .. });
        match sort.filter(|_| !self.is_unique && self.definition.reference.is_none() && is_text) {
            Some(ValueSort::Boolean) => "FALSE",
            Some(ValueSort::Number) => "0",
            Some(ValueSort::Text) => "''",
            Some(ValueSort::Date) if self.takes_computed_value() => "CURRENT_DATE",
            Some(ValueSort::Moment) if self.takes_computed_value() => "CURRENT_TIMESTAMP",
            Some(ValueSort::Date | ValueSort::Moment) | None if !self.takes_computed_value() => "CONSTANT",
            Some(ValueSort::Date | ValueSort::Moment) | None => "SQL",
        }
    }

    /// Whether one value for all rows cannot be.
    pub fn needs_different_values(&self) -> bool {
        self.is_unique && self.need == RowValueNeed::NewField
    }

    fn key(&self) -> (TableName, FieldName) {
        (self.table.clone(), self.field.clone())
    }
}

impl Detector {
    /// Decides what the rows get that need values, or asks.
    pub(crate) fn decide_values(&mut self, answers: &Answers) -> Result<DecidedValues, DetectionError> {
        let needs = self.needed_values(answers);
        refuse_unneeded(&needs, answers)?;
        let mut decided = DecidedValues::default();
        let mut open = Vec::new();
        for question in needs {
            match answer(&question, answers) {
                Some(RowValueAnswer::Fill(fill)) => {
                    decided.fills.insert(question.key(), fill);
                }
                Some(RowValueAnswer::ThreeSteps(fill)) => decided.stepped.push((question, fill)),
                Some(RowValueAnswer::Nothing) => {}
                None => open.push(Question::RowValue(question)),
            }
        }
        if open.is_empty() {
            Ok(decided)
        } else {
            Err(DetectionError::Questions(Questions(open)))
        }
    }

    /// The fields of existing tables whose rows would have no value, or all the same value in a unique field.
    fn needed_values(&self, answers: &Answers) -> Vec<RowValueQuestion> {
        let is_new = |name: &TableName| {
            let mut renamed = answers
                .tables
                .iter()
                .filter(|(_, new)| new.as_ref() == Some(name));
            answers
                .new_tables
                .contains(renamed.next().map_or(name, |(old, _)| old))
        };
        let tables = self.changed_tables().into_iter();
        let with_rows = tables.filter(|pair| !is_new(&pair.next.name));
        with_rows.flat_map(|pair| needed_in_table(&pair)).collect()
    }

    /// The questions about values that no open question about a rename bears upon.
    pub(crate) fn value_questions(&self, answers: &Answers, asked: &[Question]) -> Vec<Question> {
        let is_open = |question: &RowValueQuestion| {
            let is_joined = self
                .next
                .table(&question.table)
                .is_none_or(|table| is_join_table(table));
            let may_be_renamed = asked
                .iter()
                .any(|asked| asked.may_name(&question.table, &question.field));
            answer(question, answers).is_none() && !is_joined && !may_be_renamed
        };
        let needed = self.needed_values(answers).into_iter();
        needed.filter(is_open).map(Question::RowValue).collect()
    }

    /// Takes the rules off the fields that are made in steps, and gives the models as they are to be at the end.
    pub(crate) fn relax(&mut self, stepped: &[(RowValueQuestion, Option<Fill>)]) {
        let fields: Vec<_> = stepped.iter().map(|(question, _)| question.key()).collect();
        self.postpone_moved(&fields);
        for (question, _) in stepped {
            let Some(table) = self.next.table(&question.table) else {
                continue;
            };
            let mut table = Table::clone(table);
            let is_referred_to = self.is_referred_to(&question.table, &question.field);
            if let Some(field) = table.fields.get_mut(&question.field) {
                relax_field(field, question, is_referred_to);
            }
            let readable = self.draft.table(&question.table);
            let table = readable
                .map(|previous| with_readable_fields(previous, &table))
                .unwrap_or(table);
            self.next.insert(Arc::new(table));
        }
    }

    fn is_referred_to(&self, table: &TableName, field: &FieldName) -> bool {
        let refers = |referrer: &Arc<Table>| {
            let mut keys = referrer.foreign_keys().into_iter().map(|(_, key)| key);
            keys.any(|key| key.table == *table && key.target_fields.contains(field))
        };
        self.next.referrers(table).any(refers)
    }
}

/// A table with the fields that it is to lose: what fills another one may read them until then.
fn with_readable_fields(previous: &Table, next: &Table) -> Table {
    let holds_values = |field: &&Field| {
        let is_own = field.reference.is_none() && field.generated.is_none();
        is_own && !field.primary_key && !next.fields.contains_key(&field.name)
    };
    let mut table = next.clone();
    let gone = previous.fields.values().filter(holds_values);
    let gone = gone.map(|field| (field.name.clone(), field.clone()));
    table.fields.extend(gone.collect::<Vec<_>>());
    table
}

/// Without NOT NULL, and without what would give each row the same value. Fields that foreign keys refer to stay
/// unique.
fn relax_field(field: &mut Field, question: &RowValueQuestion, is_referred_to: bool) {
    field.nullable = true;
    if question.need == RowValueNeed::NewField && !is_referred_to {
        field.unique = None;
    }
    if question.is_unique && question.need == RowValueNeed::NewField {
        field.default = None;
    }
}

fn needed_in_table(pair: &Pair<Arc<Table>>) -> Vec<RowValueQuestion> {
    let questions = pair.next.fields.values().filter_map(|field| {
        let need = match pair.previous.fields.get(&field.name) {
            None if field.needs_value() || gets_one_value(field, &pair.next) => RowValueNeed::NewField,
            Some(previous) if previous.nullable && !previous.primary_key && field.needs_value() => {
                RowValueNeed::NoLongerNullable
            }
            None | Some(_) => return None,
        };
        Some(RowValueQuestion {
            table: pair.next.name.clone(),
            field: field.name.clone(),
            need,
            is_unique: is_distinct(field, &pair.next),
            definition: Box::new(field.clone()),
            row: Arc::new(with_readable_fields(&pair.previous, &pair.next)),
        })
    });
    questions.collect()
}

/// Whether a unique field has a default that is the same for all existing rows.
fn gets_one_value(field: &Field, table: &Table) -> bool {
    let is_constant = match &field.default {
        Some(Default::Literal(literal)) => *literal != Literal::Null,
        Some(Default::CurrentTimestamp) => true,
        Some(Default::RandomUuid | Default::Expression(_)) | None => false,
    };
    is_constant && field.is_required() && is_distinct(field, table)
}

/// Whether the field alone identifies a row.
fn is_distinct(field: &Field, table: &Table) -> bool {
    table.unique_keys().iter().any(|key| key.is_alone(&field.name))
}

/// The decision about a field: its own, or the one for all fields.
fn answer(question: &RowValueQuestion, answers: &Answers) -> Option<RowValueAnswer> {
    let steps = RowValueAnswer::ThreeSteps;
    match answers.row_values.get(&question.key()) {
        Some(RowValueAnswer::Fill(fill)) if answers.three_steps && question.allows_steps() => {
            Some(steps(Some(fill.clone())))
        }
        Some(answer) => Some(answer.clone()),
        None if answers.assume_no_values => Some(RowValueAnswer::Nothing),
        None if answers.three_steps && question.allows_steps() => Some(steps(None)),
        None if question.takes_steps_by_itself() => Some(steps(None)),
        None => None,
    }
}

/// A value for a field whose rows need none, or one value for all rows of a unique field, says something else than
/// meant.
fn refuse_unneeded(needs: &[RowValueQuestion], answers: &Answers) -> Result<(), DetectionError> {
    let needs: BTreeMap<_, _> = needs.iter().map(|question| (question.key(), question)).collect();
    for (key, answer) in &answers.row_values {
        let (table, field) = key.clone();
        match (needs.get(key), answer) {
            (None, _) => return Err(DetectionError::NoValueNeeded { table, field }),
            (Some(question), RowValueAnswer::Fill(fill) | RowValueAnswer::ThreeSteps(Some(fill)))
                if question.needs_different_values() && fill.constant().is_some() =>
            {
                let is_key = question.definition.primary_key;
                return Err(if is_key {
                    DetectionError::SameKey { table, field }
                } else {
                    DetectionError::SameValue { table, field }
                });
            }
            (Some(question), RowValueAnswer::ThreeSteps(_)) if !question.allows_steps() => {
                let is_key = question.definition.primary_key;
                return Err(if is_key {
                    DetectionError::KeyInSteps { table, field }
                } else {
                    DetectionError::StepsWithoutKey { table, field }
                });
            }
            (Some(_), _) => {}
        }
    }
    Ok(())
}

/// The table and the field, with the reason.
impl fmt::Display for RowValueQuestion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { table, field, .. } = self;
        let rows = match self.need {
            RowValueNeed::NewField => "the rows of the table",
            RowValueNeed::NoLongerNullable => "the rows that hold NULL",
        };
        let why = match (self.need, self.is_unique) {
            (RowValueNeed::NewField, false) => "is new and required, and has no default",
            (RowValueNeed::NewField, true) => "is new, required and unique",
            (RowValueNeed::NoLongerNullable, _) => "becomes required, and has no default",
        };
        write!(formatter, "`{table}.{field}` {why}: what do {rows} get?")
    }
}
