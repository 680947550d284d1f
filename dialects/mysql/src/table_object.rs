//! What a table has beside its columns: indexes, checks, foreign keys, in one flat list.
//!
//! A field's own UNIQUE, index, foreign key and type check stand here beside the named ones, so that CREATE TABLE
//! writes the list and ALTER TABLE writes the difference of two of them.
//!
//! InnoDB needs an index for every foreign key and makes one by itself, which vanishes when another can serve. So
//! the foreign key's own index is in the list, under the foreign key's name, wherever no other begins with its
//! fields: an index can then be dropped in the statement that adds the foreign key's own (MySQL 1553).

use aksara_dialect::{Feature, Unsupported, spell_sql_expression};
use aksara_schema::{
    Check, Constraint, ConstraintKind, Deferrable, DerivedName, Field, FieldName, ForeignKey, Index,
    IndexKey, IndexPart, ReferentialAction, SortOrder, SqlExpression, Table, Unique,
};

use crate::column::subject_of;
use crate::expression::{as_condition, names_moment};
use crate::flavour::{Flavour, Server};
use crate::key_length::check_key;
use crate::name::{frozen_name, object_name, quoted, quoted_list, quoted_table};
use crate::type_check::type_check;

/// An index, check or foreign key as CREATE TABLE writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TableObject {
    pub(crate) kind: ObjectKind,
    pub(crate) name: String,
    /// What stands before the name: `KEY`, `UNIQUE KEY`, `CONSTRAINT`.
    pub(crate) head: &'static str,
    /// What stands after the name: `(…)`, `CHECK (…)`, `FOREIGN KEY …`.
    pub(crate) tail: String,
    /// Whether field names stand inside an expression.
    pub(crate) has_expression: bool,
    /// The fields of this table that it needs.
    pub(crate) fields: Vec<FieldName>,
    /// The fields of this table that a foreign key to itself refers to.
    pub(crate) own_targets: Vec<FieldName>,
    /// What was asked for and has no effect here.
    pub(crate) notes: Vec<&'static str>,
}

/// What a table object is, and so how it is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ObjectKind {
    Index,
    Check,
    ForeignKey,
}

impl TableObject {
    /// The action that drops it.
    pub(crate) fn drop_action(&self, flavour: Flavour) -> String {
        let verb = match (self.kind, flavour) {
            (ObjectKind::Index, _) => "DROP INDEX",
            (ObjectKind::ForeignKey, _) => "DROP FOREIGN KEY",
            (ObjectKind::Check, Flavour::Mysql) => "DROP CHECK",
            (ObjectKind::Check, Flavour::Mariadb) => "DROP CONSTRAINT",
        };
        format!("{verb} {}", quoted(&self.name))
    }

    /// As CREATE TABLE writes it.
    pub(crate) fn definition(&self) -> String {
        format!("{} {} {}", self.head, quoted(&self.name), self.tail)
    }

    /// Whether both are the same object, perhaps with another definition.
    pub(crate) fn is_counterpart(&self, other: &Self) -> bool {
        self.kind == other.kind && self.name == other.name
    }
}

/// Everything that a table has beside its columns and its primary key.
pub(crate) fn table_objects(table: &Table, server: Server) -> Result<Vec<TableObject>, Unsupported> {
    let writer = Writer { table, server };
    let mut objects = Vec::new();
    for field in table.fields.values() {
        objects.extend(writer.field_indexes(field)?);
    }
    for constraint in table.constraints.values() {
        objects.extend(writer.unique_constraint(constraint)?);
    }
    for index in table.indexes.values() {
        objects.push(writer.index(index)?);
    }
    objects.extend(
        foreign_key_indexes(table)
            .into_iter()
            .map(|(name, fields)| plain_index(KEY, name, &fields)),
    );
    for field in table.fields.values() {
        objects.extend(writer.type_check(field)?);
    }
    for constraint in table.constraints.values() {
        objects.extend(writer.check(constraint)?);
    }
    for (name, key) in named_foreign_keys(table) {
        objects.push(writer.foreign_key(name, &key)?);
    }
    Ok(objects)
}

/// The foreign keys of a table under the names that the database has.
pub(crate) fn named_foreign_keys(table: &Table) -> Vec<(String, ForeignKey)> {
    let named = |(name, key): (Option<&aksara_schema::ObjectName>, ForeignKey)| {
        let derived = || DerivedName::ForeignKey.spell(&table.name, &key.fields).ok();
        let name = name.cloned().or_else(derived)?;
        Some((object_name(&name), key))
    };
    table.foreign_keys().into_iter().filter_map(named).collect()
}

