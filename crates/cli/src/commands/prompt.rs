//! Questions on a terminal.

use std::fmt;

use aksara::{
    Choice, ChosenAnswer, DataLossOnWayBack, Decision, LockHolder, Question, RowValueDecision,
    RowValueQuestion, check_row_value,
};
use inquire::validator::Validation;
use inquire::{Confirm, InquireError, Select, Text};

use crate::Failure;
use crate::lines::{columns, wrapped};
use crate::output::error_width;

/// The columns of the signs around a question, a choice or a help.
const SIGNS: usize = 2;

/// The columns of the space and the brackets around a remark.
const AROUND_REMARK: usize = 3;

/// Asks one question. Esc and Ctrl-C end it without an answer.
pub fn ask(question: &Question) -> Result<ChosenAnswer, Failure> {
    match question {
        Question::RowValue(value) => ask_for_value(value),
        Question::TableRename { .. } | Question::FieldRename { .. } | Question::ValueRename { .. } => {
            ask_about_rename(question)
        }
    }
}

/// Asks whether a way back may lose what it would. Anything but a yes is a refusal.
pub fn confirm_loss(loss: &DataLossOnWayBack) -> Result<(), Failure> {
    let backup = format!("To keep it, answer no and back it up first:\n    {}", loss.backup);
    confirm(
        &format!("{loss}\n{backup}\nLose it?"),
        "anything but yes keeps it",
    )
}

/// Asks whether the lock shall be taken from its holder.
pub fn confirm_release(holder: &LockHolder) -> Result<(), Failure> {
    let advice = "a run that is cut off leaves its migration unfinished or rolls it back";
    let question = match holder {
        LockHolder::Session(_) => "End it?",
        LockHolder::Lease(_) => "Take it away?",
    };
    confirm(&format!("the lock is held by {holder}\n{question}"), advice)
}

/// Asks whether to go on. Anything but a yes is a refusal.
pub fn confirm(question: &str, advice: &str) -> Result<(), Failure> {
    let answer = Confirm::new(&fitting(question))
        .with_default(false)
        .with_help_message(&fitting(advice))
        .prompt();
    match answer {
        Ok(true) => Ok(()),
        Ok(false) | Err(InquireError::OperationCanceled) => Err(Failure::Declined),
        Err(InquireError::OperationInterrupted) => Err(Failure::Unconfirmed),
        Err(error) => Err(unanswered(error)),
    }
}

/// Asks for a text; Enter takes the default.
pub fn ask_for_text(question: &str, help: &str, default: &str) -> Result<String, Failure> {
    let help = fitting(help);
    let asked = Text::new(question).with_default(default).with_help_message(&help);
    asked.prompt().map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Failure::Unconfirmed,
        error => unanswered(error),
    })
}

/// A line to choose, and the answer that it is.
struct Line {
    text: String,
    /// The evidence for the choice, which is no part of the answer.
    remark: Option<String>,
    answer: ChosenAnswer,
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)?;
        match &self.remark {
            Some(remark) => write!(formatter, " ({remark})"),
            None => Ok(()),
        }
    }
}

/// The candidates, the likeliest first, with what speaks for each.
fn ask_about_rename(question: &Question) -> Result<ChosenAnswer, Failure> {
    let lines = question.choices().into_iter().map(rename_line).collect();
    choose(&question.to_string(), lines)
}

fn rename_line(choice: Choice) -> Line {
    let evidence: Vec<&str> = choice.evidence.iter().map(|likeness| likeness.words()).collect();
    let keeps_name = choice.decision.keeps_name();
    match choice.decision {
        Decision::Rename { old, new, .. } if keeps_name => Line {
            text: format!("no, {old} keeps its name, and its values are converted"),
            remark: None,
            answer: ChosenAnswer::Rename(new),
        },
        Decision::Rename { new, .. } => {
            let text = format!("yes, to {new}");
            Line {
                remark: fitting_remark(&text, &evidence),
                text,
                answer: ChosenAnswer::Rename(new),
            }
        }
        Decision::Drop { name, .. } => Line {
            text: format!("no, {name} is removed, with its data"),
            remark: None,
            answer: ChosenAnswer::Drop,
        },
    }
}

/// As much of the evidence for a choice as its line has room for.
fn fitting_remark(choice: &str, evidence: &[&str]) -> Option<String> {
    let width = error_width().map_or(usize::MAX, |width| width.saturating_sub(SIGNS));
    let counts = (1..=evidence.len()).rev();
    let mut remarks = counts.map(|count| evidence[..count].join(", "));
    remarks.find(|remark| columns(choice) + columns(remark) + AROUND_REMARK <= width)
}

/// A value as SQL, the steps, or nothing.
fn ask_for_value(question: &RowValueQuestion) -> Result<ChosenAnswer, Failure> {
    let lines = question.choices().into_iter().map(|decision| match decision {
        RowValueDecision::Value { sql, .. } => Line {
            text: "a value, as SQL".to_owned(),
            remark: None,
            answer: ChosenAnswer::Default(sql),
        },
        RowValueDecision::ThreeSteps(_) => Line {
            text: "three migrations: add it, fill the rows, require it".to_owned(),
            remark: None,
            answer: ChosenAnswer::ThreeStep,
        },
        RowValueDecision::Nothing(_) => Line {
            text: "nothing: no such rows, or something else fills them".to_owned(),
            remark: None,
            answer: ChosenAnswer::NoDefault,
        },
    });
    match choose(&question.to_string(), lines.collect())? {
        ChosenAnswer::Default(_) => ask_for_sql(question).map(ChosenAnswer::Default),
        answer => Ok(answer),
    }
}

/// SQL that is read and typed as it is entered.
fn ask_for_sql(question: &RowValueQuestion) -> Result<String, Failure> {
    let asked = question.clone();
    let check = move |sql: &str| match check_row_value(&asked, sql) {
        Ok(()) => Ok(Validation::Valid),
        Err(problem) => Ok(Validation::Invalid(problem.to_string().into())),
    };
    let message = format!("SQL of {}.{}:", question.table, question.field);
    Text::new(&message)
        .with_placeholder(&format!("such as {}", question.example()))
        .with_help_message(&fitting(
            "fields of the row by their names, texts in single quotes: lower(title), 'none'",
        ))
        .with_validator(check)
        .prompt()
        .map_err(unanswered)
}

fn choose(message: &str, lines: Vec<Line>) -> Result<ChosenAnswer, Failure> {
    let answer = |line: inquire::list_option::ListOption<&Line>| line.value.text.clone();
    let message = fitting(message);
    // Who types a value at once would filter the choices away.
    let asked = Select::new(&message, lines).without_filtering();
    let asked = asked.with_formatter(&answer);
    Ok(asked.prompt().map_err(unanswered)?.answer)
}

/// A text in lines that the terminal has room for beside the signs around it.
fn fitting(text: &str) -> String {
    wrapped(text, error_width().map(|width| width.saturating_sub(SIGNS)))
}

fn unanswered(error: InquireError) -> Failure {
    match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => Failure::Unanswered,
        InquireError::NotTTY
        | InquireError::InvalidConfiguration(_)
        | InquireError::IO(_)
        | InquireError::Custom(_) => Failure::Terminal(error.to_string()),
    }
}
