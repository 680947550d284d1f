//! Names with the namespace that a connection uses by itself: the database reports them without it, however they are
//! written.

use std::sync::Arc;

use aksara_schema::{ConstraintKind, FieldType, NotCompared, Schema, Table, TableName};

/// The schema with the names of this namespace without it.
pub(crate) fn without_namespace(schema: Schema, namespace: &str) -> Schema {
    let names_it = |name: &TableName| name.namespace() == Some(namespace);
    let is_concerned = |table: &&Arc<Table>| {
        names_it(&table.name)
            || table.referred_tables().any(names_it)
            || table
                .fields
                .values()
                .any(|field| names_type(&field.field_type, namespace))
    };
    if schema.tables().all(|table| !is_concerned(&table)) {
        return schema;
    }
    schema
        .tables()
        .map(|table| {
            if is_concerned(&table) {
                Arc::new(table_without(table, namespace))
            } else {
                table.clone()
            }
        })
        .collect()
}

/// The name without this namespace, where it has it.
pub(crate) fn name_without(name: &TableName, namespace: Option<&str>) -> TableName {
    let is_default = name.namespace().is_some() && name.namespace() == namespace;
    let plain = is_default.then(|| TableName::whole(name.name()).ok()).flatten();
    plain.unwrap_or_else(|| name.clone())
}

fn table_without(table: &Table, namespace: &str) -> Table {
    let mut plain = table.clone();
    plain.name = name_without(&table.name, Some(namespace));
    for field in plain.fields.values_mut() {
        field.field_type = type_without(&field.field_type, namespace);
        if let Some(reference) = &mut field.reference {
            reference.table = name_without(&reference.table, Some(namespace));
        }
    }
    for constraint in plain.constraints.values_mut() {
        match &mut constraint.kind {
            ConstraintKind::ForeignKey(key) => key.table = name_without(&key.table, Some(namespace)),
            ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {}
        }
    }
    plain
}

fn names_type(field_type: &FieldType, namespace: &str) -> bool {
    type_without(field_type, namespace) != *field_type
}

/// The type with its enum's name without the namespace.
fn type_without(field_type: &FieldType, namespace: &str) -> FieldType {
    match field_type {
        FieldType::Enum {
            values,
            native: Some(name),
        } => {
            let plain = TableName::try_from(name.clone()).map(|name| name_without(&name, Some(namespace)));
            FieldType::Enum {
                values: values.clone(),
                native: Some(plain.map_or_else(|_| name.clone(), |name| name.to_string())),
            }
        }
        FieldType::Foreign(NotCompared(Some(target))) => {
            FieldType::Foreign(NotCompared(Some(Box::new(type_without(target, namespace)))))
        }
        other => other.clone(),
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
        let as_reported = |table, enum_type| without_namespace(schema(table, enum_type), "public");
        assert_eq!(as_reported("public.as", "public.kind"), schema("as", "kind"));
        assert_eq!(as_reported("as", "public.kind"), schema("as", "kind"));
        assert_eq!(as_reported("app.as", "app.kind"), schema("app.as", "app.kind"));
    }
}
