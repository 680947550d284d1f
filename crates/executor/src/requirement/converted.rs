//! Values that a database refuses to convert when their field gets another type.

use std::sync::Arc;

use aksara_dialect::{Dialect, Retyping, ServerVersion};
use aksara_operations::AlterTable;
use aksara_schema::{Field, FieldName, StorageType, Table};

use super::{Rows, Search};

/// A field whose values are converted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// The table after the change.
    pub table: Arc<Table>,
    /// The field as it is.
    pub before: Field,
    /// The field as it will be.
    pub after: Field,
}

/// The fields whose type changes. One that the user says how to convert is not ours to judge.
pub(super) fn converted(change: &AlterTable) -> impl Iterator<Item = (FieldName, Rows)> {
    change.before.fields.values().filter_map(|before| {
        let after = change.after.fields.get(change.fields.new_name(&before.name)?)?;
        let is_computed = before.generated.is_some() || after.generated.is_some();
        let is_retyped = before.field_type.storage() != after.field_type.storage();
        let is_asked = is_retyped && !is_computed && !change.hints.using.contains_key(&after.name);
        let converted = Converted {
            table: change.after.clone(),
            before: before.clone(),
            after: after.clone(),
        };
        is_asked.then(|| (before.name.clone(), Rows::Convert(Box::new(converted))))
    })
}

impl Converted {
    /// The queries for the rows that are refused; `None` if there can be none, or if no query can find them.
    pub(super) fn search(
        &self,
        table: &str,
        dialect: &dyn Dialect,
        version: &ServerVersion,
    ) -> Option<Search> {
        let retyping = Retyping {
            table: &self.table,
            before: &self.before,
            after: &self.after,
        };
        let condition = dialect.refused_values(&retyping, version)?;
        Some(Search::of_rows(table, Some(&condition)))
    }

    /// The words for such a value in a sentence.
    pub(super) fn described(&self) -> String {
        match self.after.field_type.storage() {
            StorageType::Varchar(length) => format!("that is longer than {length} characters"),
            storage => format!("that cannot become {}", type_word(&storage)),
        }
    }
}

/// A type with its article.
fn type_word(storage: &StorageType) -> String {
    let value = storage.facts().value;
    match storage {
        StorageType::Decimal { digits, scale } => {
            format!("{value} of {digits} digits with {scale} of them behind the point")
        }
        StorageType::Opaque { spelling, .. } => format!("`{spelling}`"),
        _ => value.to_owned(),
    }
}
