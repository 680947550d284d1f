//! Why an operation cannot be applied: what is there instead, and the nearest name for a misspelling.

use aksara_diagnostic::{Code, Diagnose, Diagnosis};
use aksara_schema::{FieldName, InvalidName, ObjectName, SchemaError, TableName, counted};
use thiserror::Error;

/// An operation that does not fit the schema at its point of the history.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum OperationError {
    /// No such table or model.
    #[error(transparent)]
    UnknownTable(#[from] SchemaError),
    /// A table of this name is there already.
    #[error("the table `{table}` exists already at this point of the history")]
    TableExists {
        /// The table.
        table: TableName,
    },
    /// A table of our own.
    #[error("`{table}` is reserved for aksara's own tables")]
    ReservedTable {
        /// The table.
        table: TableName,
    },
    /// A table that something else manages.
    #[error("the table `{table}` is not managed by these migrations, so they cannot change it")]
    ExternalTable {
        /// The table.
        table: TableName,
    },
    /// A table that these migrations manage.
    #[error(
        "the table `{table}` is managed by these migrations, and `managed=False` only forgets tables that are \
             managed elsewhere"
    )]
    ManagedTable {
        /// The table.
        table: TableName,
    },
    /// Other tables refer to it.
    #[error("the table `{table}` cannot be dropped while {} refers to it", list(by))]
    TableInUse {
        /// The table.
        table: TableName,
        /// The fields or constraints that refer to it, as `table.field`.
        by: Vec<String>,
    },
    /// A table needs at least one field.
    #[error("the table `{table}` needs at least one field")]
    NoFields {
        /// The table.
        table: TableName,
    },
    /// No such field.
    #[error(
        "the table `{table}` has no field `{field}`{}",
        did_you_mean(suggestion, there)
    )]
    UnknownField {
        /// The table.
        table: TableName,
        /// As written.
        field: String,
        /// The nearest field.
        suggestion: Option<String>,
        /// The existing fields.
        there: Vec<String>,
    },
    /// A field of this name is there already.
    #[error("the table `{table}` has a field `{field}` already")]
    FieldExists {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// Something uses the field.
    #[error(
        "the field `{table}.{field}` cannot be removed while it is used by {}",
        list(by)
    )]
    FieldInUse {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// The indexes, constraints, fields and foreign keys that use it.
        by: Vec<String>,
    },
    /// The last field of a table.
    #[error("`{field}` is the only field of the table `{table}`")]
    LastField {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// No such index.
    #[error(
        "the table `{table}` has no index `{index}`{}",
        did_you_mean(suggestion, there)
    )]
    UnknownIndex {
        /// The table.
        table: TableName,
        /// As written.
        index: ObjectName,
        /// The nearest index.
        suggestion: Option<String>,
        /// The existing indexes.
        there: Vec<String>,
    },
    /// No such constraint.
    #[error(
        "the table `{table}` has no constraint `{constraint}`{}",
        did_you_mean(suggestion, there)
    )]
    UnknownConstraint {
        /// The table.
        table: TableName,
        /// As written.
        constraint: ObjectName,
        /// The nearest constraint.
        suggestion: Option<String>,
        /// The existing constraints.
        there: Vec<String>,
    },
    /// The name of an index or constraint is taken.
    #[error("the name `{name}` is taken by an index or constraint of the table `{table}`")]
    NameTaken {
        /// The name.
        name: ObjectName,
        /// The table that has it.
        table: TableName,
    },
    /// An index or constraint over nothing.
    #[error("`{name}` names no field or expression")]
    Empty {
        /// The index or constraint.
        name: ObjectName,
    },
    /// Fields of one native type that differ in its values.
    #[error(
        "`{table}.{field}` has other values than `{other}`, and both have the native type `{native}`: one type has \
         one list of values, in one order"
    )]
    UnequalEnums {
        /// The native type.
        native: String,
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// The field that it differs from, behind its table and a dot.
        other: String,
        /// The values of that one.
        expected: Vec<String>,
    },
    /// A foreign key to a table without a single primary key.
    #[error(
        "the foreign key on `{table}.{field}` needs a target field: the primary key of `{target}` is not one field"
    )]
    NoSingleKey {
        /// The referring table.
        table: TableName,
        /// The referring field.
        field: String,
        /// The table referred to.
        target: TableName,
    },
    /// An order of a primary key that is not one of its fields.
    #[error(
        "the primary key of `{table}` is over {}, and the operation orders {}",
        quoted(key),
        quoted(written)
    )]
    OtherKeyFields {
        /// The table.
        table: TableName,
        /// The fields, as written.
        written: Vec<String>,
        /// The fields of the key.
        key: Vec<String>,
    },
    /// A foreign key whose sides differ in number.
    #[error("the foreign key `{name}` has {} but refers to {targets}", counted(*fields, "field"))]
    KeyLength {
        /// The constraint.
        name: ObjectName,
        /// Fields on this side.
        fields: usize,
        /// Fields on the other side.
        targets: usize,
    },
    /// SET NULL on a field that cannot be NULL.
    #[error("on_delete SET NULL on `{table}.{field}` needs a field that may be NULL")]
    SetNullNeedsNullable {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// A counting foreign key to a field of another kind.
    #[error("`auto_increment` of `{table}.{field}` counts whole numbers, and its target has other values")]
    CountingReference {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
    },
    /// A backfill of a table that has no order to go along.
    #[error("the table `{table}` has no primary key, and a backfill needs it to go through the rows")]
    NoPrimaryKey {
        /// The table.
        table: TableName,
    },
    /// A field that a backfill cannot set.
    #[error("a backfill cannot set `{table}.{field}`: {reason}")]
    NotBackfilled {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// Why not.
        reason: &'static str,
    },
    /// A field whose rows cannot get a value by it.
    #[error("the rows cannot be given a value for `{table}.{field}`: {reason}")]
    NotFilled {
        /// The table.
        table: TableName,
        /// The field.
        field: FieldName,
        /// Why not.
        reason: &'static str,
    },
    /// A name that no database can quote.
    #[error(transparent)]
    InvalidName(#[from] InvalidName),
}

fn quoted(names: &[String]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => "no field".to_owned(),
        names => names.join(", "),
    }
}

