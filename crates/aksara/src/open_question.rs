//! Open questions as data: what is asked, the flags and answers to choose from, and room for the answer.

use aksara_autodetector::{Decision, Question, Questions, RowValueDecision};
use serde::{Deserialize, Serialize};

use crate::NewMigration;

/// A question as `--json` prints it and as a file of answers has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenQuestion {
    /// The question.
    #[serde(flatten)]
    pub question: Question,
    /// The question in words.
    pub text: String,
    /// The flags of which one answers it.
    pub flags: Vec<String>,
    /// The answers of which one can be chosen; the SQL of a value is the user's own.
    pub choices: Vec<ChosenAnswer>,
    /// The place of the answer in a file of answers.
    pub answer: Option<ChosenAnswer>,
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChosenAnswer {
    /// It has this name now.
    Rename(String),
    /// It is really removed.
    Drop,
    /// The rows get the value of this SQL.
    Default(String),
    /// The field is made in three steps.
    ThreeStep,
    /// The rows get nothing.
    NoDefault,
}

impl OpenQuestion {
    /// All of them.
    pub fn all(questions: &Questions) -> Vec<Self> {
        questions.0.iter().map(Self::of).collect()
    }

    /// Whether an answer is one of the choices; the SQL of a value is the user's own.
    pub(crate) fn allows(&self, answer: &ChosenAnswer) -> bool {
        let is_it = |choice: &ChosenAnswer| match (choice, answer) {
            (ChosenAnswer::Default(_), ChosenAnswer::Default(_)) => true,
            (choice, answer) => choice == answer,
        };
        self.choices.iter().any(is_it)
    }

    pub(crate) fn of(question: &Question) -> Self {
        Self {
            text: question.to_string(),
            flags: question.flags(),
            choices: choices(question),
            answer: None,
            question: question.clone(),
        }
    }
}

fn choices(question: &Question) -> Vec<ChosenAnswer> {
    match question {
        Question::RowValue(value) => value.choices().into_iter().map(of_value).collect(),
        Question::TableRename { .. } | Question::FieldRename { .. } | Question::ValueRename { .. } => {
            let choices = question.choices().into_iter();
            choices.map(|choice| of_rename(choice.decision)).collect()
        }
    }
}

fn of_rename(decision: Decision) -> ChosenAnswer {
    match decision {
        Decision::Rename { new, .. } => ChosenAnswer::Rename(new),
        Decision::Drop { .. } => ChosenAnswer::Drop,
    }
}

fn of_value(decision: RowValueDecision) -> ChosenAnswer {
    match decision {
        RowValueDecision::Value { sql, .. } => ChosenAnswer::Default(sql),
        RowValueDecision::ThreeSteps(_) => ChosenAnswer::ThreeStep,
        RowValueDecision::Nothing(_) => ChosenAnswer::NoDefault,
    }
}

impl NewMigration {
    /// Takes an answer to a question as a decision: one that cannot be chosen is none.
    pub fn take(&mut self, question: &Question, answer: &ChosenAnswer) {
        match question {
            Question::RowValue(value) => {
                let is_it = |decision: &RowValueDecision| match (decision, answer) {
                    (RowValueDecision::Value { .. }, ChosenAnswer::Default(_)) => true,
                    (decision, answer) => of_value(decision.clone()) == *answer,
                };
                let chosen = value.choices().into_iter().find(is_it);
                let chosen = chosen.map(|decision| with_sql(decision, answer));
                self.row_values.extend(chosen);
            }
            Question::TableRename { .. } | Question::FieldRename { .. } | Question::ValueRename { .. } => {
                let choices = question.choices().into_iter();
                let mut choices = choices.map(|choice| choice.decision);
                let chosen = choices.find(|decision| of_rename(decision.clone()) == *answer);
                self.decisions.extend(chosen);
            }
        }
    }
}

/// The SQL is the user's own.
fn with_sql(decision: RowValueDecision, answer: &ChosenAnswer) -> RowValueDecision {
    match (decision, answer) {
        (RowValueDecision::Value { field, .. }, ChosenAnswer::Default(sql)) => RowValueDecision::Value {
            field,
            sql: sql.clone(),
        },
        (decision, _) => decision,
    }
}
