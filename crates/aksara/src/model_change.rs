//! Changes in the words of models: one line for each, with the warnings that are about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use aksara_autodetector::{Warning, is_join_table, warnings_of};
use aksara_formats::python::models::{Model, Models};
use aksara_formats::python::write::{KnownModels, write_field};
use aksara_operations::{ModelWords, Operation, OperationError, TableReference};
use aksara_schema::{Field, Schema, TableName, class_name, counted, snake_case};
use serde::Serialize;

use crate::temporary_names::without_temporary_names;

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
        formatter.write_str(&counted(self.changes, "change"))?;
        if self.warnings > 0 {
            write!(formatter, ", {}", counted(self.warnings, "warning"))?;
        }
        Ok(())
    }
}

/// Fields whose rows an earlier migration of the same run fills, by table.
pub(crate) type Filled = BTreeSet<(String, String)>;

/// The changes that operations make to a schema.
pub(crate) fn model_changes(
    previous: &Schema,
    operations: &[Operation],
    models: &Models,
    filled: &Filled,
) -> Result<Vec<ModelChange>, OperationError> {
    let mut warnings = warnings_of(previous, operations)?;
    for warnings in &mut warnings {
        warnings.retain(|warning| !is_settled(warning, filled));
    }
    let classes: Vec<String> = models.models.iter().map(|model| model.class.clone()).collect();
    let known = KnownModels::of(&classes);
    let names = ModelNames::of(models);
    let mut schema = previous.clone();
    let mut changes = Vec::with_capacity(operations.len());
    for (operation, shown) in operations.iter().zip(without_temporary_names(operations)) {
        let Some(shown) = shown else {
            operation.apply(&mut schema)?;
            continue;
        };
        let models = Words {
            schema: &schema,
            names: &names,
            known: &known,
        };
        let words = shown.operation.sentence(&models);
        let warnings = warnings.get(shown.last).into_iter().flatten();
        let warnings = warnings.map(|warning| shown.warning(warning.clone()).to_string());
        let model = words.table.as_ref().map(|table| models.class_of(table));
        operation.apply(&mut schema)?;
        changes.push(ModelChange {
            kind: snake_case(operation.name()),
            model,
            table: words.table,
            field: words.field,
            text: words.text,
            warnings: warnings.collect(),
        });
    }
    Ok(changes)
}

/// Whether a warning is about rows that are filled already.
fn is_settled(warning: &Warning, filled: &Filled) -> bool {
    match warning {
        Warning::NoLongerNullable { table, field } => {
            filled.contains(&(table.to_string(), field.to_string()))
        }
        _ => false,
    }
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

impl Words<'_> {
    /// The class of a table; a join table has the class of its many-to-many field.
    fn class_of(&self, table: &str) -> String {
        let known = |table: &str| self.names.classes.get(table).map(|class| (*class).to_owned());
        let class = |table: &str| known(table).or_else(|| class_name(table));
        let owner = || class(self.owner_of(table)?.name());
        let class = known(table).or_else(owner).or_else(|| class(table));
        class.unwrap_or_else(|| table.to_owned())
    }

    /// The table that a join table is named after, where the models do not have its field any more.
    fn owner_of(&self, join_table: &str) -> Option<&TableName> {
        let table = self.schema.resolve(join_table).ok()?;
        let names = |owner: &&TableName| {
            let rest = table.name.name().strip_prefix(owner.name());
            rest.is_some_and(|rest| rest.starts_with('_'))
        };
        table
            .referred_tables()
            .find(names)
            .filter(|_| is_join_table(table))
    }
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
