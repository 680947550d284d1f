//! The answers to what detection asks about a generated edit: every rename as it was made, everything else removed, and
//! values for the rows that need one.

use std::collections::BTreeSet;

use aksara_autodetector::{
    Answers, Detection, DetectionError, Pair, Question, RowValueAnswer, RowValueNeed, RowValueQuestion,
    detect,
};
use aksara_generate::{Choices, Edited};
use aksara_operations::Fill;
use aksara_schema::{ConstraintKind, FieldName, Literal, Schema, Table, TableName};

use crate::Failure;
use crate::failure::failed;

/// How often detection may ask: about tables, fields and values of enums, and then about rows.
const ROUNDS: usize = 5;

/// The findings.
pub(crate) struct Answered {
    pub(crate) detection: Detection,
    /// The fields whose rows that hold NULL are filled.
    pub(crate) filled: BTreeSet<(TableName, FieldName)>,
}

/// Detects an edit, answering every question.
pub(crate) fn detect_edit(edited: &Edited, previous: &Schema) -> Result<Answered, Failure> {
    let mut choices = edited.decisions.clone();
    let mut answers = made_renames(edited);
    answers.assume_no_renames = choices.percent(30);
    let mut filled = BTreeSet::new();
    for _ in 0..ROUNDS {
        let next = &edited.after;
        let questions = match detect(Pair { previous, next }, &answers) {
            Ok(detection) => {
                return Ok(Answered { detection, filled });
            }
            Err(DetectionError::Questions(questions)) => questions.0,
            Err(error) => return Err(failed("detecting")(error)),
        };
        for question in questions {
            answer(question, edited, &mut choices, &mut answers, &mut filled);
        }
    }
    Err(Failure::new("detection asks again and again"))
}

/// Every rename as it was made, and what was removed.
fn made_renames(edited: &Edited) -> Answers {
    let survivors = &edited.survivors;
    let tables = survivors.renamed_tables();
    let tables = tables.map(|(old, new)| (old.clone(), Some(new.clone())));
    let gone = edited.gone_tables().map(|table| (table.clone(), None));
    let fields = survivors.renamed_fields();
    let fields = fields.map(|(table, old, new)| ((table.clone(), old.clone()), Some(new.clone())));
    let gone_fields = edited.gone_fields();
    let gone_fields = gone_fields.map(|(table, field)| ((table.clone(), field.clone()), None));
    let values = edited.renamed_values().into_iter();
    let values = values.map(|renamed| ((renamed.table, renamed.field, renamed.old), Some(renamed.new)));
    Answers {
        tables: tables.chain(gone).collect(),
        fields: fields.chain(gone_fields).collect(),
        values: values.collect(),
        ..Answers::default()
    }
}

fn answer(
    question: Question,
    edited: &Edited,
    choices: &mut Choices,
    answers: &mut Answers,
    filled: &mut BTreeSet<(TableName, FieldName)>,
) {
    match question {
        Question::TableRename { table, .. } => {
            answers.tables.insert(table, None);
        }
        Question::FieldRename {
            table,
            field,
            is_kept,
            ..
        } => {
            let kept = is_kept.then(|| field.clone());
            answers.fields.insert((table, field), kept);
        }
        Question::ValueRename {
            table, field, value, ..
        } => {
            answers.values.insert((table, field, value), None);
        }
        Question::RowValue(question) => {
            let key = (question.table.clone(), question.field.clone());
            let answer = row_value(&question, edited, choices);
            if answer != RowValueAnswer::Nothing && question.need == RowValueNeed::NoLongerNullable {
                filled.insert(key.clone());
            }
            answers.row_values.insert(key, answer);
        }
    }
}

/// A value where one value can be in every row, sometimes in three steps.
fn row_value(question: &RowValueQuestion, edited: &Edited, choices: &mut Choices) -> RowValueAnswer {
    let definition = &question.definition;
    let fill = edited.fill(&definition.field_type).map(Fill::Constant);
    let is_free = !is_compared(&question.row, &question.field) && definition.reference.is_none();
    match fill.filter(|_| is_free && !question.is_unique && choices.percent(85)) {
        Some(fill) if question.allows_steps() && is_written(&fill) && choices.percent(35) => {
            RowValueAnswer::ThreeSteps(Some(fill))
        }
        Some(fill) => RowValueAnswer::Fill(fill),
        None => RowValueAnswer::Nothing,
    }
}

/// Whether a backfill can write the constant.
fn is_written(fill: &Fill) -> bool {
    match fill {
        Fill::Constant(literal) => !matches!(
            literal,
            Literal::Bytes(_) | Literal::Time(_) | Literal::Duration(_) | Literal::Array(_)
        ),
        Fill::Expression(_) => true,
    }
}

/// Whether rows are compared by the field, or refer by it to others.
fn is_compared(table: &Table, field: &FieldName) -> bool {
    let mut constraints = table.constraints.values();
    let in_constraint = constraints.any(|constraint| match constraint.kind {
        ConstraintKind::Check(_) => false,
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => {
            constraint.fields().contains(&field)
        }
    });
    let mut indexes = table.indexes.values();
    let in_index = indexes.any(|index| index.unique && index.fields().contains(&field));
    let is_key = table.fields.get(field).is_some_and(|field| field.primary_key);
    in_constraint || in_index || is_key
}
