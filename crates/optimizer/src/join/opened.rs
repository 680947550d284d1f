//! A table and its parts as they would be written: names that are derived are left open.

use aksara_schema::{
    Constraint, ConstraintKind, Field, FrozenName, Index, IndexKey, NotCompared, SqlExpression, Table,
};

/// The table with every derived name open.
pub(super) fn table(frozen: &Table) -> Table {
    let fields = frozen.fields.iter();
    Table {
        fields: fields
            .map(|(name, frozen)| (name.clone(), field(frozen)))
            .collect(),
        primary_key_name: FrozenName::default(),
        ..frozen.clone()
    }
}

/// The field with every derived name open.
pub(super) fn field(frozen: &Field) -> Field {
    let open = |name: &Option<FrozenName>| name.as_ref().map(|_| NotCompared(None));
    let mut field = Field {
        unique: open(&frozen.unique),
        index: open(&frozen.index),
        type_check: NotCompared(None),
        ..frozen.clone()
    };
    if let Some(reference) = &mut field.reference {
        reference.constraint = NotCompared(None);
    }
    field
}

/// Whether something of the table is text that may name fields and that we cannot read.
pub(super) fn has_raw_text(table: &Table) -> bool {
    let generated = table.fields.values().filter_map(|field| field.generated.as_ref());
    let mut expressions = generated.map(|generated| &generated.expression);
    expressions.any(is_raw)
        || table.indexes.values().any(is_raw_index)
        || table.constraints.values().any(is_raw_constraint)
}

pub(super) fn is_raw(expression: &SqlExpression) -> bool {
    match expression {
        SqlExpression::Portable(_) => false,
        SqlExpression::PerDialect(_) | SqlExpression::Unportable { .. } => true,
    }
}

fn is_raw_index(index: &Index) -> bool {
    let is_raw_key = |key: &IndexKey| match key {
        IndexKey::Field(_) => false,
        IndexKey::Expression(expression) => is_raw(expression),
    };
    index.parts.iter().any(|part| is_raw_key(&part.key)) || index.condition.iter().any(is_raw)
}

fn is_raw_constraint(constraint: &Constraint) -> bool {
    match &constraint.kind {
        ConstraintKind::Check(check) => is_raw(&check.expression),
        ConstraintKind::Exclusion(_) => true,
        ConstraintKind::Unique(_) | ConstraintKind::ForeignKey(_) => false,
    }
}
