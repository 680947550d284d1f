//! Freezing: what a model or operation leaves open is filled in when its object is created.
//!
//! References resolve to canonical names, derived names are spelled and stay as they are from then on, a foreign
//! key takes its target's type. Anything frozen before (an inverse brings it back) is kept.

use std::mem;
use std::sync::Arc;

use aksara_schema::{
    Constraint, ConstraintKind, DERIVED_NAME_LIMIT, DerivedName, Field, FieldName, FieldType, ForeignKey,
    FrozenName, Index, IndexKey, NotCompared, ObjectName, Reference, ReferentialAction, Schema,
    SqlExpression, Table, TableName, nearest, pluralize, shorten, snake_case,
};

use crate::OperationError;

/// A table ready to be created: every reference resolved, every name derived and free.
pub fn freeze_table(written: Table, schema: &Schema) -> Result<Arc<Table>, OperationError> {
    if written.fields.is_empty() {
        return Err(OperationError::NoFields { table: written.name });
    }
    // While the fields are frozen, the names of these are taken.
    let mut table = written;
    freeze_primary_key(&mut table, schema)?;
    for field in table.fields.values().cloned().collect::<Vec<_>>() {
        let frozen = freeze_field(field, &table, schema)?;
        table.fields.insert(frozen.name.clone(), frozen);
    }
    let (indexes, constraints) = (mem::take(&mut table.indexes), mem::take(&mut table.constraints));
    for index in indexes.into_values() {
        let index = freeze_index(index, &table)?;
        table.indexes.insert(index.name.clone(), index);
    }
    for constraint in constraints.into_values() {
        let constraint = freeze_constraint(constraint, &table, schema)?;
        table.constraints.insert(constraint.name.clone(), constraint);
    }
    Ok(Arc::new(table))
}

/// A field ready for `table`, which may hold an earlier version of it.
pub(crate) fn freeze_field(
    mut field: Field,
    table: &Table,
    schema: &Schema,
) -> Result<Field, OperationError> {
    field.nullable &= !field.primary_key;
    let names = Names { table, schema };
    let own = [field.name.clone()];
    if let Some(name) = &mut field.unique {
        names.freeze(name, DerivedName::Unique, &own)?;
    }
    if let Some(name) = &mut field.index {
        names.freeze(name, DerivedName::Index, &own)?;
    }
    if may_bring_check(&field) {
        names.freeze(&mut field.type_check, DerivedName::Check, &own)?;
    } else {
        field.type_check = FrozenName::default();
    }
    if let Some(generated) = &mut field.generated {
        freeze_expression(&mut generated.expression, table)?;
    }
    freeze_reference(&mut field, table, schema)?;
    Ok(field)
}

/// Whether some database makes a CHECK of the field's own, which has a name from then on.
fn may_bring_check(field: &Field) -> bool {
    let is_foreign = matches!(field.field_type, FieldType::Foreign(_));
    is_foreign || field.generated.is_some() || field.field_type.may_bring_check()
}

/// An index whose fields are canonical and whose name is free.
pub(crate) fn freeze_index(mut index: Index, table: &Table) -> Result<Index, OperationError> {
    if index.parts.is_empty() {
        return Err(OperationError::Empty { name: index.name });
    }
    demand_index_name(&index.name, table)?;
    for part in &mut index.parts {
        match &mut part.key {
            IndexKey::Field(field) => freeze_field_name(field, table)?,
            IndexKey::Expression(expression) => freeze_expression(expression, table)?,
        }
    }
    index
        .condition
        .iter_mut()
        .try_for_each(|condition| freeze_expression(condition, table))?;
    index
        .include
        .iter_mut()
        .try_for_each(|field| freeze_field_name(field, table))?;
    Ok(index)
}

/// A constraint whose fields and target are canonical and whose name is free.
pub(crate) fn freeze_constraint(
    mut constraint: Constraint,
    table: &Table,
    schema: &Schema,
) -> Result<Constraint, OperationError> {
    demand_constraint_name(&constraint, table)?;
    match &mut constraint.kind {
        ConstraintKind::Unique(unique) if unique.fields.is_empty() => {
            return Err(OperationError::Empty {
                name: constraint.name,
            });
        }
        ConstraintKind::Unique(unique) => freeze_field_names(&mut unique.fields, table)?,
        ConstraintKind::Check(check) => freeze_expression(&mut check.expression, table)?,
        ConstraintKind::ForeignKey(key) => freeze_foreign_key(key, &constraint.name, table, schema)?,
        ConstraintKind::Exclusion(exclusion) => {
            exclusion
                .condition
                .iter_mut()
                .try_for_each(|condition| freeze_expression(condition, table))?;
        }
    }
    Ok(constraint)
}

