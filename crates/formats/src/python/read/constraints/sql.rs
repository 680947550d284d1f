//! 0.7.2's constraints: a text such as `UNIQUE (a, b)` in PostgreSQL's SQL.

use aksara_schema::{
    Check, ConstraintKind, Deferrable, Exclusion, ExclusionElement, ExclusionExpression, ExistingRows,
    FieldName, ForeignKey, InvalidName, KeyDetails, KeyMatch, RawSql, ReferentialAction, SqlExpression,
    TableName, Unique,
};
use sqlparser::ast::{
    AlterTableOperation, ConstraintCharacteristics, ConstraintReferenceMatchKind, DeferrableInitial,
    ExcludeConstraint, Expr, ForeignKeyConstraint, Ident, NullsDistinctOption,
    ReferentialAction as SqlAction, Statement, TableConstraint, UniqueConstraint,
};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::Parser;
use thiserror::Error;

use crate::python::{PythonError, Value};

/// Why a text is not a constraint that we know.
#[derive(Debug, Error)]
enum ConstraintSqlError {
    #[error("it is not a constraint in PostgreSQL's SQL: {0}")]
    Syntax(#[from] sqlparser::parser::ParserError),
    #[error(transparent)]
    Name(#[from] InvalidName),
    #[error("only UNIQUE, CHECK, FOREIGN KEY and EXCLUDE are understood; use RunSQL for anything else")]
    Unknown,
}

/// The constraint that a text spells.
pub(crate) fn read_constraint_sql(value: &Value, what: &str) -> Result<ConstraintKind, PythonError> {
    parse(value.text(what)?).map_err(|error| value.invalid(what, error))
}

fn parse(text: &str) -> Result<ConstraintKind, ConstraintSqlError> {
    let statement = format!("ALTER TABLE t ADD {text}");
    let statements = Parser::parse_sql(&PostgreSqlDialect {}, &statement)?;
    let [Statement::AlterTable(alter)] = statements.as_slice() else {
        return Err(ConstraintSqlError::Unknown);
    };
    let [
        AlterTableOperation::AddConstraint {
            constraint,
            not_valid,
        },
    ] = alter.operations.as_slice()
    else {
        return Err(ConstraintSqlError::Unknown);
    };
    match constraint {
        TableConstraint::ForeignKey(constraint) => foreign_key(constraint, *not_valid),
        _ if *not_valid => Err(ConstraintSqlError::Unknown),
        TableConstraint::Unique(constraint) => unique(constraint),
        TableConstraint::Check(constraint) if !constraint.no_inherit && constraint.enforced.is_none() => {
            Ok(ConstraintKind::Check(Check {
                expression: expression(&constraint.expr),
            }))
        }
        TableConstraint::Exclude(constraint) if constraint.include.is_empty() => Ok(exclusion(constraint)),
        _ => Err(ConstraintSqlError::Unknown),
    }
}

fn unique(constraint: &UniqueConstraint) -> Result<ConstraintKind, ConstraintSqlError> {
    let column = |column: &sqlparser::ast::IndexColumn| match &column.column.expr {
        Expr::Identifier(name) => field(name),
        _ => Err(ConstraintSqlError::Unknown),
    };
    if !constraint.include.is_empty() {
        return Err(ConstraintSqlError::Unknown);
    }
    Ok(ConstraintKind::Unique(Unique {
        fields: constraint.columns.iter().map(column).collect::<Result<_, _>>()?,
        deferrable: deferrable(constraint.characteristics.as_ref()),
        nulls_not_distinct: matches!(constraint.nulls_distinct, NullsDistinctOption::NotDistinct),
    }))
}

fn foreign_key(
    constraint: &ForeignKeyConstraint,
    not_valid: bool,
) -> Result<ConstraintKind, ConstraintSqlError> {
    let fields = |names: &[Ident]| names.iter().map(field).collect::<Result<Vec<_>, _>>();
    let parts: Vec<String> = constraint
        .foreign_table
        .0
        .iter()
        .filter_map(|part| part.as_ident())
        .map(folded)
        .collect();
    let table = match parts.as_slice() {
        [name] => TableName::whole(name)?,
        [namespace, name] => TableName::qualified(namespace, name)?,
        _ => return Err(ConstraintSqlError::Unknown),
    };
    Ok(ConstraintKind::ForeignKey(ForeignKey {
        fields: fields(&constraint.columns)?,
        table,
        target_fields: fields(&constraint.referred_columns)?,
        on_delete: action(constraint.on_delete.as_ref()),
        on_update: action(constraint.on_update.as_ref()),
        deferrable: deferrable(constraint.characteristics.as_ref()),
        details: KeyDetails {
            matching: matching(constraint.match_kind)?,
            set_on_delete: Vec::new(),
            existing_rows: if not_valid {
                ExistingRows::Unchecked
            } else {
                ExistingRows::Checked
            },
        },
    }))
}

fn matching(written: Option<ConstraintReferenceMatchKind>) -> Result<KeyMatch, ConstraintSqlError> {
    match written {
        None | Some(ConstraintReferenceMatchKind::Simple) => Ok(KeyMatch::Simple),
        Some(ConstraintReferenceMatchKind::Full) => Ok(KeyMatch::Full),
        Some(ConstraintReferenceMatchKind::Partial) => Err(ConstraintSqlError::Unknown),
    }
}

fn exclusion(constraint: &ExcludeConstraint) -> ConstraintKind {
    let element = |element: &sqlparser::ast::ExcludeConstraintElement| ExclusionElement {
        expression: ExclusionExpression::new(RawSql::new(element.column.to_string())),
        operator: element.operator.to_string(),
    };
    ConstraintKind::Exclusion(Exclusion {
        method: constraint
            .index_method
            .as_ref()
            .map_or_else(|| "btree".to_owned(), folded),
        elements: constraint.elements.iter().map(element).collect(),
        condition: constraint.where_clause.as_deref().map(expression),
        deferrable: deferrable(constraint.characteristics.as_ref()),
    })
}

fn expression(tree: &Expr) -> SqlExpression {
    SqlExpression::parse(&tree.to_string())
}

fn field(name: &Ident) -> Result<FieldName, ConstraintSqlError> {
    Ok(FieldName::new(folded(name))?)
}

/// PostgreSQL takes a name without quotes in lower case.
fn folded(name: &Ident) -> String {
    match name.quote_style {
        Some(_) => name.value.clone(),
        None => name.value.to_lowercase(),
    }
}

fn action(action: Option<&SqlAction>) -> ReferentialAction {
    match action {
        None | Some(SqlAction::NoAction) => ReferentialAction::NoAction,
        Some(SqlAction::Restrict) => ReferentialAction::Restrict,
        Some(SqlAction::Cascade) => ReferentialAction::Cascade,
        Some(SqlAction::SetNull) => ReferentialAction::SetNull,
        Some(SqlAction::SetDefault) => ReferentialAction::SetDefault,
    }
}

fn deferrable(characteristics: Option<&ConstraintCharacteristics>) -> Deferrable {
    let Some(written) = characteristics else {
        return Deferrable::Never;
    };
    match (written.deferrable, &written.initially) {
        (_, Some(DeferrableInitial::Deferred)) => Deferrable::InitiallyDeferred,
        (Some(true), _) => Deferrable::InitiallyImmediate,
        (Some(false) | None, _) => Deferrable::Never,
    }
}
