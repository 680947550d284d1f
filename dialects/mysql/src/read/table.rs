//! A physical table as a table of the schema: every index and constraint under its name, and none in a field.

use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, FieldName, ForeignKey, Index, IndexKey, IndexPart,
    InvalidName, KeyDetails, ObjectName, SortOrder, Table, TableOptions, Unique,
};

use super::checked::take_type_checks;
use super::expression::read_expression;
use super::field::{read_field, uncheck};
use crate::flavour::Server;
use crate::index_method::IndexMethod;
use crate::physical::{self, IndexKind, Object, Options};

/// Reads a table that may be in the middle of a change: a type that a check keeps is not that without its check. A check
/// whose column has another name by now keeps its own name.
pub(crate) fn read_moment(physical: &physical::Table, server: Server) -> Result<Table, InvalidName> {
    let mut table = read_table(physical, server)?;
    take_type_checks(physical, &mut table, server.flavour);
    for field in table.fields.values_mut() {
        let name = field.name.as_str();
        let has_check = physical
            .checks()
            .any(|check| check.expression.columns.iter().any(|column| column == name));
        if !has_check && !physical.is_in_key(name) {
            uncheck(field, server.flavour);
        }
    }
    Ok(table)
}

/// Reads a table.
pub(super) fn read_table(physical: &physical::Table, server: Server) -> Result<Table, InvalidName> {
    let mut table = Table::new(physical.name.clone());
    table.options = read_options(&physical.options);
    table.comment = physical.comment.clone().filter(|comment| !comment.is_empty());
    for column in &physical.columns {
        let field = read_field(column, physical, server)?;
        table.fields.insert(field.name.clone(), field);
    }
    read_primary_key(&physical.primary_key, &mut table)?;
    for object in &physical.objects {
        match object {
            Object::Index(index) if serves_own_key(index, physical) => {}
            Object::Index(index) => read_index(index, physical, &mut table)?,
            Object::Check(check) => {
                let expression = read_expression(&check.expression.sql);
                add_constraint(
                    &check.name,
                    ConstraintKind::Check(Check { expression }),
                    &mut table,
                )?;
            }
            Object::ForeignKey(key) => {
                let kind = ConstraintKind::ForeignKey(read_foreign_key(key)?);
                add_constraint(&key.name, kind, &mut table)?;
            }
        }
    }
    Ok(table)
}

fn read_options(options: &Options) -> TableOptions {
    let engine = Some(options.engine.clone());
    TableOptions {
        engine: engine.filter(|engine| !engine.eq_ignore_ascii_case("InnoDB")),
        collation: options.characters.collation.clone(),
        charset: options.characters.charset.clone(),
        ..TableOptions::default()
    }
}

fn read_primary_key(columns: &[String], table: &mut Table) -> Result<(), InvalidName> {
    let key = field_names(columns)?;
    for name in &key {
        if let Some(field) = table.fields.get_mut(name) {
            field.primary_key = true;
        }
    }
    if !table.primary_key().into_iter().eq(&key) {
        table.primary_key_order = key;
    }
    Ok(())
}

/// Whether the index is the one that a foreign key of its name needs.
fn serves_own_key(index: &physical::Index, table: &physical::Table) -> bool {
    let needs =
        |key: &physical::ForeignKey| key.name == index.name && index.columns().into_iter().eq(&key.columns);
    index.kind == IndexKind::Plain && table.foreign_keys().any(needs)
}

/// A unique index over plain fields is a unique constraint; InnoDB knows no difference. It is an index where a foreign
/// key or check has its name.
fn read_index(
    index: &physical::Index,
    physical: &physical::Table,
    table: &mut Table,
) -> Result<(), InvalidName> {
    let parts = index.parts.iter().map(read_part).collect::<Result<Vec<_>, _>>()?;
    let unique = index.kind == IndexKind::Unique;
    let is_named_like = |object: &Object| !matches!(object, Object::Index(_)) && object.name() == index.name;
    let is_constraint = unique && !physical.objects.iter().any(is_named_like);
    let fields: Option<Vec<FieldName>> = parts.iter().map(plain_field).collect();
    if let Some(fields) = fields.filter(|_| is_constraint) {
        let unique = Unique {
            fields,
            deferrable: Deferrable::Never,
            nulls_not_distinct: false,
        };
        return add_constraint(&index.name, ConstraintKind::Unique(unique), table);
    }
    let name = ObjectName::new(&*index.name)?;
    let index = Index {
        parts,
        unique,
        method: read_method(&index.kind),
        ..Index::over(name.clone(), [])
    };
    table.indexes.insert(name, index);
    Ok(())
}

fn read_method(kind: &IndexKind) -> Option<String> {
    match kind {
        IndexKind::Fulltext { parser } => Some(IndexMethod::Fulltext.spelled(parser.as_deref())),
        IndexKind::Spatial => Some(IndexMethod::Spatial.spelled(None)),
        IndexKind::Plain | IndexKind::Unique => None,
    }
}

fn read_part(part: &physical::IndexPart) -> Result<IndexPart, InvalidName> {
    let key = match &part.key {
        physical::IndexKey::Column(column) => IndexKey::Field(FieldName::new(&**column)?),
        physical::IndexKey::Expression(expression) => IndexKey::Expression(read_expression(&expression.sql)),
    };
    let order = if part.is_descending {
        SortOrder::Descending
    } else {
        SortOrder::Ascending
    };
    Ok(IndexPart {
        order,
        ..IndexPart::ascending(key)
    })
}

/// The field of a part that is no more than that.
pub(super) fn plain_field(part: &IndexPart) -> Option<FieldName> {
    match (&part.key, part.order) {
        (IndexKey::Field(field), SortOrder::Ascending) => Some(field.clone()),
        (IndexKey::Field(_), SortOrder::Descending) | (IndexKey::Expression(_), _) => None,
    }
}

fn read_foreign_key(key: &physical::ForeignKey) -> Result<ForeignKey, InvalidName> {
    Ok(ForeignKey {
        fields: field_names(&key.columns)?,
        table: key.table.clone(),
        target_fields: field_names(&key.targets)?,
        on_delete: key.on_delete,
        on_update: key.on_update,
        deferrable: Deferrable::Never,
        details: KeyDetails::default(),
    })
}

fn add_constraint(name: &str, kind: ConstraintKind, table: &mut Table) -> Result<(), InvalidName> {
    let name = ObjectName::new(name)?;
    table.constraints.insert(name.clone(), Constraint { name, kind });
    Ok(())
}

fn field_names(columns: &[String]) -> Result<Vec<FieldName>, InvalidName> {
    columns.iter().map(|column| FieldName::new(&**column)).collect()
}
