//! Tables to create.

use std::sync::Arc;

use aksara_dialect::Feature;
use aksara_schema::{Field, FieldName, Schema, Table, TableOptions};

use super::{Choices, Scope, field, object, reference};

/// A table with a primary key, a few fields, and now and then what refers to a key of several fields or to itself, an
/// index or a constraint.
pub fn table(choices: &mut Choices, schema: &Schema, scope: Scope) -> Option<Table> {
    let name = scope.names.table(choices)?;
    let mut table = Table::new(name).with_fields(field::first_fields(choices, scope, schema));
    if choices.percent(25) {
        let name = scope.names.object(choices)?;
        let index = object::index(choices, name, &table, scope)?;
        table.indexes.insert(index.name.clone(), index);
    }
    if choices.percent(25) {
        let name = scope.names.object(choices)?;
        let constraint = object::constraint(choices, name, &table, schema, scope)?;
        table.constraints.insert(constraint.name.clone(), constraint);
    }
    if choices.percent(15) {
        refer_to_itself(choices, &mut table, scope);
    }
    if choices.percent(40) {
        refer_to_composite(choices, &mut table, schema, scope);
    }
    table.comment = choices.percent(10).then(|| "it's a table".to_owned());
    table.options = options(choices, &table, scope);
    Some(table)
}

/// Options that do not change which rows are accepted where they are ignored.
pub(crate) fn options(choices: &mut Choices, table: &Table, scope: Scope) -> TableOptions {
    let can = scope.can(Feature::SqliteTableOptions);
    let counts = table.fields.values().any(|field| field.auto_increment);
    let is_own = scope.is_given();
    let charset = choices.pick(scope.words().charsets).copied();
    let charset = charset.filter(|_| choices.percent(10));
    TableOptions {
        strict: can && is_own && choices.percent(8),
        without_rowid: can && !counts && choices.percent(8),
        autoincrement: can && counts && choices.percent(8),
        charset: charset.map(|(charset, _)| charset.to_owned()),
        collation: charset.map(|(_, collation)| collation.to_owned()),
        ..TableOptions::default()
    }
}

fn refer_to_itself(choices: &mut Choices, table: &mut Table, scope: Scope) {
    let Some(name) = scope.names.field(choices) else {
        return;
    };
    if table.primary_key().len() == 1 && is_free(table, &name) {
        let field = reference::referring(choices, name.clone(), table, None, scope);
        table.fields.insert(name, field);
    }
}

/// Fields for the key of another table that has one of several fields, and the foreign key over them.
fn refer_to_composite(choices: &mut Choices, table: &mut Table, schema: &Schema, scope: Scope) {
    let targets = schema.tables().filter(|target| target.primary_key().len() > 1);
    let targets: Vec<&Arc<Table>> = targets.collect();
    let (Some(target), Some(name)) = (choices.pick(&targets), scope.names.object(choices)) else {
        return;
    };
    let mut fields = Vec::new();
    for (number, key) in target.primary_key().into_iter().enumerate() {
        let Some(field_type) = target
            .fields
            .get(key)
            .map(|key| key.field_type.resolved().clone())
        else {
            return;
        };
        let Ok(name) = FieldName::new(format!("part{number}")) else {
            return;
        };
        fields.push(Field {
            nullable: true,
            ..Field::new(name, field_type)
        });
    }
    let names = fields.iter().map(|field| field.name.clone()).collect();
    let constraint = reference::constraint(choices, name, target, names, scope);
    if table.constraints.contains_key(&constraint.name) || table.indexes.contains_key(&constraint.name) {
        return;
    }
    for field in fields {
        table.fields.insert(field.name.clone(), field);
    }
    table.constraints.insert(constraint.name.clone(), constraint);
}

fn is_free(table: &Table, name: &FieldName) -> bool {
    let lower = name.as_str().to_lowercase();
    table
        .fields
        .keys()
        .all(|other| other.as_str().to_lowercase() != lower)
}
