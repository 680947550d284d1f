//! Constraints of a table: unique, check, foreign key, exclusion.
//!
//! A field's own UNIQUE and foreign key are in the field; these are the ones that were given by name.

use serde::{Deserialize, Serialize};
use strum::{Display, EnumString, VariantArray};

use crate::{DialectName, DialectTexts, FieldName, ObjectName, RawSql, Reference, SqlExpression, TableName};

/// A named constraint of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Constraint {
    /// The constraint's name.
    pub name: ObjectName,
    /// The rule.
    pub kind: ConstraintKind,
}

/// The rule of a constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ConstraintKind {
    /// No two rows are equal in these fields.
    Unique(Unique),
    /// Every row satisfies this.
    Check(Check),
    /// Every row refers to a row of another table.
    ForeignKey(ForeignKey),
    /// No two rows conflict by these operators (PostgreSQL).
    Exclusion(Exclusion),
}

/// `UNIQUE (fields)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unique {
    /// The fields, in order.
    pub fields: Vec<FieldName>,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Whether NULLs are equal.
    pub nulls_not_distinct: bool,
}

/// `CHECK (expression)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// The condition that must not be false.
    pub expression: SqlExpression,
}

/// `FOREIGN KEY (fields) REFERENCES table (target_fields)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ForeignKey {
    /// The fields of this table.
    pub fields: Vec<FieldName>,
    /// The table referred to; as written, it may be a model's name.
    pub table: TableName,
    /// The fields referred to; as written, empty is the primary key.
    pub target_fields: Vec<FieldName>,
    /// The action on this row when the target is deleted.
    pub on_delete: ReferentialAction,
    /// The action on this row when the target's key changes.
    pub on_update: ReferentialAction,
    /// When it is checked.
    pub deferrable: Deferrable,
    /// Options that few databases have.
    #[serde(default, skip_serializing_if = "KeyDetails::is_usual")]
    pub details: KeyDetails,
}

/// Options of a foreign key that few databases have.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KeyDetails {
    /// How rows with NULLs in some of the fields are taken.
    #[serde(default)]
    pub matching: KeyMatch,
    /// The fields that `ON DELETE SET NULL` and `SET DEFAULT` change; empty is every field of the key.
    #[serde(default)]
    pub set_on_delete: Vec<FieldName>,
    /// Whether rows that were there before the key have been checked.
    #[serde(default)]
    pub existing_rows: ExistingRows,
}

/// How a foreign key takes rows with NULLs in some of its fields.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyMatch {
    /// They refer to nothing.
    #[default]
    Simple,
    /// They are refused: every field is NULL or none (`MATCH FULL`).
    Full,
}

/// Whether a constraint holds for the rows from before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExistingRows {
    /// They were checked.
    #[default]
    Checked,
    /// They were not (`NOT VALID`).
    Unchecked,
}

/// `EXCLUDE USING method (element WITH operator, …) WHERE (condition)`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exclusion {
    /// The index method (`gist`).
    pub method: String,
    /// The compared value.
    pub elements: Vec<ExclusionElement>,
    /// Which rows take part.
    pub condition: Option<SqlExpression>,
    /// When it is checked.
    pub deferrable: Deferrable,
}

/// One element of an exclusion constraint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExclusionElement {
    /// The compared value.
    pub expression: ExclusionExpression,
    /// The operator under which two rows conflict.
    pub operator: String,
}

/// A field or an expression, as PostgreSQL spells it. The fields that it names are known, and followed when they are
/// renamed.
///
/// ```
/// use aksara_schema::{ExclusionExpression, FieldName, RawSql};
///
/// let room = FieldName::new("room").unwrap();
/// let mut expression = ExclusionExpression::new(RawSql::new("\"room\""));
/// assert_eq!(expression.as_field(), Some(&room));
/// expression.rename_field(&room, &FieldName::new("place").unwrap());
/// assert_eq!(expression.sql().as_str(), "\"place\"");
/// ```
///
/// Quotes around the names of columns make no difference to equality.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(from = "RawSql", into = "RawSql")]
pub struct ExclusionExpression {
    sql: RawSql,
    texts: DialectTexts,
}

impl ExclusionExpression {
    /// Reads PostgreSQL's text.
    pub fn new(sql: RawSql) -> Self {
        let texts = DialectTexts::from([(DialectName::Postgres, sql.clone())]);
        Self { sql, texts }
    }

    /// The text.
    pub fn sql(&self) -> &RawSql {
        &self.sql
    }

    /// The text as an expression in PostgreSQL's own words.
    pub fn texts(&self) -> &DialectTexts {
        &self.texts
    }

