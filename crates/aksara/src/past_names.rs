//! The names that the history had at some time: a hint that it has followed stays silent, also when its thing is gone again
//! or has another name by now.

use std::collections::BTreeSet;

use aksara_formats::hints::{RenameHint, TableHints};
use aksara_graph::MigrationGraph;
use aksara_operations::replay;
use aksara_schema::{Schema, Table, TableName};

use crate::Error;

/// The names that hints speak of and that the history had at some time.
#[derive(Debug, Default)]
pub(crate) struct PastNames {
    tables: BTreeSet<String>,
    /// Fields, many-to-many ones among them, indexes and constraints, by the name of their table at that time.
    members: BTreeSet<(TableName, String)>,
}

impl PastNames {
    /// Goes through the history; without hints there is nothing to know.
    pub(crate) fn of(
        graph: &MigrationGraph,
        mut schema: Schema,
        hints: &[TableHints],
    ) -> Result<Self, Error> {
        let mut past = Self::default();
        if hints.is_empty() {
            return Ok(past);
        }
        for file in graph.files() {
            replay(&file.migration, &mut schema)?;
            hints.iter().for_each(|hints| past.note(hints, &schema));
        }
        Ok(past)
    }

    /// Whether the history had a table or model of one of these earlier names.
    pub(crate) fn had_table(&self, hint: &RenameHint) -> bool {
        hint.earlier.iter().any(|name| self.tables.contains(name))
    }

    /// Whether a table had something of this name.
    pub(crate) fn had(&self, table: &TableName, name: &str) -> bool {
        self.members.contains(&(table.clone(), name.to_owned()))
    }

    fn note(&mut self, hints: &TableHints, schema: &Schema) {
        let earlier = hints.renamed_from.iter().flat_map(|hint| &hint.earlier);
        let earlier: Vec<&String> = earlier.filter(|name| schema.resolve(name).is_ok()).collect();
        let tables = earlier.iter().filter_map(|name| schema.resolve(name).ok());
        let tables: Vec<&Table> = tables
            .chain(schema.table(&hints.table))
            .map(|table| &**table)
            .collect();
        let about = [&hints.fields, &hints.indexes, &hints.constraints];
        for hint in about.into_iter().flatten() {
            for table in &tables {
                let has = |name: &&String| has(table, name, schema);
                let names = std::iter::once(&hint.name).chain(&hint.earlier).filter(has);
                self.members
                    .extend(names.map(|name| (table.name.clone(), name.clone())));
            }
        }
        self.tables.extend(earlier.into_iter().cloned());
    }
}

/// Whether a table has a field, many-to-many field, index or constraint of this name.
fn has(table: &Table, name: &str, schema: &Schema) -> bool {
    let join = aksara_schema::join_table_name(&table.name, name);
    crate::decisions::naming::as_written(table, name).is_some()
        || table.indexes.contains_key(name)
        || table.constraints.contains_key(name)
        || join.is_ok_and(|join| schema.table(&join).is_some())
}
