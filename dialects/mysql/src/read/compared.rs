//! A table in one form, the same for a replayed one and an inspected one where the server keeps them alike.
//!
//! Every constraint and index is the table's, under its name; a field has only what its column has. Expressions are as
//! the servers make them, and texts as the catalogs report them. Anything without effect here is left out.

use aksara_schema::{
    ConstraintKind, Default, Field, FieldType, IndexKey, Literal, NotCompared, ObjectName, ReferentialAction,
    Table, TableOptions,
};

use super::expression::one_form;
use super::field::uncheck;
use super::table::read_table;
use super::text::as_reported;
use crate::build::options::default_collation;
use crate::build::type_check::type_check;
use crate::build::{build_known, is_default_action};
use crate::flavour::{FAMILY, Server};
use crate::own_type::OwnType;
use crate::physical;

/// The table as the server keeps it. A part that it would not make stays as it is: a column, or the whole table for its
/// objects.
pub(crate) fn compared(table: &Table, server: Server) -> Table {
    let built = build_known(table, server).ok();
    let read = built.and_then(|physical| Some((read_table(&physical, server).ok()?, physical)));
    match read {
        Some((read, physical)) => in_one_form(read, &physical, table, server),
        None => table.clone(),
    }
}

/// A table that was read, in one form.
fn in_one_form(mut read: Table, physical: &physical::Table, table: &Table, server: Server) -> Table {
    read.primary_key_order = read.primary_key().into_iter().cloned().collect();
    read.comment = read.comment.as_deref().map(as_reported);
    let inherited = read.options.collation.as_deref().map(str::to_lowercase);
    let columns = physical.columns.iter().zip(table.fields.values());
    for (field, (column, written)) in read.fields.values_mut().zip(columns) {
        if column.is_known() {
            compare_check(field, written, table, server);
            compare_field(field, inherited.as_deref());
        } else {
            *field = without_objects(written);
        }
    }
    read.options = compared_options(read.options, server);
    let parts = read.indexes.values_mut().flat_map(|index| &mut index.parts);
    for part in parts {
        if let IndexKey::Expression(expression) = &mut part.key {
            *expression = one_form(expression);
        }
    }
    for constraint in read.constraints.values_mut() {
        compare_constraint(&mut constraint.kind);
    }
    read
}

/// The engine and the collation, where they are not what a table gets without saying. A collation tells its character
/// set.
fn compared_options(options: TableOptions, server: Server) -> TableOptions {
    let lower = |name: Option<String>| name.map(|name| name.to_lowercase());
    let collation = lower(options.collation);
    TableOptions {
        engine: lower(options.engine),
        charset: lower(options.charset).filter(|_| collation.is_none()),
        collation: collation.filter(|collation| collation != default_collation(server)),
        ..options
    }
}

/// The field alone: its index and its constraints are the table's.
fn without_objects(field: &Field) -> Field {
    Field {
        unique: None,
        index: None,
        reference: None,
        ..field.clone()
    }
}

fn compare_field(field: &mut Field, inherited: Option<&str>) {
    if let FieldType::Opaque { dialect, spelling } = &mut field.field_type {
        *dialect = FAMILY;
        *spelling = own_spelling(spelling, inherited);
    }
    field.comment = field.comment.as_deref().map(as_reported);
    field.default = field.default.take().map(compared_default);
    if let Some(generated) = &mut field.generated {
        generated.expression = one_form(&generated.expression);
    }
}

/// The check that a type brings is a constraint of the table. The field has its name, and not its type without it.
fn compare_check(field: &mut Field, written: &Field, table: &Table, server: Server) {
    if field.field_type.storage() != written.field_type.storage() {
        uncheck(field, server.flavour);
    }
    let check = type_check(written, table, server);
    field.type_check = NotCompared(check.and_then(|check| ObjectName::new(check.name).ok()));
}

/// The one spelling of a type that has no word of ours, without a collation that is the table's.
fn own_spelling(spelling: &str, inherited: Option<&str>) -> String {
    let own = OwnType::parse(spelling);
    if own.collation() == inherited {
        own.without_collation().spelling()
    } else {
        own.spelling()
    }
}

fn compared_default(default: Default) -> Default {
    match default {
        Default::Literal(Literal::String(text)) => Default::Literal(Literal::String(as_reported(&text))),
        // Question marks change nothing in the structure of a document.
        Default::Literal(Literal::Json(document)) => {
            let reported = serde_json::from_str(&as_reported(&document.to_string()));
            Default::Literal(Literal::Json(reported.unwrap_or(document)))
        }
        Default::Expression(expression) => Default::Expression(one_form(&expression)),
        other => other,
    }
}

fn compare_constraint(kind: &mut ConstraintKind) {
    match kind {
        ConstraintKind::Check(check) => check.expression = one_form(&check.expression),
        ConstraintKind::ForeignKey(key) => {
            for action in [&mut key.on_delete, &mut key.on_update] {
                if is_default_action(*action) {
                    *action = ReferentialAction::NoAction;
                }
            }
        }
        ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_) => {}
    }
}
