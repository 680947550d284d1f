//! The constraints and the index of one field as those of its table, under their frozen names, else under those that
//! would be derived.

use aksara_schema::{
    Constraint, ConstraintKind, Deferrable, DerivedName, Field, ForeignKey, FrozenName, Index, ObjectName,
    Table, Unique,
};

/// The UNIQUE of a field, where it has one.
pub fn field_unique(table: &Table, field: &Field) -> Option<Constraint> {
    let name = field_object_name(field.unique.as_ref()?, DerivedName::Unique, table, field)?;
    let unique = Unique {
        fields: vec![field.name.clone()],
        deferrable: Deferrable::Never,
        nulls_not_distinct: false,
    };
    Some(Constraint {
        name,
        kind: ConstraintKind::Unique(unique),
    })
}

/// The foreign key of a field, where it has one.
pub fn field_foreign_key(table: &Table, field: &Field) -> Option<Constraint> {
    let reference = field.reference.as_ref()?;
    let name = field_object_name(&reference.constraint, DerivedName::ForeignKey, table, field)?;
    Some(Constraint {
        name,
        kind: ConstraintKind::ForeignKey(ForeignKey::of_field(&field.name, reference)),
    })
}

/// The index of a field, where it has one.
pub fn field_index(table: &Table, field: &Field) -> Option<Index> {
    let name = field_object_name(field.index.as_ref()?, DerivedName::Index, table, field)?;
    Some(Index::over(name, [field.name.clone()]))
}

/// The frozen name of a field's constraint or index, else the derived one.
pub fn field_object_name(
    frozen: &FrozenName,
    derived: DerivedName,
    table: &Table,
    field: &Field,
) -> Option<ObjectName> {
    let frozen = frozen.0.clone();
    frozen.or_else(|| derived.spell(&table.name, [&field.name]).ok())
}
