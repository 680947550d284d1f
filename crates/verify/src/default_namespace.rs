//! Names with the namespace that a connection uses by itself: the database reports them without it, however they are
//! written. A type is reported with it where its bare name is that of a type of the database's own.

use std::collections::BTreeSet;
use std::sync::Arc;

use aksara_schema::{ConstraintKind, FieldType, NotCompared, Schema, Table, TableName};

/// A namespace whose tables and types are reported without it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DefaultNamespace {
    name: String,
    /// Its types that are reported with it.
    qualified_types: BTreeSet<String>,
}

impl DefaultNamespace {
    /// The namespace of this name, as a schema reports its tables and types.
    pub(crate) fn new(name: String, reported: &Schema) -> Self {
        let fields = reported.tables().flat_map(|table| table.fields.values());
        let enums = fields.filter_map(|field| enum_type(&field.field_type));
        Self {
            qualified_types: enums
                .filter(|native| native.namespace() == Some(&name))
                .map(|native| native.to_string())
                .collect(),
            name,
        }
    }

    /// The schema with its names as the database reports them.
    pub(crate) fn reported(&self, schema: Schema) -> Schema {
        if schema.tables().all(|table| !self.is_named_in(table)) {
            return schema;
        }
        let tables = schema.tables().map(|table| {
            if self.is_named_in(table) {
                Arc::new(self.reported_table(table))
            } else {
                table.clone()
            }
        });
        tables.collect()
    }

    /// The name of a table as the database reports it.
    pub(crate) fn reported_name(&self, name: &TableName) -> TableName {
        let plain = self.contains(name).then(|| TableName::whole(name.name()).ok());
        plain.flatten().unwrap_or_else(|| name.clone())
    }

    fn contains(&self, name: &TableName) -> bool {
        name.namespace() == Some(&self.name)
    }

    fn is_named_in(&self, table: &Table) -> bool {
        let mut types = table.fields.values().map(|field| &field.field_type);
        self.contains(&table.name)
            || table.referred_tables().any(|name| self.contains(name))
            || types.any(|field_type| self.reported_type(field_type) != *field_type)
    }

    fn reported_table(&self, table: &Table) -> Table {
        let mut plain = table.clone();
        plain.name = self.reported_name(&table.name);
        for field in plain.fields.values_mut() {
            field.field_type = self.reported_type(&field.field_type);
            if let Some(reference) = &mut field.reference {
                reference.table = self.reported_name(&reference.table);
            }
        }
        for constraint in plain.constraints.values_mut() {
            match &mut constraint.kind {
                ConstraintKind::ForeignKey(key) => key.table = self.reported_name(&key.table),
                ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {}
            }
        }
        plain
    }

    fn reported_type(&self, field_type: &FieldType) -> FieldType {
        match field_type {
            FieldType::Enum {
                values,
                native: Some(name),
            } => FieldType::Enum {
                values: values.clone(),
                native: Some(self.reported_type_name(name)),
            },
            FieldType::Foreign(NotCompared(Some(target))) => {
                FieldType::Foreign(NotCompared(Some(Box::new(self.reported_type(target)))))
            }
            other => other.clone(),
        }
    }

    fn reported_type_name(&self, name: &str) -> String {
        if self.qualified_types.contains(name) {
            return name.to_owned();
        }
        let plain = TableName::try_from(name.to_owned()).map(|name| self.reported_name(&name));
        plain.map_or_else(|_| name.to_owned(), |name| name.to_string())
    }
}

/// The name of a native enum type.
fn enum_type(field_type: &FieldType) -> Option<TableName> {
    match field_type {
        FieldType::Enum {
            native: Some(name), ..
        } => TableName::try_from(name.clone()).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use aksara_schema::{Field, FieldName};
    use pretty_assertions::assert_eq;

    use super::*;

    fn schema(table: &str, enum_type: &str) -> Schema {
        let native = FieldType::Enum {
            values: vec!["a".to_owned()],
            native: Some(enum_type.to_owned()),
        };
        let field = Field::new(FieldName::new("kind").unwrap(), native);
        let name = TableName::try_from(table.to_owned()).unwrap();
        [Arc::new(Table::new(name).with_fields([field]))]
            .into_iter()
            .collect()
    }

    #[test]
    fn only_the_default_namespace_is_left_out() {
        let public = DefaultNamespace::new("public".to_owned(), &schema("others", "public.path"));
        let as_reported = |table, enum_type| public.reported(schema(table, enum_type));
        assert_eq!(as_reported("public.as", "public.kind"), schema("as", "kind"));
        assert_eq!(as_reported("as", "public.kind"), schema("as", "kind"));
        assert_eq!(as_reported("app.as", "app.kind"), schema("app.as", "app.kind"));
        assert_eq!(as_reported("as", "public.path"), schema("as", "public.path"));
    }
}
