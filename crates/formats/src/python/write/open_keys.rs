//! Leaves open what follows from the schema, before a migration is written.
//!
//! Resolved models name the field that each foreign key refers to. If that is the target's primary key,
//! the file need not say so.

use aksara_operations::{Located, Operation, Part};
use aksara_schema::{Constraint, ConstraintKind, Field, FieldName, Schema, Table, TableName};

/// Leaves out the target field of every foreign key that refers to its target's primary key. `schema` has the
/// tables that the operations refer to; a reference to any other table stays as it is.
pub fn leave_primary_keys_open(operations: &mut [Located<Operation>], schema: &Schema) {
    for operation in operations {
        open_operation(&mut operation.value, schema);
    }
}

fn open_operation(operation: &mut Operation, schema: &Schema) {
    operation.visit_parts(&mut |part| match part {
        Part::Table(table) => open_table(table, schema),
        Part::Field(field) => open_field(field, schema),
        Part::Constraint(constraint) => open_constraint(constraint, schema),
        Part::Operations(operations) => leave_primary_keys_open(operations, schema),
    });
}

pub(super) fn open_table(table: &mut Table, schema: &Schema) {
    table
        .fields
        .values_mut()
        .for_each(|field| open_field(field, schema));
    table
        .constraints
        .values_mut()
        .for_each(|constraint| open_constraint(constraint, schema));
}

fn open_field(field: &mut Field, schema: &Schema) {
    if let Some(reference) = &mut field.reference
        && is_primary_key(reference.field.as_slice(), &reference.table, schema)
    {
        reference.field = None;
    }
}

fn open_constraint(constraint: &mut Constraint, schema: &Schema) {
    match &mut constraint.kind {
        ConstraintKind::ForeignKey(key) => {
            if is_primary_key(&key.target_fields, &key.table, schema) {
                key.target_fields.clear();
            }
        }
        ConstraintKind::Unique(_) | ConstraintKind::Check(_) | ConstraintKind::Exclusion(_) => {}
    }
}

fn is_primary_key(fields: &[FieldName], table: &TableName, schema: &Schema) -> bool {
    schema
        .table(table)
        .is_some_and(|target| target.primary_key().into_iter().eq(fields))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use aksara_operations::AddField;
    use aksara_schema::{Deferrable, FieldType, NotCompared, Reference, ReferentialAction};
    use pretty_assertions::assert_eq;

    use super::*;

    fn field(name: &str) -> Field {
        Field::new(FieldName::new(name).unwrap(), FieldType::Integer)
    }

    fn referring(target: &str) -> Field {
        let reference = Reference {
            table: TableName::new("users").unwrap(),
            field: Some(FieldName::new(target).unwrap()),
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::Cascade,
            deferrable: Deferrable::Never,
            constraint: NotCompared(None),
        };
        Field {
            reference: Some(reference),
            ..field("user_id")
        }
    }

    fn check(target: &str, expected: Option<&str>) {
        let key = Field {
            primary_key: true,
            ..field("id")
        };
        let users = Table::new(TableName::new("users").unwrap()).with_fields([key, field("number")]);
        let schema: Schema = [Arc::new(users)].into_iter().collect();
        let add = AddField {
            table: aksara_operations::TableReference::new("posts"),
            field: referring(target),
            fill: None,
        };
        let mut operations = [Located::generated(add.into())];
        leave_primary_keys_open(&mut operations, &schema);
        let [
            Located {
                value: Operation::AddField(add),
                ..
            },
        ] = operations
        else {
            panic!()
        };
        let field = add.field.reference.unwrap().field;
        assert_eq!(field.as_ref().map(FieldName::as_str), expected);
    }

    #[test]
    fn a_key_is_left_open_where_it_is_the_primary_key() {
        check("id", None);
        check("number", Some("number"));
    }
}
