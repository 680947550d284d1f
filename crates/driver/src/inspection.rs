//! The result of reading a live database.

use std::sync::Arc;

use aksara_schema::{Constraint, Field, FieldName, FieldType, Schema, Table, TableName};

/// A live database: what the schema has words for, and the rest by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// The tables.
    pub schema: Schema,
    /// Objects that the schema does not have: views, triggers, foreign tables, …
    pub opaque: Vec<OpaqueObject>,
    /// Spellings of the database that differ from the schema and mean the same: a serial instead of an identity. A
    /// baseline makes it, and it is no drift.
    pub spellings: Vec<OpaqueObject>,
    /// Fields whose type is a domain. In the schema the domain's name is an opaque type.
    pub domains: Vec<DomainField>,
    /// Tables that only their own statements make as they are.
    pub own_tables: Vec<OwnTable>,
    /// The namespace whose tables are reported without it, if the database has namespaces.
    pub default_namespace: Option<String>,
}

/// A table that the schema describes, but that only its own statement makes as it is: it has what neither the schema has
/// words for nor a later statement adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnTable {
    /// The table.
    pub table: TableName,
    /// The SQL that makes the whole table, with everything but triggers.
    pub making: MakingStatement,
}

/// A field whose type is a domain: a name of the database's for another type with conditions.
///
/// A model could name the domain, but migrating it on an empty database would then need what no migration makes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainField {
    /// The table.
    pub table: TableName,
    /// The domain, as the field's type.
    pub domain: FieldType,
    /// The field without the domain: of the base type.
    pub plain: Field,
    /// The domain's conditions on the field's values.
    pub checks: Vec<Constraint>,
}

impl DomainField {
    /// Puts the plain field and its checks in the place of the field, where that is still of the domain.
    fn put_into(&self, schema: &mut Schema) {
        let there = schema.table(&self.table).map(|table| Table::clone(table));
        let is_of_domain = |field: &&Field| field.field_type == self.domain;
        let Some(mut table) =
            there.filter(|table| table.fields.get(&self.plain.name).filter(is_of_domain).is_some())
        else {
            return;
        };
        table.fields.insert(self.plain.name.clone(), self.plain.clone());
        for check in &self.checks {
            table
                .constraints
                .entry(check.name.clone())
                .or_insert_with(|| check.clone());
        }
        schema.insert(Arc::new(table));
    }
}

/// A schema in which the fields of domains are plain ones, except for those that are to keep theirs.
pub fn without_domains(
    mut schema: Schema,
    domains: &[DomainField],
    keeps: impl Fn(&TableName, &FieldName) -> bool,
) -> Schema {
    for field in domains {
        if !keeps(&field.table, &field.plain.name) {
            field.put_into(&mut schema);
        }
    }
    schema
}

/// An object of the database that the schema has no word for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpaqueObject {
    /// Its kind in the database's words: `view`, `trigger`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table it belongs to, where it does.
    pub table: Option<TableName>,
    /// Its definition, if the database reports it.
    pub definition: Option<String>,
    /// The statements that make it on a table of the schema, in order. None if no migration could make it: it came
    /// with its table's own statement, or needs what is unmanaged itself, a view or a function.
    pub making: Vec<MakingStatement>,
}

/// A statement that makes an object, and the one that takes it away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MakingStatement {
    /// The way there.
    pub sql: String,
    /// The way back; `None` where it goes with its table alone.
    pub reverse_sql: Option<String>,
}
