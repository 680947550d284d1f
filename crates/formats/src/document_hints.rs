//! Hints in documents of tables: the same keys as in a model's `Meta`, beside the table's own.

use std::collections::BTreeMap;
use std::ops::Range;

use aksara_diagnostic::Origin;
use aksara_schema::TableName;
use indexmap::IndexMap;
use serde::Deserialize;
use toml::Spanned;

use crate::document::{DocumentError, DocumentFormat};
use crate::hints::{RenameHint, TableHints};

/// The keys of hints.
const KEYS: [&str; 4] = [
    "renamed_from",
    "renamed_fields",
    "renamed_indexes",
    "renamed_constraints",
];

/// The renames of a document's tables; `V` is a value with its place.
#[derive(Deserialize)]
#[serde(bound = "V: Deserialize<'de>")]
struct Document<V> {
    #[serde(default = "BTreeMap::new")]
    tables: BTreeMap<TableName, Entry<V>>,
}

#[derive(Deserialize)]
#[serde(bound = "V: Deserialize<'de>")]
struct Entry<V> {
    renamed_from: Option<V>,
    #[serde(default = "IndexMap::new")]
    renamed_fields: IndexMap<String, V>,
    #[serde(default = "IndexMap::new")]
    renamed_indexes: IndexMap<String, V>,
    #[serde(default = "IndexMap::new")]
    renamed_constraints: IndexMap<String, V>,
}

/// A name, or names from the oldest on.
#[derive(Deserialize)]
#[serde(untagged)]
enum Names {
    One(String),
    Several(Vec<String>),
}

/// A document as it is read.
struct Source<'a> {
    file: &'a str,
    text: &'a str,
}

impl DocumentFormat {
    /// Reads what the tables of a document say of their renames; tables without hints are left out.
    pub fn read_hints(self, file: &str, text: &str) -> Result<Vec<TableHints>, DocumentError> {
        let source = Source { file, text };
        match self {
            Self::Toml => {
                let values: serde_json::Value = toml::from_str(text).map_err(|error| source.toml(&error))?;
                source.refuse_unknown(&values)?;
                let document: Document<Spanned<Names>> =
                    toml::from_str(text).map_err(|error| source.toml(&error))?;
                source.hints(document, |spanned| {
                    let span = spanned.span();
                    (spanned.into_inner(), span)
                })
            }
            Self::Json => {
                let values = serde_json::from_str(text).map_err(|error| source.json(&error))?;
                source.refuse_unknown(&values)?;
                let document: Document<Names> =
                    serde_json::from_str(text).map_err(|error| source.json(&error))?;
                source.hints(document, |names| {
                    let span = source.place_of(&names);
                    (names, span)
                })
            }
        }
    }
}

