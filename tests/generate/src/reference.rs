//! Foreign keys: of one field or several, to other tables, to their own, and around in circles.

use std::sync::Arc;

use aksara_dialect::Feature;
use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, Field, FieldName, FieldType, ForeignKey, FrozenName, KeyDetails,
    NotCompared, ObjectName, Reference, ReferentialAction, Schema, Table,
};

use super::{Choices, Scope};

const ACTIONS: &[ReferentialAction] = &[
    ReferentialAction::Cascade,
    ReferentialAction::NoAction,
    ReferentialAction::SetNull,
    ReferentialAction::Restrict,
    ReferentialAction::SetDefault,
];

/// A field that refers to a table with a key of one field.
pub(crate) fn reference(
    choices: &mut Choices,
    name: FieldName,
    schema: &Schema,
    scope: Scope,
) -> Option<Field> {
    let tables: Vec<&Arc<Table>> = schema
        .tables()
        .filter(|table| table.primary_key().len() == 1)
        .collect();
    let target = *choices.pick(&tables)?;
    let is_target = |field: &&Field| field.unique.is_some() && field.reference.is_none();
    let uniques: Vec<&Field> = target.fields.values().filter(is_target).collect();
    let unique = choices.pick(&uniques).map(|field| field.name.clone());
    let field = unique.filter(|_| choices.percent(40));
    Some(referring(choices, name, target, field, scope))
}

/// A field of this name that refers to a unique field of the table, else to its key, which has one field.
pub(crate) fn referring(
    choices: &mut Choices,
    name: FieldName,
    target: &Table,
    field: Option<FieldName>,
    scope: Scope,
) -> Field {
    let on_delete = action(choices, scope);
    let on_update = action(choices, scope);
    let reference = Reference {
        table: target.name.clone(),
        field,
        on_delete,
        on_update,
        deferrable: deferrable(choices, scope, Feature::DeferrableForeignKey),
        constraint: FrozenName::default(),
    };
    Field {
        nullable: true,
        reference: Some(reference),
        unique: choices.percent(20).then(FrozenName::default),
        ..Field::new(name, FieldType::Foreign(NotCompared(None)))
    }
}

/// A foreign key over fields that the table has, with the types of a key of the schema.
pub(crate) fn foreign_key(
    choices: &mut Choices,
    name: ObjectName,
    table: &Table,
    schema: &Schema,
    scope: Scope,
) -> Option<Constraint> {
    let targets = schema
        .tables()
        .filter_map(|target| Some((target, matching(table, target)?)));
    let targets: Vec<(&Arc<Table>, Vec<FieldName>)> = targets.collect();
    let (target, fields) = choices.pick(&targets)?;
    Some(constraint(choices, name, target, fields.clone(), scope))
}

/// A foreign key over these fields to the table's primary key.
pub(crate) fn constraint(
    choices: &mut Choices,
    name: ObjectName,
    target: &Table,
    fields: Vec<FieldName>,
    scope: Scope,
) -> Constraint {
    let key = ForeignKey {
        fields,
        table: target.name.clone(),
        target_fields: Vec::new(),
        on_delete: action(choices, scope),
        on_update: action(choices, scope),
        deferrable: deferrable(choices, scope, Feature::DeferrableForeignKey),
        details: KeyDetails::default(),
    };
    Constraint {
        name,
        kind: ConstraintKind::ForeignKey(key),
    }
}

/// Fields of a table, which may be NULL and refer to nothing yet, of the types of the other's key.
fn matching(table: &Table, target: &Table) -> Option<Vec<FieldName>> {
    let key = target.primary_key();
    let mut chosen: Vec<FieldName> = Vec::new();
    for name in &key {
        let field_type = target.fields.get(*name)?.field_type.resolved();
        let fits = |field: &&Field| {
            field.nullable
                && field.default.is_none()
                && is_free(table, field)
                && !chosen.contains(&field.name)
                && field.field_type.resolved() == field_type
        };
        let found = table.fields.values().find(fits)?.name.clone();
        chosen.push(found);
    }
    (!chosen.is_empty()).then_some(chosen)
}

fn is_free(table: &Table, field: &Field) -> bool {
    let keys = table.foreign_keys();
    let is_used = keys.iter().any(|(_, key)| key.fields.contains(&field.name));
    let is_checked = table.constraints.values().any(|constraint| {
        matches!(constraint.kind, ConstraintKind::Check(_)) && constraint.fields().contains(&&field.name)
    });
    // A key over a field that a check or a computed field looks at is refused by some databases.
    let is_source = table.fields.values().any(|other| {
        let generated = other.generated.as_ref();
        generated.is_some_and(|generated| generated.expression.fields().contains(&&field.name))
    });
    !is_used && !is_checked && !is_source && !field.primary_key && field.generated.is_none()
}

fn action(choices: &mut Choices, scope: Scope) -> ReferentialAction {
    let chosen = choices
        .pick(ACTIONS)
        .copied()
        .unwrap_or(ReferentialAction::NoAction);
    match chosen {
        ReferentialAction::SetDefault if !scope.can(Feature::SetDefaultAction) => ReferentialAction::NoAction,
        chosen => chosen,
    }
}

/// When a constraint is checked, where the database has this feature.
pub(crate) fn deferrable(choices: &mut Choices, scope: Scope, feature: Feature) -> Deferrable {
    let options = [
        Deferrable::Never,
        Deferrable::Never,
        Deferrable::InitiallyImmediate,
        Deferrable::InitiallyDeferred,
    ];
    match choices.pick(&options) {
        Some(chosen) if scope.can(feature) => *chosen,
        _ => Deferrable::Never,
    }
}
