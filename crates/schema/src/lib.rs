//! The dialect-neutral schema: what replaying migrations gives and what dialects lower.
//!
//! Everything here is a value: tables, fields and their logical types, defaults, expressions, indexes,
//! constraints, names and their limits. Nothing here knows a database, a file format or an operation, and
//! nothing does I/O. Comparison is equality: what must not count in a comparison is in [`NotCompared`].

mod building;
mod constraint;
mod default;
mod dialect_name;
mod expression;
mod field;
mod field_type;
mod index;
mod join_table;
mod literal;
mod name;
mod naming;
mod not_compared;
mod options;
mod package_table;
mod raw_sql;
mod renames;
mod schema;
mod storage_type;
mod suggestion;
mod table;
mod unique_key;

pub use building::{FieldBuilder, IndexBuilder, InvalidTable, TableBuilder};
pub use constraint::{
    Check, Constraint, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ExclusionExpression,
    ExistingRows, ForeignKey, KeyDetails, KeyMatch, ReferentialAction, Unique,
};
pub use default::Default;
pub use dialect_name::{DialectName, UnknownDialect};
pub use expression::{
    BinaryOperator, CastTarget, DialectTexts, Expression, ExpressionError, Function, SqlExpression,
    ValueSort, parse_expression,
};
pub use field::{Field, Generated, GeneratedStorage, Reference};
pub use field_type::{ArrayItem, FieldType};
pub use index::{Index, IndexKey, IndexPart, NullsOrder, SortOrder};
pub use join_table::{join_columns, join_table_name};
pub use literal::{DecimalText, FiniteFloat, Literal, LiteralError};
pub use name::{FieldName, InvalidName, ObjectName, TableName};
pub use naming::{
    DERIVED_NAME_LIMIT, DerivedName, class_name, counted, pluralize, shorten, singularize, snake_case,
};
pub use not_compared::{FrozenName, NotCompared};
pub use options::{FieldOptions, TableOptions};
pub use package_table::{BOOKKEEPING_TABLES, PACKAGE_PREFIX, PACKAGE_TABLES};
pub use raw_sql::RawSql;
pub use schema::{Schema, SchemaError};
pub use storage_type::{Comparison, StorageType, TypeFacts, ValueFamily, ValueKind};
pub use suggestion::nearest;
pub use table::{Management, Table};
pub use unique_key::{ComparedKey, UniqueKey, UniqueObject};