    /// The field, if the text is the name of one and nothing else.
    pub fn as_field(&self) -> Option<&FieldName> {
        self.texts.as_field(DialectName::Postgres)
    }

    /// The names of columns in the text.
    pub fn fields(&self) -> &[FieldName] {
        self.texts.fields()
    }

    /// Follows a renamed field.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        self.texts.rename_field(old, new);
        if let Some(sql) = self.texts.get(&DialectName::Postgres) {
            self.sql = sql.clone();
        }
    }
}

impl PartialEq for ExclusionExpression {
    fn eq(&self, other: &Self) -> bool {
        self.texts == other.texts
    }
}

impl Eq for ExclusionExpression {}

impl From<RawSql> for ExclusionExpression {
    fn from(sql: RawSql) -> Self {
        Self::new(sql)
    }
}

impl From<ExclusionExpression> for RawSql {
    fn from(expression: ExclusionExpression) -> Self {
        expression.sql
    }
}

/// The action of a foreign key when its target is deleted or changes.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    Display,
    EnumString,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ReferentialAction {
    /// Follow the target.
    Cascade,
    /// Become NULL.
    #[strum(serialize = "SET NULL")]
    SetNull,
    /// Become the default.
    #[strum(serialize = "SET DEFAULT")]
    SetDefault,
    /// Refuse at once.
    Restrict,
    /// Refuse at the end of the statement or transaction.
    #[strum(serialize = "NO ACTION")]
    NoAction,
}

/// When a constraint is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// At each statement, always.
    #[default]
    Never,
    /// At each statement, unless the transaction defers it.
    InitiallyImmediate,
    /// At the end of the transaction.
    InitiallyDeferred,
}

impl ForeignKey {
    /// A field's own foreign key.
    pub fn of_field(field: &FieldName, reference: &Reference) -> Self {
        Self {
            fields: vec![field.clone()],
            table: reference.table.clone(),
            target_fields: reference.field.iter().cloned().collect(),
            on_delete: reference.on_delete,
            on_update: reference.on_update,
            deferrable: reference.deferrable,
            details: KeyDetails::default(),
        }
    }
}

impl KeyDetails {
    /// Whether it says nothing that a foreign key does not do by itself.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

impl Constraint {
    /// Whether a database keeps it as an index.
    pub fn is_index(&self) -> bool {
        match self.kind {
            ConstraintKind::Unique(_) | ConstraintKind::Exclusion(_) => true,
            ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_) => false,
        }
    }

    /// Every field of this table that the constraint needs; a field may come twice.
    pub fn fields(&self) -> Vec<&FieldName> {
        self.fields_by(SqlExpression::fields, |element| element.fields().iter().collect())
    }

    /// The same, except for what the databases' own words name.
    pub fn portable_fields(&self) -> Vec<&FieldName> {
        self.fields_by(SqlExpression::portable_fields, |element| {
            element.as_field().into_iter().collect()
        })
    }

    fn fields_by(
        &self,
        of_expression: fn(&SqlExpression) -> Vec<&FieldName>,
        of_element: fn(&ExclusionExpression) -> Vec<&FieldName>,
    ) -> Vec<&FieldName> {
        match &self.kind {
            ConstraintKind::Unique(unique) => unique.fields.iter().collect(),
            ConstraintKind::Check(check) => of_expression(&check.expression),
            ConstraintKind::ForeignKey(key) => key.fields.iter().collect(),
            ConstraintKind::Exclusion(exclusion) => {
                let in_condition = exclusion.condition.iter().flat_map(of_expression);
                let elements = exclusion.elements.iter();
                let in_elements = elements.flat_map(|element| of_element(&element.expression));
                in_elements.chain(in_condition).collect()
            }
        }
    }

    /// Follows a renamed field of this table.
    pub fn rename_field(&mut self, old: &FieldName, new: &FieldName) {
        match &mut self.kind {
            ConstraintKind::Unique(unique) => rename_in(&mut unique.fields, old, new),
            ConstraintKind::Check(check) => check.expression.rename_field(old, new),
            ConstraintKind::ForeignKey(key) => {
                rename_in(&mut key.fields, old, new);
                rename_in(&mut key.details.set_on_delete, old, new);
            }
            ConstraintKind::Exclusion(exclusion) => {
                for element in &mut exclusion.elements {
                    element.expression.rename_field(old, new);
                }
                exclusion
                    .condition
                    .iter_mut()
                    .for_each(|condition| condition.rename_field(old, new));
            }
        }
    }
}

fn rename_in(fields: &mut [FieldName], old: &FieldName, new: &FieldName) {
    fields
        .iter_mut()
        .filter(|field| *field == old)
        .for_each(|field| *field = new.clone());
}
