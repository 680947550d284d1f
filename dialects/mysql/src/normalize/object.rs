//! Indexes and constraints in their normal form: each under its name, none in a field.

use aksara_dialect::Feature;
use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, DerivedName, FieldName, ForeignKey, Index, IndexKey,
    IndexPart, ObjectName, ReferentialAction, SortOrder, Table, Unique,
};

use super::expression::{normal_expression, normal_text};
use super::field::normal_check;
use crate::build::type_check::type_check;
use crate::build::{is_default_action, named_foreign_keys};
use crate::flavour::Server;
use crate::index_method::IndexMethod;
use crate::name::{frozen_name, object_name};

/// Puts every index and constraint of a table into its normal form.
pub(super) fn normal_objects(table: &Table, normal: &mut Table, server: Server) {
    let keys = named_foreign_keys(table);
    let taken = constraint_names(table, &keys, server);
    for field in table.fields.values() {
        if let Some(name) = &field.unique {
            let name = frozen_name(name, DerivedName::Unique, table, &field.name);
            add_unique(normal, name, vec![field.name.clone()], &taken);
        }
        if let Some(name) = &field.index {
            let name = frozen_name(name, DerivedName::Index, table, &field.name);
            add_index(normal, name, |name| Index::over(name, [field.name.clone()]));
        }
        if let Some(check) = type_check(field, table, server) {
            let expression = normal_text(&check.expression);
            add_constraint(normal, check.name, ConstraintKind::Check(Check { expression }));
        }
    }
    for index in table.indexes.values() {
        normal_index(index, normal, &taken, server);
    }
    for constraint in table.constraints.values() {
        match &constraint.kind {
            ConstraintKind::Unique(unique) => {
                let name = object_name(&constraint.name);
                add_unique(normal, name, unique.fields.clone(), &taken);
            }
            ConstraintKind::Check(check) => {
                let check = Check {
                    expression: normal_check(&check.expression, server.flavour),
                };
                add_constraint(
                    normal,
                    object_name(&constraint.name),
                    ConstraintKind::Check(check),
                );
            }
            ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => {}
        }
    }
    for (name, key) in keys {
        let key = ForeignKey {
            on_delete: normal_action(key.on_delete),
            on_update: normal_action(key.on_update),
            deferrable: Deferrable::Never,
            ..key
        };
        add_constraint(normal, name, ConstraintKind::ForeignKey(key));
    }
}

/// A unique index over plain fields is a unique constraint; InnoDB knows no difference.
fn normal_index(index: &Index, normal: &mut Table, taken: &[String], server: Server) {
    let name = object_name(&index.name);
    let parts: Vec<IndexPart> = index.parts.iter().map(|part| normal_part(part, server)).collect();
    let plain: Option<Vec<FieldName>> = parts.iter().map(plain_field).collect();
    match plain {
        Some(fields) if index.unique => add_unique(normal, name, fields, taken),
        _ => add_index(normal, name, |name| Index {
            parts,
            unique: index.unique,
            method: IndexMethod::of(index).map(|method| method.told(IndexMethod::parser(index))),
            ..Index::over(name, [])
        }),
    }
}

fn normal_part(part: &IndexPart, server: Server) -> IndexPart {
    let key = match &part.key {
        IndexKey::Field(field) => IndexKey::Field(field.clone()),
        IndexKey::Expression(expression) => {
            IndexKey::Expression(normal_expression(expression, server.flavour))
        }
    };
    let order = match server.ignored(Feature::DescendingIndex) {
        Some(_) => SortOrder::Ascending,
        None => part.order,
    };
    IndexPart {
        order,
        ..IndexPart::ascending(key)
    }
}

fn plain_field(part: &IndexPart) -> Option<FieldName> {
    match (&part.key, part.order) {
        (IndexKey::Field(field), SortOrder::Ascending) => Some(field.clone()),
        (IndexKey::Field(_), SortOrder::Descending) | (IndexKey::Expression(_), _) => None,
    }
}

fn normal_action(action: ReferentialAction) -> ReferentialAction {
    if is_default_action(action) {
        ReferentialAction::NoAction
    } else {
        action
    }
}

/// The names of the table's foreign keys and checks.
fn constraint_names(table: &Table, keys: &[(String, ForeignKey)], server: Server) -> Vec<String> {
    let checks = table
        .constraints
        .values()
        .filter(|constraint| match constraint.kind {
            ConstraintKind::Check(_) => true,
            ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => false,
        });
    let checks = checks.map(|check| object_name(&check.name));
    let fields = table.fields.values();
    let of_types = fields.filter_map(|field| Some(type_check(field, table, server)?.name));
    let keys = keys.iter().map(|(name, _)| name.clone());
    keys.chain(checks).chain(of_types).collect()
}

/// A unique key is a constraint, but an index where a foreign key or check has its name.
fn add_unique(normal: &mut Table, name: String, fields: Vec<FieldName>, taken: &[String]) {
    if taken.contains(&name) {
        return add_index(normal, name, |name| Index {
            unique: true,
            ..Index::over(name, fields)
        });
    }
    let unique = Unique {
        fields,
        deferrable: Deferrable::Never,
        nulls_not_distinct: false,
    };
    add_constraint(normal, name, ConstraintKind::Unique(unique));
}

fn add_constraint(normal: &mut Table, name: String, kind: ConstraintKind) {
    if let Ok(name) = ObjectName::new(name) {
        normal.constraints.insert(name.clone(), Constraint { name, kind });
    }
}

fn add_index(normal: &mut Table, name: String, make: impl FnOnce(ObjectName) -> Index) {
    if let Ok(name) = ObjectName::new(name) {
        normal.indexes.insert(name.clone(), make(name));
    }
}
