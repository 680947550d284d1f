//! Changes in the words of models: one line for each, with the warnings that are about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aksara_autodetector::{Warning, is_join_table, warnings_of};
use aksara_formats::python::models::{Model, Models};
use aksara_formats::python::write::{KnownModels, write_field};
use aksara_operations::{ModelWords, Operation, OperationError, TableReference};
use aksara_schema::{Field, Schema, TableName, class_name, snake_case};
use serde::Serialize;

/// One change of a new migration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelChange {
    /// The kind of operation, such as `add_field`.
    pub kind: String,
    /// The class, or the one that the table's name leads to.
    pub model: Option<String>,
    /// The table, under its new name.
    pub table: Option<String>,
    /// The field, under its new name.
    pub field: Option<String>,
    /// The change in words, without the model.
    pub text: String,
    /// Warnings: rows may prevent the change, or lose something by it.
    pub warnings: Vec<String>,
}

/// How many changes and warnings there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    changes: usize,
    warnings: usize,
}

impl Summary {
    /// That of these changes.
    pub fn of<'a>(changes: impl IntoIterator<Item = &'a ModelChange>) -> Self {
        let mut summary = Self {
            changes: 0,
            warnings: 0,
        };
        for change in changes {
            summary.changes += 1;
            summary.warnings += change.warnings.len();
        }
        summary
    }
}

impl fmt::Display for ModelChange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.model.as_ref().or(self.table.as_ref()) {
            Some(model) => write!(formatter, "{model}: {}", self.text),
            None => formatter.write_str(&self.text),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            count => format!("{count} {what}s"),
        };
        formatter.write_str(&counted(self.changes, "change"))?;
        if self.warnings > 0 {
            write!(formatter, ", {}", counted(self.warnings, "warning"))?;
        }
        Ok(())
    }
}

/// The changes that operations make to a schema.
pub(crate) fn model_changes(
    previous: &Schema,
    operations: &[Operation],
    models: &Models,
) -> Result<Vec<ModelChange>, OperationError> {
    let warnings = warnings_of(previous, operations)?;
    let classes: Vec<String> = models.models.iter().map(|model| model.class.clone()).collect();
    let known = KnownModels::of(&classes);
    let names = ModelNames::of(models);
    let mut schema = previous.clone();
    let mut changes = Vec::with_capacity(operations.len());
    for (operation, warnings) in operations.iter().zip(warnings) {
        let words = operation.sentence(&Words {
            schema: &schema,
            names: &names,
            known: &known,
        });
        operation.apply(&mut schema)?;
        changes.push(ModelChange {
            kind: snake_case(operation.name()),
            model: words.table.as_ref().map(|table| names.class_of(table)),
            table: words.table,
            field: words.field,
            text: words.text,
            warnings: warnings.iter().map(Warning::to_string).collect(),
        });
    }
    Ok(changes)
}

/// The classes of the models, by table.
struct ModelNames<'a> {
    classes: BTreeMap<String, &'a str>,
    join_tables: BTreeSet<String>,
}

impl<'a> ModelNames<'a> {
    fn of(models: &'a Models) -> Self {
        let own = |model: &'a Model| {
            let joins = model.join_tables.keys();
            let tables = std::iter::once(&model.table).chain(joins);
            tables.map(|table| (table.to_string(), model.class.as_str()))
        };
        let joins = models.models.iter().flat_map(|model| model.join_tables.keys());
        Self {
            // The first model of a table counts.
            classes: models.models.iter().rev().flat_map(own).collect(),
            join_tables: joins.map(ToString::to_string).collect(),
        }
    }

    /// The class of a table; a join table has the class of its many-to-many field.
    fn class_of(&self, table: &str) -> String {
        let known = self.classes.get(table).map(|class| (*class).to_owned());
        known
            .or_else(|| class_name(table))
            .unwrap_or_else(|| table.to_owned())
    }

    /// Whether a table is a many-to-many field of its model.
    fn is_join_table(&self, table: &TableName) -> bool {
        self.join_tables.contains(&table.to_string())
    }
}

/// The models' words, before an operation is applied.
struct Words<'a> {
    schema: &'a Schema,
    names: &'a ModelNames<'a>,
    known: &'a KnownModels,
}

impl ModelWords for Words<'_> {
    fn field(&self, field: &Field) -> String {
        spelled(field, self.known)
    }

    fn is_join_table(&self, table: &TableName) -> bool {
        let is_known = self.names.is_join_table(table);
        is_known || self.schema.table(table).is_some_and(|table| is_join_table(table))
    }

    fn field_before(&self, table: &TableReference, name: &str) -> Option<Field> {
        let table = self.schema.resolve(table.as_str()).ok()?;
        table.field_as_written(name).cloned()
    }
}

/// A field as models have it, without their module's name.
fn spelled(field: &Field, known: &KnownModels) -> String {
    write_field(field, known).replace("fields.", "")
}
