//! A physical table as a table of the schema.

use aksara_schema::{
    Check, Constraint, ConstraintKind, Default, Exclusion, ExclusionElement, ExclusionExpression, Field,
    FieldName, Generated, GeneratedStorage, Index, IndexKey, IndexPart, InvalidName, NotCompared, NullsOrder,
    ObjectName, RawSql, SortOrder, SqlExpression, StorageType, Table, TableName,
};

use super::catalog_text::unquoted_word;
use super::counting::counts_as_serial;
use super::{compared, defaults};
use crate::physical::{self, Column, ConstraintKind as Kind};

/// The method of an index that names none.
const USUAL_METHOD: &str = "btree";

/// How the texts of a physical table are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// In the words of models, where they mean the same.
    #[cfg_attr(
        not(feature = "driver"),
        allow(dead_code, reason = "inspection alone reads so")
    )]
    Models,
    /// In one form, the same for a table of the history and one of the catalog.
    Compared,
}

/// Reads a table. Every constraint and index is the table's, under its name.
pub(super) fn read_table(physical: &physical::Table, form: Form) -> Result<Table, InvalidName> {
    let mut table = Table::new(physical.name.clone());
    table.comment.clone_from(&physical.comment);
    for column in &physical.columns {
        let field = read_field(column, &table.name, form)?;
        table.fields.insert(field.name.clone(), field);
    }
    // An expression may be over fields that come after its own.
    for column in &physical.columns {
        let generated = column.generated.as_ref();
        let generated = generated.map(|generated| read_generated(generated, &table, form));
        if let Some(field) = table.fields.get_mut(column.name.as_str()) {
            field.generated = generated;
        }
    }
    for known in &physical.constraints {
        read_constraint(&known.object, &mut table, form)?;
    }
    for known in &physical.indexes {
        let index = read_index(&known.object, &table, form)?;
        table.indexes.insert(index.name.clone(), index);
    }
    Ok(table)
}

impl Form {
    fn expression(self, sql: &str, table: &Table) -> SqlExpression {
        match self {
            Self::Models => defaults::expression(sql, table),
            Self::Compared => compared::expression(sql),
        }
    }

    fn default(self, sql: &str, storage: &StorageType) -> Option<Default> {
        match self {
            Self::Models => defaults::read_default(sql, storage),
            Self::Compared => compared::default(sql, storage),
        }
    }

    /// A part of an exclusion. The catalog has no quotes that a name does not need.
    fn compared_value(self, sql: &str) -> ExclusionExpression {
        ExclusionExpression::new(RawSql::new(match self {
            Self::Models => sql,
            Self::Compared => unquoted_word(sql),
        }))
    }
}

fn read_field(column: &Column, table: &TableName, form: Form) -> Result<Field, InvalidName> {
    let storage = &column.data_type.storage;
    let counts = column.is_identity || form == Form::Compared && counts_as_serial(column, table.name());
    let default = column.default.as_ref().filter(|_| !counts);
    Ok(Field {
        nullable: !column.is_required,
        auto_increment: counts,
        default: default.and_then(|sql| form.default(sql, storage)),
        collation: column.collation.clone(),
        comment: column.comment.clone(),
        ..Field::new(FieldName::new(&*column.name)?, storage.clone().into())
    })
}

fn read_generated(generated: &physical::Generated, table: &Table, form: Form) -> Generated {
    Generated {
        expression: form.expression(&generated.expression, table),
        storage: if generated.is_stored {
            GeneratedStorage::Stored
        } else {
            GeneratedStorage::Virtual
        },
    }
}

fn read_constraint(
    constraint: &physical::Constraint,
    table: &mut Table,
    form: Form,
) -> Result<(), InvalidName> {
    let name = ObjectName::new(&*constraint.name)?;
    let kind = match &constraint.kind {
        Kind::PrimaryKey(fields) => {
            table.primary_key_name = NotCompared(Some(name));
            read_primary_key(fields, table, form);
            return Ok(());
        }
        Kind::Unique(unique) => ConstraintKind::Unique(unique.clone()),
        Kind::ForeignKey(key) => ConstraintKind::ForeignKey(key.clone()),
        Kind::Check { expression, .. } => ConstraintKind::Check(Check {
            expression: form.expression(expression, table),
        }),
        Kind::Exclusion {
            method,
            elements,
            condition,
            deferrable,
            ..
        } => {
            let element = |element: &physical::ExclusionElement| ExclusionElement {
                expression: form.compared_value(&element.expression),
                operator: element.operator.clone(),
            };
            ConstraintKind::Exclusion(Exclusion {
                method: method.clone(),
                elements: elements.iter().map(element).collect(),
                condition: condition.as_ref().map(|sql| form.expression(sql, table)),
                deferrable: *deferrable,
            })
        }
    };
    table.constraints.insert(name.clone(), Constraint { name, kind });
    Ok(())
}

/// Models have the order of a key only where it is not that of the fields.
fn read_primary_key(key: &[FieldName], table: &mut Table, form: Form) {
    for name in key {
        if let Some(field) = table.fields.get_mut(name) {
            field.primary_key = true;
        }
    }
    let is_in_order = table.primary_key().into_iter().eq(key);
    if key.len() > 1 && (form == Form::Compared || !is_in_order) {
        table.primary_key_order = key.to_vec();
    }
}

fn read_index(index: &physical::Index, table: &Table, form: Form) -> Result<Index, InvalidName> {
    let parts = index.parts.iter().map(|part| read_part(part, table, form));
    let include = index.include.iter().map(|name| FieldName::new(&**name));
    Ok(Index {
        name: ObjectName::new(&*index.name)?,
        parts: parts.collect::<Result<_, _>>()?,
        unique: index.is_unique,
        nulls_not_distinct: index.is_nulls_not_distinct,
        method: index.method.clone().filter(|method| method != USUAL_METHOD),
        condition: index.condition.as_ref().map(|sql| form.expression(sql, table)),
        include: include.collect::<Result<_, _>>()?,
    })
}

fn read_part(part: &physical::IndexPart, table: &Table, form: Form) -> Result<IndexPart, InvalidName> {
    let key = match &part.key {
        physical::IndexKey::Column(name) => IndexKey::Field(FieldName::new(&**name)?),
        physical::IndexKey::Expression(sql) => IndexKey::Expression(form.expression(sql, table)),
    };
    // The catalog does not tell a field's own collation from one that the index names.
    let own_collation = match &key {
        IndexKey::Field(name) => table.fields.get(name).and_then(|field| field.collation.as_ref()),
        IndexKey::Expression(_) => None,
    };
    let collation = part
        .collation
        .as_ref()
        .filter(|named| Some(*named) != own_collation);
    // NULLs come last in ascending order, first in descending order, where nothing is written.
    let usual = match part.order {
        SortOrder::Ascending => NullsOrder::Last,
        SortOrder::Descending => NullsOrder::First,
    };
    Ok(IndexPart {
        key,
        collation: collation.cloned(),
        operator_class: part.operator_class.clone(),
        order: part.order,
        nulls: part.nulls.filter(|nulls| *nulls != usual),
    })
}
