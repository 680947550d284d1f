//! Tables as TOML or JSON documents: the schema's own form, for programs that write or read models without Python.
//!
//! A document holds everything that a schema does; what is left out of a hand-written one and has no meaning without
//! it is an error with its line. Migrations are never documents.

use std::path::Path;

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::Schema;
use thiserror::Error;

/// The form of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentFormat {
    /// TOML
    Toml,
    /// JSON
    Json,
}

/// The formats by the ending of their files.
const ENDINGS: &[(&str, DocumentFormat)] = &[("toml", DocumentFormat::Toml), ("json", DocumentFormat::Json)];

/// A document that cannot be read or written.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DocumentError {
    /// It is not what a document of tables is.
    #[error("{file}:{line}: {reason}")]
    Content {
        /// The file, as the user knows it.
        file: String,
        /// The line, counted from 1.
        line: usize,
        /// The problem.
        reason: String,
    },
    /// A table or field has a key that differs from its name.
    #[error("{file}: `{key}` has the name `{name}`; the two must be the same")]
    Name {
        /// The file.
        file: String,
        /// Its place.
        key: String,
        /// The name that it says.
        name: String,
    },
    /// The value that the format cannot express.
    #[error("the tables cannot be written: {0}")]
    Unwritable(String),
}

impl DocumentFormat {
    /// The format of a file, by its ending; `None` where it is none.
    pub fn of(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?;
        let known = ENDINGS.iter().find(|(known, _)| *known == ending);
        known.map(|(_, format)| *format)
    }

    /// Writes tables.
    pub fn write(self, schema: &Schema) -> Result<String, DocumentError> {
        let unwritable = |error: &dyn std::fmt::Display| DocumentError::Unwritable(error.to_string());
        match self {
            Self::Toml => toml::to_string_pretty(schema).map_err(|error| unwritable(&error)),
            Self::Json => serde_json::to_string_pretty(schema)
                .map(|text| text + "\n")
                .map_err(|error| unwritable(&error)),
        }
    }

    /// Reads tables; `file` is the file as the user knows it.
    pub fn read(self, file: &str, text: &str) -> Result<Schema, DocumentError> {
        let content = |line, reason| DocumentError::Content {
            file: file.to_owned(),
            line,
            reason,
        };
        match self {
            Self::Toml => toml::from_str(text).map_err(|error| {
                let start = error.span().map_or(0, |span| span.start);
                let line = text.get(..start).unwrap_or_default().matches('\n').count() + 1;
                content(line, error.message().to_owned())
            }),
            Self::Json => {
                serde_json::from_str(text).map_err(|error| content(error.line(), error.to_string()))
            }
        }
        .and_then(|schema| demand_names(file, schema))
    }
}

fn demand_names(file: &str, schema: Schema) -> Result<Schema, DocumentError> {
    for table in schema.tables() {
        for (key, field) in &table.fields {
            if *key != field.name {
                return Err(DocumentError::Name {
                    file: file.to_owned(),
                    key: format!("{}.{key}", table.name),
                    name: field.name.to_string(),
                });
            }
        }
    }
    Ok(schema)
}

impl Diagnose for DocumentError {
    fn diagnosis(&self) -> Diagnosis {
        Diagnosis::new(match self {
            Self::Content { .. } => Code::DocumentContent,
            Self::Name { .. } => Code::DocumentName,
            Self::Unwritable(_) => Code::DocumentUnwritable,
        })
    }
}
