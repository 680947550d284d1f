//! A file of answers: what `--json` printed about open questions, with the answers filled in.

use aksara_autodetector::Question;
use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use serde_json::{Map, Value};
use thiserror::Error as ThisError;

use crate::{ChosenAnswer, OpenQuestion};

/// The keys of a question that only explain it.
const EXPLAINING: [&str; 5] = ["candidates", "text", "flags", "choices", "answer"];

/// The key that every question has.
const KIND: &str = "kind";

/// The questions of a file, with what is answered.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerFile {
    entries: Vec<Entry>,
}

#[derive(Debug, Clone, PartialEq)]
struct Entry {
    question: Map<String, Value>,
    /// The question in words.
    words: String,
    answer: Option<ChosenAnswer>,
    was_asked: bool,
}

/// A file of answers that cannot be followed.
#[derive(Debug, ThisError)]
pub enum AnswerFileError {
    /// Not JSON.
    #[error("it is not JSON: {0}")]
    Syntax(#[from] serde_json::Error),
    /// JSON without questions.
    #[error("it holds no `questions`")]
    NoQuestions,
    /// An answer in a form that none has.
    #[error("{question}: the answer {answer} is not possible")]
    Form {
        /// The question in words.
        question: String,
        /// The answer as written.
        answer: String,
    },
    /// An answer that is not one of the choices.
    #[error("{question}: the answer {answer} is not one of the choices")]
    Impossible {
        /// The question in words.
        question: String,
        /// The answer.
        answer: String,
        /// The answers that can be chosen.
        choices: Vec<String>,
    },
    /// A question that is not asked.
    #[error("this question is not asked: {0}")]
    NotAsked(String),
}

impl Diagnose for AnswerFileError {
    fn diagnosis(&self) -> Diagnosis {
        let advice = match self {
            Self::Syntax(_) | Self::NoQuestions => {
                "write the output of this into it, and give each question an `answer`:\n  \
                 aksara makemigrations --json"
                    .to_owned()
            }
            Self::Form { .. } => {
                "copy one of the question's `choices`, such as {\"rename\": \"handle\"}".to_owned()
            }
            Self::Impossible { choices, .. } => format!("choose one of: {}", choices.join(", ")),
            Self::NotAsked(_) => {
                "leave the question out, or ask again with --json: the models may have changed".to_owned()
            }
        };
        Diagnosis::new(Code::MakeMigrationsAnswers)
            .with_state("No file was written.")
            .advise(advice)
    }
}

impl AnswerFile {
    /// Reads what `--json` printed: all of it, its error, or the list of questions alone.
    pub fn parse(text: &str) -> Result<Self, AnswerFileError> {
        let document: Value = serde_json::from_str(text)?;
        let within = |value: &Value, key: &str| value.get(key).cloned();
        let questions = match &document {
            Value::Array(_) => Some(document.clone()),
            _ => within(&document, "questions")
                .or_else(|| within(&within(&document, "error")?, "questions"))
                .or_else(|| within(&within(&document, "result")?, "questions")),
        };
        let Some(Value::Array(questions)) =
            questions.filter(|questions| *questions != Value::Array(Vec::new()))
        else {
            return Err(AnswerFileError::NoQuestions);
        };
        let entries = questions.into_iter().map(Entry::read);
        Ok(Self {
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    /// The answer to a question; `None` where the file gives none.
    pub fn answer(&mut self, question: &Question) -> Result<Option<ChosenAnswer>, AnswerFileError> {
        let asked = OpenQuestion::of(question);
        let Ok(Value::Object(written)) = serde_json::to_value(&asked) else {
            return Ok(None);
        };
        let wanted = identity(written);
        let mut entries = self.entries.iter_mut();
        let Some(entry) = entries.find(|entry| entry.question == wanted) else {
            return Ok(None);
        };
        entry.was_asked = true;
        match &entry.answer {
            Some(answer) if !asked.allows(answer) => Err(AnswerFileError::Impossible {
                question: asked.text.clone(),
                answer: shown(answer),
                choices: asked.choices.iter().map(shown).collect(),
            }),
            answer => Ok(answer.clone()),
        }
    }

    /// Refuses an answer to what was never asked.
    pub fn refuse_unasked(&self) -> Result<(), AnswerFileError> {
        let is_vain = |entry: &&Entry| entry.answer.is_some() && !entry.was_asked;
        match self.entries.iter().find(is_vain) {
            Some(entry) => Err(AnswerFileError::NotAsked(entry.words.clone())),
            None => Ok(()),
        }
    }
}

impl Entry {
    fn read(value: Value) -> Result<Self, AnswerFileError> {
        let Value::Object(written) = value else {
            return Err(AnswerFileError::NoQuestions);
        };
        if !written.contains_key(KIND) {
            return Err(AnswerFileError::NoQuestions);
        }
        let answer = match written.get("answer") {
            None | Some(Value::Null) => None,
            Some(answer) => Some(serde_json::from_value(answer.clone()).map_err(|_| {
                let question = words(&written);
                let answer = answer.to_string();
                AnswerFileError::Form { question, answer }
            })?),
        };
        Ok(Self {
            words: words(&written),
            question: identity(written),
            answer,
            was_asked: false,
        })
    }
}

/// The parts that identify a question.
fn identity(mut written: Map<String, Value>) -> Map<String, Value> {
    for key in EXPLAINING {
        written.remove(key);
    }
    written
}

fn words(question: &Map<String, Value>) -> String {
    let text = question.get("text").and_then(Value::as_str);
    text.map_or_else(|| Value::Object(question.clone()).to_string(), str::to_owned)
}

fn shown(answer: &ChosenAnswer) -> String {
    serde_json::to_string(answer).unwrap_or_default()
}
