//! A column as a field: its type, and the clauses that belong to the field itself.

use aksara_schema::{
    DerivedName, Field, FieldName, FieldType, Generated, GeneratedStorage, NotCompared, ObjectName, Table,
};

use super::default::read_default;
use super::expression::read_expression;
use super::index::DEFAULT_COLLATION;
use crate::affinity::Affinity;
use crate::build::column::is_built_in;
use crate::build::type_check::TypeCheck;
use crate::canonical::canonical;
use crate::physical::{Clause, ClauseKind, Column};
use crate::token::{TokenKind, tokens};
use crate::types::read_declared_type;

/// A column as a field that has only its type.
pub(super) fn declared_field(column: &Column, is_strict: bool) -> Option<Field> {
    let name = FieldName::new(&*column.name).ok()?;
    let field_type = read_declared_type(&column.declared_type, is_strict);
    Some(Field {
        nullable: true,
        ..Field::new(name, field_type)
    })
}

/// Reads what the column's clauses say of the field alone, and gives the position of the CHECK that its type brings
/// along. The table has all its fields.
pub(super) fn read_attributes(column: &Column, field: &mut Field, table: &Table) -> Option<usize> {
    let check = read_type_check(column, field, table);
    let affinity = Affinity::of(&column.declared_type, table.options.strict);
    for clause in &column.clauses {
        read_attribute(clause, affinity, field, table);
    }
    check
}

/// The name of a clause, where it has one that is valid.
pub(super) fn name_of(clause: &Clause) -> Option<ObjectName> {
    clause
        .name
        .as_ref()
        .and_then(|name| ObjectName::new(&**name).ok())
}

fn read_attribute(clause: &Clause, affinity: Affinity, field: &mut Field, table: &Table) {
    match &clause.kind {
        ClauseKind::NotNull { .. } => field.nullable = false,
        ClauseKind::Default { value } => field.default = read_default(value, affinity, field, table),
        ClauseKind::Collate { collation } => {
            field.collation =
                Some(collation.to_uppercase()).filter(|name| name != DEFAULT_COLLATION && is_built_in(name));
        }
        ClauseKind::Generated {
            expression,
            is_stored,
        } => {
            let storage = if *is_stored {
                GeneratedStorage::Stored
            } else {
                GeneratedStorage::Virtual
            };
            field.generated = Some(Generated {
                expression: read_expression(expression, table),
                storage,
            });
        }
        ClauseKind::PrimaryKey { .. }
        | ClauseKind::Null { .. }
        | ClauseKind::Unique { .. }
        | ClauseKind::Check { .. }
        | ClauseKind::ForeignKey(_) => {}
    }
}

/// Finds the CHECK that shows the logical type, and gives its position among the clauses. One without a name, or under
/// another than a model gives it, stays a constraint of its own: it could not be dropped by that name.
fn read_type_check(column: &Column, field: &mut Field, table: &Table) -> Option<usize> {
    let derived = DerivedName::Check.spell(&table.name, [&field.name]).ok();
    let is_derived = |clause: &Clause| clause.name.is_some() && name_of(clause) == derived;
    let found = column.clauses.iter().enumerate().find_map(|(position, clause)| {
        let ClauseKind::Check { expression } = &clause.kind else {
            return None;
        };
        let field_type = checked_type(expression, field, table).filter(|_| is_derived(clause))?;
        Some((position, field_type))
    });
    match found {
        Some((position, field_type)) => {
            field.field_type = field_type;
            field.type_check = NotCompared(derived);
            Some(position)
        }
        None => {
            keep_without_check(column, field);
            None
        }
    }
}

/// A type whose own CHECK is missing takes other values as well.
fn keep_without_check(column: &Column, field: &mut Field) {
    let is_open_enum = matches!(&field.field_type, FieldType::Enum { values, .. } if values.is_empty());
    if is_open_enum || TypeCheck::of(field).is_some() {
        field.field_type = FieldType::Opaque {
            dialect: crate::NAME,
            spelling: column.declared_type.clone(),
        };
    }
}

/// The type whose own CHECK this is.
fn checked_type(expression: &str, field: &Field, table: &Table) -> Option<FieldType> {
    let is_own = |candidate: &FieldType| {
        let candidate = Field {
            field_type: candidate.clone(),
            ..field.clone()
        };
        TypeCheck::of(&candidate)
            .is_some_and(|check| canonical(&check.expression, table) == canonical(expression, table))
    };
    let candidates = [
        checked_variant(&field.field_type, expression),
        field.field_type.clone(),
    ];
    candidates.into_iter().find(is_own)
}

/// The type that differs from what is declared by a CHECK alone.
fn checked_variant(declared: &FieldType, expression: &str) -> FieldType {
    match declared {
        FieldType::SmallInteger => FieldType::PositiveSmallInteger,
        FieldType::Integer => FieldType::PositiveInteger,
        FieldType::BigInteger => FieldType::PositiveBigInteger,
        FieldType::Enum { native, .. } => FieldType::Enum {
            values: texts(expression),
            native: native.clone(),
        },
        other => other.clone(),
    }
}

/// The texts in an expression: the values of `name IN ('a', 'b')`.
fn texts(expression: &str) -> Vec<String> {
    let quoted = tokens(expression).filter(|token| token.kind == TokenKind::Text);
    let inner = quoted.filter_map(|token| token.text.strip_prefix('\'')?.strip_suffix('\''));
    inner.map(|text| text.replace("''", "'")).collect()
}