/// The indexes that foreign keys need and no other index of the table serves: name and fields.
pub(crate) fn foreign_key_indexes(table: &Table) -> Vec<(String, Vec<FieldName>)> {
    let mut served = index_fields(table);
    let mut own = Vec::new();
    for (name, key) in named_foreign_keys(table) {
        if !served.iter().any(|fields| fields.starts_with(&key.fields)) {
            served.push(key.fields.clone());
            own.push((name, key.fields));
        }
    }
    own
}

/// The fields of every index that can serve a foreign key.
fn index_fields(table: &Table) -> Vec<Vec<FieldName>> {
    let fields = table
        .fields
        .values()
        .filter(|field| field.unique.is_some() || field.index.is_some())
        .map(|field| vec![field.name.clone()]);
    let constraints = table
        .constraints
        .values()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::Unique(unique) => Some(unique.fields.clone()),
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) | ConstraintKind::Exclusion(_) => None,
        });
    let leading = |part: &IndexPart| match (&part.key, part.order) {
        (IndexKey::Field(field), SortOrder::Ascending) => Some(field.clone()),
        (IndexKey::Field(_), SortOrder::Descending) | (IndexKey::Expression(_), _) => None,
    };
    let indexes = table
        .indexes
        .values()
        .map(|index| index.parts.iter().map_while(leading).collect());
    let key = table.primary_key().into_iter().cloned().collect();
    fields.chain(constraints).chain(indexes).chain([key]).collect()
}

const KEY: &str = "KEY";
const UNIQUE_KEY: &str = "UNIQUE KEY";
const CONSTRAINT: &str = "CONSTRAINT";

fn plain_index(head: &'static str, name: String, fields: &[FieldName]) -> TableObject {
    TableObject {
        kind: ObjectKind::Index,
        name,
        head,
        tail: quoted_list(fields),
        has_expression: false,
        fields: fields.to_vec(),
        own_targets: Vec::new(),
        notes: Vec::new(),
    }
}

struct Writer<'a> {
    table: &'a Table,
    server: Server,
}

