//! What SQLite can tell back of a schema, in one form for a replayed schema and an inspected one.
//!
//! Every constraint and index is the table's, under its name; a field has only what its column has. Logical types
//! become what their declared type tells back, and expressions their text in one form, since text is what SQLite
//! keeps. What has no effect on SQLite is gone.

use std::collections::BTreeMap;
use std::sync::Arc;

use aksara_schema::{
    Carried, Check, Constraint, ConstraintKind, Default, Deferrable, DerivedName, DialectName, Field,
    FieldType, ForeignKey, FrozenName, Index, IndexKey, IndexPart, ObjectName, RawSql, Schema, SqlExpression,
    Table, TableOptions, Unique, shorten,
};

use crate::canonical::canonical;
use crate::lower::column::is_rowid;
use crate::lower::constraint::may_be_unnamed;
use crate::lower::default::DefaultValue;
use crate::lower::expression::{Place, spell};
use crate::lower::type_check::TypeCheck;
use crate::types::{StorageClass, field_type_of, storage_class, told_storage};

/// The schema as SQLite tells it back.
pub(crate) fn normalize(schema: &Schema) -> Schema {
    schema
        .tables()
        .map(|table| Arc::new(Normalizer { table, schema }.table()))
        .collect()
}

struct Normalizer<'a> {
    table: &'a Table,
    schema: &'a Schema,
}

