//! Tables that something else makes (`managed = False`): they are recorded in the history, so that it can be replayed
//! without the models, and so that a table that becomes ours later is known to exist perhaps already.

use aksara_operations::{CreateTable, Operation};
use aksara_schema::{Constraint, ConstraintKind, Field, Schema, Table};

use crate::DetectionError;
use crate::detector::{Detector, is_managed, without_reference};

impl Detector {
    /// Records the tables that the history does not know as they are.
    pub(crate) fn record_external(&mut self) -> Result<(), DetectionError> {
        let external = self.next.tables().filter(|table| self.is_to_record(table));
        let external: Vec<CreateTable> = external.map(|table| record(table, &self.next)).collect();
        let mut tried = self.draft.clone();
        let news = external.into_iter().filter(|record| is_news(record, &mut tried));
        let news: Vec<CreateTable> = news.collect();
        news.into_iter().try_for_each(|record| self.push(record))
    }

    /// Whether a table is external. Those of the package are known to every history.
    fn is_to_record(&self, table: &Table) -> bool {
        !is_managed(table) && !table.name.is_of_package_model()
    }
}

/// Whether recording a table changes what is known of it.
fn is_news(record: &CreateTable, schema: &mut Schema) -> bool {
    let name = &record.table.name;
    let known = schema.table(name).cloned();
    let applied = Operation::from(record.clone()).apply(schema);
    applied.is_err() || schema.table(name) != known.as_ref()
}

/// The facts that foreign keys may need: the fields with their types, the primary key and the unique fields.
fn record(table: &Table, schema: &Schema) -> CreateTable {
    let mut table = table.clone();
    table.indexes.clear();
    table.constraints.retain(|_, constraint| is_unique(constraint));
    // The type of its own foreign key follows from the target alone.
    table
        .fields
        .retain(|_, field| field.reference.is_none() || field.primary_key || field.unique.is_some());
    for field in table.fields.values_mut() {
        *field = Field {
            index: None,
            generated: None,
            ..without_reference(field, schema)
        };
    }
    CreateTable {
        table,
        if_not_exists: false,
    }
}

fn is_unique(constraint: &Constraint) -> bool {
    match constraint.kind {
        ConstraintKind::Unique(_) => true,
        ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
    }
}