/// The field of this name or attribute, or an error that names what is there.
pub(crate) fn find_field<'a>(table: &'a Table, written: &str) -> Result<&'a Field, OperationError> {
    table.field_as_written(written).ok_or_else(|| {
        let there: Vec<String> = table.fields.keys().map(FieldName::to_string).collect();
        let suggestion = nearest(written, there.iter().map(String::as_str)).map(str::to_owned);
        OperationError::UnknownField {
            table: table.name.clone(),
            field: written.to_owned(),
            suggestion,
            there,
        }
    })
}

/// The type that a foreign key's field takes from its target.
pub(crate) fn foreign_type(target: &Field) -> FieldType {
    FieldType::Foreign(NotCompared(Some(Box::new(target.field_type.resolved().clone()))))
}

/// Refuses a name for an index that one of the same table has already. Whether those of other tables count is the
/// database's to say.
pub(crate) fn demand_index_name(name: &ObjectName, table: &Table) -> Result<(), OperationError> {
    demand_free(name, table.index_names(), table)
}

/// Refuses a name for a constraint that one of the same table has already, or an index where the constraint is one
/// itself. A foreign key and an index beside it may share a name.
pub(crate) fn demand_constraint_name(constraint: &Constraint, table: &Table) -> Result<(), OperationError> {
    demand_free(&constraint.name, table.constraint_names(), table)?;
    if constraint.is_index() {
        demand_index_name(&constraint.name, table)
    } else {
        Ok(())
    }
}

/// Refuses a name for a primary key that a constraint or index of the table has already.
pub(crate) fn demand_free_name(name: &ObjectName, table: &Table) -> Result<(), OperationError> {
    demand_free(name, table.object_names(), table)
}

fn demand_free<'a>(
    name: &ObjectName,
    mut taken: impl Iterator<Item = &'a ObjectName>,
    table: &Table,
) -> Result<(), OperationError> {
    if taken.any(|taken| taken == name) {
        Err(OperationError::NameTaken {
            name: name.clone(),
            table: table.name.clone(),
        })
    } else {
        Ok(())
    }
}

fn freeze_primary_key(table: &mut Table, schema: &Schema) -> Result<(), OperationError> {
    for position in 0..table.primary_key_order.len() {
        let canonical = find_field(table, table.primary_key_order[position].as_str())?
            .name
            .clone();
        table.primary_key_order[position] = canonical;
    }
    for name in table.primary_key_order.clone() {
        if let Some(field) = table.fields.get_mut(&name) {
            field.primary_key = true;
        }
    }
    if table.primary_key().is_empty() {
        return Ok(());
    }
    let mut name = table.primary_key_name.clone();
    Names { table, schema }.freeze(&mut name, DerivedName::PrimaryKey, &[])?;
    table.primary_key_name = name;
    Ok(())
}

fn freeze_reference(field: &mut Field, table: &Table, schema: &Schema) -> Result<(), OperationError> {
    let Some(reference) = &mut field.reference else {
        return Ok(());
    };
    let target = Target::resolve(&reference.table, table, schema)?;
    let target_field = target.key(reference, &field.name, table)?;
    let set_null = [reference.on_delete, reference.on_update].contains(&ReferentialAction::SetNull);
    if set_null && !field.nullable {
        return Err(OperationError::SetNullNeedsNullable {
            table: table.name.clone(),
            field: field.name.clone(),
        });
    }
    let takes_type = matches!(field.field_type, FieldType::Foreign(_));
    if takes_type && field.auto_increment && !may_count(&target_field.field_type) {
        return Err(OperationError::CountingReference {
            table: table.name.clone(),
            field: field.name.clone(),
        });
    }
    let follows = match field.field_type {
        FieldType::Foreign(_) => true,
        _ => field.collation.is_none() && agree(&field.field_type, target_field),
    };
    if follows {
        field.field_type = foreign_type(target_field);
    }
    reference.field = Some(target_field.name.clone());
    reference.table = target.table().name.clone();
    let own = [field.name.clone()];
    Names { table, schema }.freeze(&mut reference.constraint, DerivedName::ForeignKey, &own)
}

/// Whether values of this type can be counted: of a type in a database's own words only that database knows.
fn may_count(field_type: &FieldType) -> bool {
    let is_opaque = matches!(field_type.resolved(), FieldType::Opaque { .. });
    is_opaque || field_type.is_integer()
}

/// Whether a foreign key's own type is its target's, so that it is one that follows.
fn agree(own: &FieldType, target: &Field) -> bool {
    let other = &target.field_type;
    let is_stored_alike = own.storage() == other.storage() && own.is_positive() == other.is_positive();
    is_stored_alike && target.collation.is_none()
}