impl Normalizer<'_> {
    fn table(&self) -> Table {
        let table = self.table;
        let key = table.primary_key();
        let mut result = Table {
            primary_key_name: Carried(None),
            primary_key_order: if key.len() > 1 {
                key.into_iter().cloned().collect()
            } else {
                Vec::new()
            },
            options: options(&table.options),
            management: table.management,
            ..Table::new(table.name.clone())
        };
        let constraints = table
            .fields
            .values()
            .flat_map(|field| self.own_constraints(field));
        let constraints = constraints.chain(table.constraints.values().map(|item| self.constraint(item)));
        result.constraints = constraints
            .map(|constraint| self.known_by_text(constraint))
            .map(|constraint| (constraint.name.clone(), constraint))
            .collect();
        let indexes = table.fields.values().filter_map(|field| self.own_index(field));
        let indexes = indexes.chain(table.indexes.values().map(|index| self.index(index)));
        result.indexes = indexes.map(|index| (index.name.clone(), index)).collect();
        result.with_fields(table.fields.values().map(|field| self.field(field)))
    }

    fn field(&self, field: &Field) -> Field {
        let auto_increment = is_rowid(self.table, field);
        let collation = field.collation.as_ref().map(|name| name.to_ascii_uppercase());
        let generated = field.generated.clone().map(|mut generated| {
            generated.expression = self.expression(&generated.expression);
            generated
        });
        Field {
            nullable: !field.is_required(),
            primary_key: field.primary_key,
            auto_increment,
            default: self.default(field),
            generated,
            collation: collation.filter(|name| name != "BINARY"),
            ..Field::new(field.name.clone(), self.field_type(field))
        }
    }

    /// An enum's values stand in its check alone.
    fn field_type(&self, field: &Field) -> FieldType {
        let told_back = match field_type_of(told_storage(field, self.table)) {
            FieldType::Enum { .. } => FieldType::Enum {
                values: Vec::new(),
                native: None,
            },
            other => other,
        };
        let is_opaque = matches!(told_back, FieldType::Opaque { .. });
        match (self.table.options.strict, is_rowid(self.table, field)) {
            (true, _) if !is_opaque => strict_type(storage_class(&told_back.storage())),
            (false, true) => FieldType::Integer,
            (true, _) | (false, false) => told_back,
        }
    }

    fn default(&self, field: &Field) -> Option<Default> {
        let value = match DefaultValue::of(field, self.table, "") {
            Ok(value) => value?,
            Err(_) => return field.default.clone(),
        };
        let text = canonical(&value.sql, self.table);
        match text.as_str() {
            "NULL" => None,
            // Two words for numbers (<https://www.sqlite.org/datatype3.html#boolean_datatype>).
            "TRUE" => Some(Default::Expression(own_text("1"))),
            "FALSE" => Some(Default::Expression(own_text("0"))),
            text => Some(Default::Expression(own_text(text))),
        }
    }

    /// The field's own constraints as the table's.
    fn own_constraints(&self, field: &Field) -> Vec<Constraint> {
        let check = TypeCheck::of(field).and_then(|check| {
            let expression = own_text(&canonical(&check.expression, self.table));
            Some(Constraint {
                name: check.name?,
                kind: ConstraintKind::Check(Check { expression }),
            })
        });
        let unique = field.unique.as_ref().and_then(|name| {
            let fields = vec![field.name.clone()];
            let unique = Unique {
                fields,
                deferrable: Deferrable::Never,
                nulls_not_distinct: false,
            };
            Some(Constraint {
                name: self.name(name, DerivedName::Unique, field)?,
                kind: ConstraintKind::Unique(unique),
            })
        });
        let reference = field.reference.as_ref().and_then(|reference| {
            let name = self.name(&reference.constraint, DerivedName::ForeignKey, field)?;
            let key = self.foreign_key(ForeignKey::of_field(&field.name, reference));
            Some(Constraint {
                name,
                kind: ConstraintKind::ForeignKey(key),
            })
        });
        [check, unique, reference].into_iter().flatten().collect()
    }

    fn own_index(&self, field: &Field) -> Option<Index> {
        let name = self.name(field.index.as_ref()?, DerivedName::Index, field)?;
        Some(Index::over(name, [field.name.clone()]))
    }

    /// The frozen name, or the derived one where a live object has none.
    fn name(&self, frozen: &FrozenName, kind: DerivedName, field: &Field) -> Option<ObjectName> {
        frozen
            .0
            .clone()
            .or_else(|| kind.spell(&self.table.name, [&field.name]).ok())
    }

    fn constraint(&self, constraint: &Constraint) -> Constraint {
        let kind = match &constraint.kind {
            ConstraintKind::Unique(unique) => ConstraintKind::Unique(unique.clone()),
            ConstraintKind::Check(check) => ConstraintKind::Check(Check {
                expression: self.expression(&check.expression),
            }),
            ConstraintKind::ForeignKey(key) => ConstraintKind::ForeignKey(self.foreign_key(key.clone())),
            ConstraintKind::Exclusion(exclusion) => ConstraintKind::Exclusion(exclusion.clone()),
        };
        Constraint {
            name: constraint.name.clone(),
            kind,
        }
    }

    /// A check that may have no name in the database is known by its text: what inspection calls it depends on the others.
    fn known_by_text(&self, constraint: Constraint) -> Constraint {
        /// What [`shorten`] puts at the end: an underscore and eight digits.
        const HASH: usize = 9;
        let ConstraintKind::Check(check) = &constraint.kind else {
            return constraint;
        };
        let SqlExpression::PerDialect(texts) = &check.expression else {
            return constraint;
        };
        let text: String = texts.values().map(RawSql::as_str).collect();
        let stem = format!("{}_check", self.table.name.name());
        let name = shorten(&format!("{stem} of {stem}: {text}"), stem.len() + HASH);
        match ObjectName::new(name) {
            Ok(name) if may_be_unnamed(&constraint) => Constraint { name, ..constraint },
            _ => constraint,
        }
    }

    /// A foreign key without target fields refers to the primary key.
    fn foreign_key(&self, key: ForeignKey) -> ForeignKey {
        let own = Some(self.table).filter(|table| table.name == key.table);
        let target = own.or_else(|| self.schema.table(&key.table).map(|table| &**table));
        match target.filter(|_| key.target_fields.is_empty()) {
            Some(target) => ForeignKey {
                target_fields: target.primary_key().into_iter().cloned().collect(),
                ..key
            },
            None => key,
        }
    }

    fn index(&self, index: &Index) -> Index {
        Index {
            parts: index.parts.iter().map(|part| self.index_part(part)).collect(),
            method: None,
            condition: index
                .condition
                .as_ref()
                .map(|condition| self.expression(condition)),
            include: Vec::new(),
            ..index.clone()
        }
    }

    fn index_part(&self, part: &IndexPart) -> IndexPart {
        let key = match &part.key {
            IndexKey::Field(field) => IndexKey::Field(field.clone()),
            IndexKey::Expression(expression) => IndexKey::Expression(self.expression(expression)),
        };
        let collation = part.collation.as_ref().map(|name| name.to_ascii_uppercase());
        let own = self.own_collation(&key);
        IndexPart {
            key,
            nulls: None,
            collation: collation.filter(|name| *name != own),
            ..part.clone()
        }
    }

    /// The collation of an index part that names none.
    fn own_collation(&self, key: &IndexKey) -> String {
        let field = match key {
            IndexKey::Field(field) => self.table.fields.get(field),
            IndexKey::Expression(_) => None,
        };
        let collation = field.and_then(|field| field.collation.as_deref());
        collation.unwrap_or("BINARY").to_ascii_uppercase()
    }

    /// The expression's text in its one form; what SQLite cannot take stays as it was written.
    fn expression(&self, expression: &SqlExpression) -> SqlExpression {
        match spell(expression, self.table, Place::Statement, "") {
            Ok(text) => own_text(&canonical(&text, self.table)),
            Err(_) => expression.clone(),
        }
    }
}

/// The options that SQLite has.
fn options(options: &TableOptions) -> TableOptions {
    TableOptions {
        strict: options.strict,
        without_rowid: options.without_rowid,
        autoincrement: options.autoincrement,
        engine: None,
        charset: None,
        collation: None,
    }
}

/// What a STRICT table's types tell back.
fn strict_type(class: StorageClass) -> FieldType {
    match class {
        StorageClass::Integer => FieldType::BigInteger,
        StorageClass::Real => FieldType::Float,
        StorageClass::Text => FieldType::Text,
        StorageClass::Blob => FieldType::Binary,
    }
}

/// SQLite's own text.
fn own_text(sql: &str) -> SqlExpression {
    let texts = DialectName::new(crate::NAME).map(|name| BTreeMap::from([(name, RawSql::new(sql))]));
    SqlExpression::PerDialect(texts.unwrap_or_default().into())
}