fn list(names: &[String]) -> String {
    names.join(", ")
}

fn did_you_mean(suggestion: &Option<String>, there: &[String]) -> String {
    match (suggestion, there) {
        (Some(name), _) => format!("; did you mean `{name}`?"),
        (None, []) => "; it has none".to_owned(),
        (None, there) => format!("; there are: {}", list(there)),
    }
}

impl Diagnose for OperationError {
    fn diagnosis(&self) -> Diagnosis {
        let with = |code, advice: &str| Diagnosis::new(code).advise(advice);
        match self {
            Self::UnknownTable(_) => Diagnosis::new(Code::OperationUnknownTable),
            Self::TableExists { .. } => with(
                Code::OperationTableExists,
                "remove this operation, or write `if_not_exists=True` in it",
            ),
            Self::ReservedTable { .. } => with(Code::OperationReservedTable, "give the table another name"),
            Self::ExternalTable { .. } => with(
                Code::OperationExternalTable,
                "change the table where it is managed, or use RunSQL",
            ),
            Self::ManagedTable { .. } => with(
                Code::OperationExternalTable,
                "leave `managed=False` out to drop the table",
            ),
            Self::TableInUse { .. } => with(
                Code::OperationTableInUse,
                "remove the foreign key first, in an operation before this one",
            ),
            Self::NoFields { .. } => with(Code::OperationNoFields, "write at least one field"),
            Self::UnknownField { .. } => Diagnosis::new(Code::OperationUnknownField),
            Self::FieldExists { .. } => with(
                Code::OperationFieldExists,
                "remove this operation, or use AlterField to change the field",
            ),
            Self::FieldInUse { .. } => with(
                Code::OperationFieldInUse,
                "remove those first, in operations before this one",
            ),
            Self::LastField { .. } => with(Code::OperationLastField, "use DropTable to drop the table"),
            Self::UnknownIndex { .. } => Diagnosis::new(Code::OperationUnknownIndex),
            Self::UnknownConstraint { .. } => Diagnosis::new(Code::OperationUnknownConstraint),
            Self::NameTaken { .. } => with(Code::OperationNameTaken, "choose another name"),
            Self::Empty { .. } => with(Code::OperationEmpty, "write `fields=[…]`, or an expression"),
            Self::UnequalEnums { expected, .. } => {
                let expected: Vec<String> = expected.iter().map(|value| format!("\"{value}\"")).collect();
                let advice = format!(
                    "give both fields the same values ({}), or another name for one of the types",
                    expected.join(", ")
                );
                with(Code::ModelsUnfit, &advice)
            }
            Self::NoSingleKey { .. } => with(
                Code::OperationNoSingleKey,
                "name the target field with `to_field=`",
            ),
            Self::OtherKeyFields { .. } => with(
                Code::OperationKeyFields,
                "name all fields of the key, in their new order; AlterField says whether a field belongs to it",
            ),
            Self::KeyLength { .. } => with(
                Code::OperationKeyLength,
                "name as many target fields as the foreign key has fields",
            ),
            Self::SetNullNeedsNullable { .. } => with(
                Code::OperationSetNull,
                "write `nullable=True`, or another `on_delete`",
            ),
            Self::CountingReference { .. } => with(
                Code::OperationCountingReference,
                "remove `auto_increment`: the values of a foreign key are its target's",
            ),
            Self::NoPrimaryKey { .. } => with(
                Code::OperationNoPrimaryKey,
                "give the table a primary key, or use RunSQL",
            ),
            Self::NotBackfilled { .. } => Diagnosis::new(Code::OperationNotBackfilled),
            Self::NotFilled { .. } => {
                Diagnosis::new(Code::OperationNotFilled).advise("leave out `fill` and `fill_sql`")
            }
            Self::InvalidName(_) => Diagnosis::new(Code::OperationInvalidName),
        }
    }
}