fn freeze_foreign_key(
    key: &mut ForeignKey,
    name: &ObjectName,
    table: &Table,
    schema: &Schema,
) -> Result<(), OperationError> {
    if key.fields.is_empty() {
        return Err(OperationError::Empty { name: name.clone() });
    }
    freeze_field_names(&mut key.fields, table)?;
    freeze_field_names(&mut key.details.set_on_delete, table)?;
    let target = Target::resolve(&key.table, table, schema)?;
    if key.target_fields.is_empty() {
        key.target_fields = target.table().primary_key().into_iter().cloned().collect()
    } else {
        freeze_field_names(&mut key.target_fields, target.table())?
    }
    key.table = target.table().name.clone();
    match (key.fields.len(), key.target_fields.len()) {
        (fields, targets) if fields != targets => Err(OperationError::KeyLength {
            name: name.clone(),
            fields,
            targets,
        }),
        _ => Ok(()),
    }
}

fn freeze_field_names(names: &mut [FieldName], table: &Table) -> Result<(), OperationError> {
    names
        .iter_mut()
        .try_for_each(|name| freeze_field_name(name, table))
}

fn freeze_field_name(name: &mut FieldName, table: &Table) -> Result<(), OperationError> {
    *name = find_field(table, name.as_str())?.name.clone();
    Ok(())
}

/// Gives a portable expression the table's own names of its fields. The databases themselves check their own words.
pub(crate) fn freeze_expression(expression: &mut SqlExpression, table: &Table) -> Result<(), OperationError> {
    let SqlExpression::Portable(expression) = expression else {
        return Ok(());
    };
    let written: Vec<FieldName> = expression.fields().into_iter().cloned().collect();
    for name in written {
        let canonical = &find_field(table, name.as_str())?.name;
        if *canonical != name {
            expression.rename_field(&name, canonical);
        }
    }
    Ok(())
}

/// The table that a foreign key refers to: another one of the schema, or the one that is being made.
enum Target<'a> {
    Itself(&'a Table),
    Other(&'a Table),
}

impl<'a> Target<'a> {
    fn resolve(written: &TableName, own: &'a Table, schema: &'a Schema) -> Result<Self, OperationError> {
        if *written == own.name {
            return Ok(Self::Itself(own));
        }
        let text = written.to_string();
        let model = text.rsplit('.').next().unwrap_or(&text);
        let means_own = schema.table(written).is_none()
            && (text == "self" || pluralize(&snake_case(model)) == own.name.to_string());
        if means_own {
            Ok(Self::Itself(own))
        } else {
            Ok(Self::Other(schema.resolve(&text)?))
        }
    }

    fn table(&self) -> &'a Table {
        match self {
            Self::Itself(table) | Self::Other(table) => table,
        }
    }

    /// The field that is referred to: the one written, else the only field of the primary key.
    fn key(
        &self,
        reference: &Reference,
        field: &FieldName,
        own: &Table,
    ) -> Result<&'a Field, OperationError> {
        if let Some(written) = &reference.field {
            return find_field(self.table(), written.as_str());
        }
        match self.table().primary_key().as_slice() {
            [key] => find_field(self.table(), key.as_str()),
            _ => Err(OperationError::NoSingleKey {
                table: own.name.clone(),
                field: field.to_string(),
                target: self.table().name.clone(),
            }),
        }
    }
}

/// The names that are taken where a new one is derived.
struct Names<'a> {
    table: &'a Table,
    schema: &'a Schema,
}

impl Names<'_> {
    /// Fills in a derived name that no other index or constraint has; a frozen one stays.
    fn freeze(
        &self,
        name: &mut FrozenName,
        kind: DerivedName,
        fields: &[FieldName],
    ) -> Result<(), OperationError> {
        if name.0.is_some() {
            return Ok(());
        }
        let derived = kind.spell(&self.table.name, fields)?;
        let mut free = derived.clone();
        let mut number = 1;
        // Some databases keep tables and indexes in one namespace.
        while self.owner(&free).is_some() || self.is_table(&free) {
            let suffix = number.to_string();
            let stem = shorten(derived.as_str(), DERIVED_NAME_LIMIT - suffix.len());
            free = ObjectName::new(format!("{stem}{suffix}"))?;
            number += 1;
        }
        name.0 = Some(free);
        Ok(())
    }

    fn is_table(&self, name: &ObjectName) -> bool {
        let name = self.table.name.with_name(name.as_str());
        name.is_ok_and(|name| self.table.name == name || self.schema.table(&name).is_some())
    }

    fn owner(&self, name: &ObjectName) -> Option<&TableName> {
        let other = self
            .schema
            .name_owners(name)
            .find(|owner| **owner != self.table.name);
        let own = || {
            self.table
                .object_names()
                .any(|taken| taken == name)
                .then_some(&self.table.name)
        };
        other.or_else(own)
    }
}