impl Source<'_> {
    fn hints<V>(
        &self,
        document: Document<V>,
        open: impl Fn(V) -> (Names, Range<usize>),
    ) -> Result<Vec<TableHints>, DocumentError> {
        let hint = |name: String, value: V| {
            let (names, span) = open(value);
            self.hint(name, names, span)
        };
        let all = |values: IndexMap<String, V>| -> Result<Vec<RenameHint>, DocumentError> {
            values
                .into_iter()
                .map(|(name, value)| hint(name, value))
                .collect()
        };
        let tables = document.tables.into_iter().map(|(table, entry)| {
            let renamed_from = entry.renamed_from.map(|value| hint(table.to_string(), value));
            Ok(TableHints {
                renamed_from: renamed_from.transpose()?,
                fields: all(entry.renamed_fields)?,
                indexes: all(entry.renamed_indexes)?,
                constraints: all(entry.renamed_constraints)?,
                table,
            })
        });
        let tables: Vec<TableHints> = tables.collect::<Result<_, DocumentError>>()?;
        Ok(tables.into_iter().filter(|hints| !hints.is_empty()).collect())
    }

    fn hint(&self, name: String, names: Names, span: Range<usize>) -> Result<RenameHint, DocumentError> {
        let earlier = match names {
            Names::One(name) => vec![name],
            Names::Several(names) => names,
        };
        if earlier.is_empty() || earlier.iter().any(String::is_empty) {
            return Err(self.content(span.start, "a hint needs an earlier name".to_owned()));
        }
        let (line, column) = self.line_and_column(span.start);
        Ok(RenameHint {
            name,
            earlier,
            origin: Origin {
                file: self.file.into(),
                text: self.text.into(),
                span,
                line,
                column,
            },
            is_inherited: false,
        })
    }

    /// JSON is read without places: the first name that is written like this after a hint's key.
    fn place_of(&self, names: &Names) -> Range<usize> {
        let name = match names {
            Names::One(name) => Some(name),
            Names::Several(names) => names.first(),
        };
        let written = name
            .and_then(|name| serde_json::to_string(name).ok())
            .unwrap_or_default();
        let hints = self.text.find("\"renamed_").unwrap_or_default();
        let rest = self.text.get(hints..).unwrap_or_default();
        let start = hints + rest.find(&written).unwrap_or_default();
        start..start + written.len()
    }

    /// A misspelt hint would be ignored without a word.
    fn refuse_unknown(&self, document: &serde_json::Value) -> Result<(), DocumentError> {
        let tables = document.get("tables").and_then(serde_json::Value::as_object);
        let entries = tables.into_iter().flat_map(serde_json::Map::values);
        let mut keys = entries
            .filter_map(serde_json::Value::as_object)
            .flat_map(serde_json::Map::keys);
        let unknown = keys.find(|key| key.starts_with("renamed") && !KEYS.contains(&key.as_str()));
        match unknown {
            None => Ok(()),
            Some(key) => {
                let place = self.text.find(key.as_str()).unwrap_or_default();
                let known = KEYS.join(", ");
                Err(self.content(place, format!("there is no hint `{key}`; there are: {known}")))
            }
        }
    }

    fn toml(&self, error: &toml::de::Error) -> DocumentError {
        let start = error.span().map_or(0, |span| span.start);
        self.content(start, error.message().to_owned())
    }

    fn json(&self, error: &serde_json::Error) -> DocumentError {
        DocumentError::Content {
            file: self.file.to_owned(),
            line: error.line(),
            reason: error.to_string(),
        }
    }

    fn content(&self, place: usize, reason: String) -> DocumentError {
        DocumentError::Content {
            file: self.file.to_owned(),
            line: self.before(place).matches('\n').count() + 1,
            reason,
        }
    }

    fn line_and_column(&self, place: usize) -> (u32, u32) {
        let before = self.before(place);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        (number(line), number(column))
    }

    fn before(&self, place: usize) -> &str {
        self.text.get(..place).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use pretty_assertions::assert_eq;

    use super::*;

    const TOML: &str = r#"[tables.users]
name = "users"
renamed_from = ["people", "persons"]

[tables.users.renamed_fields]
handle = "name"

[tables.posts]
name = "posts"
"#;

    const JSON: &str = r#"{"tables": {
  "users": {
    "name": "users",
    "renamed_from": ["people", "persons"],
    "renamed_fields": {"handle": "name"}
  },
  "posts": {"name": "posts"}
}}"#;

    fn check(format: DocumentFormat, text: &str, places: [(u32, u32); 2]) {
        let hints = format.read_hints("models", text).unwrap();
        let [hints] = hints.as_slice() else {
            panic!("{hints:?}");
        };
        let table = hints.renamed_from.as_ref().unwrap();
        let field = &hints.fields[0];
        assert_eq!(table.name, "users");
        assert_eq!(table.earlier, ["people", "persons"]);
        assert_eq!(
            (field.name.as_str(), field.earlier.as_slice()),
            ("handle", &["name".to_owned()][..])
        );
        let place = |hint: &RenameHint| (hint.origin.line, hint.origin.column);
        assert_eq!([place(table), place(field)], places);
        assert_eq!(&text[field.origin.span.clone()], "\"name\"");
    }

    #[test]
    fn hints_are_read_with_their_places() {
        check(DocumentFormat::Toml, TOML, [(3, 16), (6, 10)]);
        check(DocumentFormat::Json, JSON, [(4, 22), (5, 34)]);
    }

    #[test]
    fn a_misspelt_hint_is_an_error_with_its_line() {
        for (format, text) in [(DocumentFormat::Toml, TOML), (DocumentFormat::Json, JSON)] {
            let misspelt = text.replace("renamed_from", "renamed_form");
            let error = format.read_hints("models", &misspelt).unwrap_err().to_string();
            assert!(error.contains("no hint `renamed_form`"), "{error}");
            let empty = text.replace("[\"people\", \"persons\"]", "[]");
            let error = format.read_hints("models", &empty).unwrap_err().to_string();
            assert!(error.contains("needs an earlier name"), "{error}");
        }
    }
}