impl Writer<'_> {
    fn field_indexes(&self, field: &Field) -> Result<Vec<TableObject>, Unsupported> {
        let mut objects = Vec::new();
        if let Some(name) = &field.unique {
            let name = frozen_name(name, DerivedName::Unique, self.table, &field.name);
            check_key(
                [field],
                self.table,
                true,
                &self.subject("the unique key", &name),
                self.server,
            )?;
            objects.push(plain_index(UNIQUE_KEY, name, std::slice::from_ref(&field.name)));
        }
        if let Some(name) = &field.index {
            let name = frozen_name(name, DerivedName::Index, self.table, &field.name);
            check_key(
                [field],
                self.table,
                false,
                &self.subject("the index", &name),
                self.server,
            )?;
            objects.push(plain_index(KEY, name, std::slice::from_ref(&field.name)));
        }
        Ok(objects)
    }

    fn unique_constraint(&self, constraint: &Constraint) -> Result<Option<TableObject>, Unsupported> {
        let subject = self.subject("the constraint", constraint.name.as_str());
        match &constraint.kind {
            ConstraintKind::Unique(unique) => self.unique(constraint, unique, &subject).map(Some),
            ConstraintKind::Exclusion(_) => {
                let alternative = "check the condition in the program, or keep this constraint to PostgreSQL";
                self.server
                    .demand(Feature::ExclusionConstraint, &subject, alternative)?;
                Ok(None)
            }
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => Ok(None),
        }
    }

    fn unique(
        &self,
        constraint: &Constraint,
        unique: &Unique,
        subject: &str,
    ) -> Result<TableObject, Unsupported> {
        self.demand_not_deferrable(unique.deferrable, Feature::DeferrableUnique, subject)?;
        self.demand_when(
            unique.nulls_not_distinct,
            Feature::NullsNotDistinct,
            subject,
            NOT_NULL_INSTEAD,
        )?;
        check_key(
            self.fields(&unique.fields),
            self.table,
            true,
            subject,
            self.server,
        )?;
        Ok(plain_index(
            UNIQUE_KEY,
            object_name(&constraint.name),
            &unique.fields,
        ))
    }

    fn index(&self, index: &Index) -> Result<TableObject, Unsupported> {
        let subject = self.subject("the index", index.name.as_str());
        let alternative = "make the index over all rows, or keep it to a database that has partial indexes";
        self.demand_when(
            index.condition.is_some(),
            Feature::PartialIndex,
            &subject,
            alternative,
        )?;
        self.demand_when(
            index.unique && index.nulls_not_distinct,
            Feature::NullsNotDistinct,
            &subject,
            NOT_NULL_INSTEAD,
        )?;
        let fields: Vec<FieldName> = index.parts.iter().filter_map(field_of).cloned().collect();
        check_key(
            self.fields(&fields),
            self.table,
            index.unique,
            &subject,
            self.server,
        )?;
        let parts = index
            .parts
            .iter()
            .map(|part| self.index_part(part, &subject))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(TableObject {
            kind: ObjectKind::Index,
            name: object_name(&index.name),
            head: if index.unique { UNIQUE_KEY } else { KEY },
            tail: format!("({})", parts.join(", ")),
            has_expression: index.parts.iter().any(|part| field_of(part).is_none()),
            fields: index.fields().into_iter().cloned().collect(),
            own_targets: Vec::new(),
            notes: self.index_notes(index),
        })
    }

    fn index_part(&self, part: &IndexPart, subject: &str) -> Result<String, Unsupported> {
        let alternative = "give the field itself that collation";
        self.demand_when(
            part.collation.is_some(),
            Feature::IndexCollation,
            subject,
            alternative,
        )?;
        let key = match &part.key {
            IndexKey::Field(field) => quoted(field.as_str()),
            IndexKey::Expression(expression) => {
                let alternative = "index a generated field that computes the expression";
                self.server
                    .demand(Feature::ExpressionIndex, subject, alternative)?;
                format!("({})", self.fixed_expression(expression, subject)?)
            }
        };
        let is_descending =
            part.order == SortOrder::Descending && self.server.ignored(Feature::DescendingIndex).is_none();
        Ok(if is_descending { format!("{key} DESC") } else { key })
    }

    fn index_notes(&self, index: &Index) -> Vec<&'static str> {
        let any = |has: fn(&IndexPart) -> bool| index.parts.iter().any(has);
        let asked = [
            (index.method.is_some(), Feature::IndexMethod),
            (!index.include.is_empty(), Feature::CoveringIndex),
            (any(|part| part.nulls.is_some()), Feature::IndexNullsOrder),
            (any(|part| part.operator_class.is_some()), Feature::OperatorClass),
            (
                any(|part| part.order == SortOrder::Descending),
                Feature::DescendingIndex,
            ),
        ];
        asked
            .into_iter()
            .filter(|(asked, _)| *asked)
            .filter_map(|(_, feature)| self.server.ignored(feature))
            .collect()
    }

    fn type_check(&self, field: &Field) -> Result<Option<TableObject>, Unsupported> {
        let Some(check) = type_check(field, self.table, self.server) else {
            return Ok(None);
        };
        self.demand_checks(&subject_of(field, self.table))?;
        Ok(Some(check_object(
            check.name,
            &check.expression,
            vec![field.name.clone()],
        )))
    }

    fn check(&self, constraint: &Constraint) -> Result<Option<TableObject>, Unsupported> {
        let ConstraintKind::Check(Check { expression }) = &constraint.kind else {
            return Ok(None);
        };
        let subject = self.subject("the check", constraint.name.as_str());
        self.demand_checks(&subject)?;
        self.demand_unset_fields(expression, &subject)?;
        let sql = self.fixed_expression(&as_condition(expression), &subject)?;
        let fields = expression.fields().into_iter().cloned().collect();
        Ok(Some(check_object(object_name(&constraint.name), &sql, fields)))
    }

    fn foreign_key(&self, name: String, key: &ForeignKey) -> Result<TableObject, Unsupported> {
        let subject = self.subject("the foreign key", &name);
        self.demand_not_deferrable(key.deferrable, Feature::DeferrableForeignKey, &subject)?;
        let sets_default = [key.on_delete, key.on_update].contains(&ReferentialAction::SetDefault);
        let alternative = "use SET NULL, or set the value in the program";
        self.demand_when(sets_default, Feature::SetDefaultAction, &subject, alternative)?;
        check_key(self.fields(&key.fields), self.table, false, &subject, self.server)?;
        let mut tail = format!(
            "FOREIGN KEY {} REFERENCES {} {}",
            quoted_list(&key.fields),
            quoted_table(&key.table),
            quoted_list(&key.target_fields)
        );
        for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
            if !is_default_action(action) {
                tail.push_str(&format!(" ON {event} {action}"));
            }
        }
        let refers_to_itself = key.table == self.table.name;
        Ok(TableObject {
            kind: ObjectKind::ForeignKey,
            name,
            head: CONSTRAINT,
            tail,
            has_expression: false,
            fields: key.fields.clone(),
            own_targets: if refers_to_itself {
                key.target_fields.clone()
            } else {
                Vec::new()
            },
            notes: Vec::new(),
        })
    }

    /// An expression of a check or index, which may not depend on the moment (MySQL 3758, 3814).
    fn fixed_expression(&self, expression: &SqlExpression, subject: &str) -> Result<String, Unsupported> {
        let names_moment = matches!(expression, SqlExpression::Portable(portable) if names_moment(portable));
        match names_moment {
            false => spell_sql_expression(expression, subject, &self.server.flavour),
            true => Err(self.server.refuse(
                None,
                subject,
                "the expression depends on the moment, which is not allowed here",
                "compare with a field that holds the moment",
            )),
        }
    }

    /// Both databases forbid a check on a field that a referential action sets (MySQL 3823, MariaDB 1901).
    fn demand_unset_fields(&self, expression: &SqlExpression, subject: &str) -> Result<(), Unsupported> {
        let sets = |key: &ForeignKey| {
            key.on_delete == ReferentialAction::SetNull
                || [ReferentialAction::SetNull, ReferentialAction::Cascade].contains(&key.on_update)
        };
        let set: Vec<FieldName> = named_foreign_keys(self.table)
            .into_iter()
            .filter(|(_, key)| sets(key))
            .flat_map(|(_, key)| key.fields)
            .collect();
        match expression.fields().into_iter().find(|field| set.contains(field)) {
            None => Ok(()),
            Some(field) => Err(self.server.refuse(
                Some(Feature::CheckConstraint),
                subject,
                format!("`{field}` is set by its foreign key (SET NULL or ON UPDATE), and no CHECK may name it then"),
                "use RESTRICT or ON DELETE CASCADE, or check the value in the program",
            )),
        }
    }

    fn demand_checks(&self, subject: &str) -> Result<(), Unsupported> {
        self.server
            .demand(Feature::CheckConstraint, subject, "upgrade the server")
    }

    fn demand_not_deferrable(
        &self,
        deferrable: Deferrable,
        feature: Feature,
        subject: &str,
    ) -> Result<(), Unsupported> {
        let alternative =
            "leave `deferrable` out, and write the rows in an order that holds at each statement";
        self.demand_when(deferrable != Deferrable::Never, feature, subject, alternative)
    }

    fn demand_when(
        &self,
        asked: bool,
        feature: Feature,
        subject: &str,
        alternative: &str,
    ) -> Result<(), Unsupported> {
        match asked {
            true => self.server.demand(feature, subject, alternative),
            false => Ok(()),
        }
    }

    fn fields<'b>(&'b self, names: &'b [FieldName]) -> impl Iterator<Item = &'b Field> {
        names.iter().filter_map(|name| self.table.fields.get(name))
    }

    fn subject(&self, what: &str, name: &str) -> String {
        format!("{what} `{name}` of `{}`", self.table.name)
    }
}

const NOT_NULL_INSTEAD: &str = "make the fields NOT NULL, with a value that stands for nothing";

/// RESTRICT and NO ACTION are one on these databases, and what is not written.
pub(crate) fn is_default_action(action: ReferentialAction) -> bool {
    match action {
        ReferentialAction::NoAction | ReferentialAction::Restrict => true,
        ReferentialAction::Cascade | ReferentialAction::SetNull | ReferentialAction::SetDefault => false,
    }
}

fn field_of(part: &IndexPart) -> Option<&FieldName> {
    match &part.key {
        IndexKey::Field(field) => Some(field),
        IndexKey::Expression(_) => None,
    }
}

fn check_object(name: String, expression: &str, fields: Vec<FieldName>) -> TableObject {
    TableObject {
        kind: ObjectKind::Check,
        name,
        head: CONSTRAINT,
        tail: format!("CHECK ({expression})"),
        has_expression: true,
        fields,
        own_targets: Vec::new(),
        notes: Vec::new(),
    }
}
