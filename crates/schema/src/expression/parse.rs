//! SQL text → [`Expression`], through sqlparser. Outside the allow-list is an error that says what.
//!
//! Identifiers may be quoted (by double quotes or backticks) or not, and keep their case. Forms that only
//! abbreviate an allowed one are written out (`x IS TRUE`, `CASE x WHEN 1`, `x = ANY (ARRAY[…])`).

mod call;
mod constant;
mod operator;

use sqlparser::ast::{Array, CaseWhen, CastKind, DataType, Expr, Ident};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;
use thiserror::Error;

use super::{BinaryOperator, CastTarget, Expression, Function};
use crate::{FieldName, InvalidName, Literal, LiteralError};

/// Why a text is not a portable expression.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// Not SQL.
    #[error("it is not an SQL expression: {0}")]
    Syntax(String),
    /// SQL, but not the same on every database.
    #[error("{what} does not mean the same on every database: {why}")]
    NotPortable {
        /// The part of the text.
        what: String,
        /// The difference, or the alternative.
        why: String,
    },
    /// A constant that not every database can store.
    #[error(transparent)]
    Literal(#[from] LiteralError),
    /// An identifier that no database could quote.
    #[error(transparent)]
    Name(#[from] InvalidName),
}

/// The longest text that is read; a longer one would be nested too deep to walk.
const GREATEST_LENGTH: usize = 32 * 1024;

/// The greatest depth of nesting; a chain of n operators is n deep.
const GREATEST_DEPTH: usize = 256;

/// Reads a portable expression.
///
/// ```
/// use aksara_schema::parse_expression;
/// assert!(parse_expression("price > 0 AND \"name\" <> ''").is_ok());
/// assert!(parse_expression("price / 2 > 1").is_err());
/// ```
pub fn parse_expression(text: &str) -> Result<Expression, ExpressionError> {
    if text.len() > GREATEST_LENGTH {
        return Err(not_portable(
            "a text this long",
            format!("at most {GREATEST_LENGTH} bytes are read"),
        ));
    }
    let syntax = |error: sqlparser::parser::ParserError| ExpressionError::Syntax(error.to_string());
    let dialect = GenericDialect {};
    let mut parser = Parser::new(&dialect).try_with_sql(text).map_err(syntax)?;
    let tree = parser.parse_expr().map_err(syntax)?;
    match parser.next_token().token {
        Token::EOF => Reader { depth: 0 }.read(&tree),
        rest => Err(ExpressionError::Syntax(format!(
            "`{rest}` follows a complete expression"
        ))),
    }
}

/// Walks sqlparser's tree, keeping count of how deep it is.
#[derive(Clone, Copy)]
struct Reader {
    depth: usize,
}

type Read = Result<Expression, ExpressionError>;

impl Reader {
    /// Reads an operand of what this reader reads.
    fn read(self, tree: &Expr) -> Read {
        if self.depth < GREATEST_DEPTH {
            Self {
                depth: self.depth + 1,
            }
            .expression(tree)
        } else {
            Err(not_portable(
                "an expression this deep",
                format!("{GREATEST_DEPTH} levels are the most"),
            ))
        }
    }

    fn boxed(self, tree: &Expr) -> Result<Box<Expression>, ExpressionError> {
        self.read(tree).map(Box::new)
    }

    fn list(self, trees: &[Expr]) -> Result<Vec<Expression>, ExpressionError> {
        trees.iter().map(|tree| self.read(tree)).collect()
    }

    fn expression(self, tree: &Expr) -> Read {
        match tree {
            Expr::Identifier(name) => field(name),
            Expr::Nested(inner) => self.read(inner),
            Expr::Value(value) => constant::literal(&value.value),
            Expr::UnaryOp { op, expr } => self.unary(*op, expr),
            Expr::BinaryOp { left, op, right } => self.binary(left, op, right),
            Expr::AnyOp {
                left,
                compare_op,
                right,
                ..
            } => self.any(left, compare_op, right, tree),
            Expr::AllOp {
                left,
                compare_op,
                right,
            } => self.all(left, compare_op, right, tree),
            Expr::Function(call) => self.call(call),
            Expr::Substring {
                expr,
                substring_from,
                substring_for,
                ..
            } => self.substring(expr, substring_from.as_deref(), substring_for.as_deref()),
            Expr::Trim {
                trim_where,
                trim_what,
                expr,
                trim_characters,
            } => {
                let plain = trim_what.is_none() && trim_characters.is_none();
                self.trim(*trim_where, plain, expr)
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(operand.as_deref(), conditions, else_result.as_deref()),
            Expr::Cast {
                kind,
                expr,
                data_type,
                format: None,
                ..
            } => self.cast(kind, expr, data_type),
            other => self.predicate(other),
        }
    }

    /// The forms that give true, false or unknown and are not operators in sqlparser's tree.
    fn predicate(self, tree: &Expr) -> Read {
        match tree {
            Expr::IsNull(operand) => Ok(Expression::IsNull {
                operand: self.boxed(operand)?,
                negated: false,
            }),
            Expr::IsNotNull(operand) => Ok(Expression::IsNull {
                operand: self.boxed(operand)?,
                negated: true,
            }),
            Expr::IsTrue(operand) => self.or_if_null(operand, false),
            Expr::IsNotTrue(operand) => Ok(negated(self.or_if_null(operand, false)?)),
            Expr::IsFalse(operand) => Ok(negated(self.or_if_null(operand, true)?)),
            Expr::IsNotFalse(operand) => self.or_if_null(operand, true),
            Expr::InList { expr, list, negated } => self.in_list(expr, list, *negated),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => Ok(Expression::Between {
                operand: self.boxed(expr)?,
                low: self.boxed(low)?,
                high: self.boxed(high)?,
                negated: *negated,
            }),
            Expr::Like {
                negated,
                any: false,
                expr,
                pattern,
                escape_char,
            } => self.like(expr, pattern, escape_char.as_deref(), *negated),
            other => Err(refused(other)),
        }
    }

    /// `x IS TRUE` is `coalesce(x, FALSE)`, `x IS NOT FALSE` is `coalesce(x, TRUE)`.
    fn or_if_null(self, operand: &Expr, when_null: bool) -> Read {
        let arguments = vec![
            self.read(operand)?,
            Expression::Literal(Literal::Boolean(when_null)),
        ];
        Ok(Expression::Call {
            function: Function::Coalesce,
            arguments,
        })
    }

    fn in_list(self, operand: &Expr, list: &[Expr], negated: bool) -> Read {
        if list.is_empty() {
            Err(not_portable(
                "IN ()",
                "an empty list is an error on most databases",
            ))
        } else {
            Ok(Expression::In {
                operand: self.boxed(operand)?,
                list: self.list(list)?,
                negated,
            })
        }
    }

    /// `x = ANY (ARRAY[…])` is how PostgreSQL gives back `x IN (…)`.
    fn any(self, left: &Expr, operator: &sqlparser::ast::BinaryOperator, right: &Expr, whole: &Expr) -> Read {
        match (operator, array_items(right)) {
            (sqlparser::ast::BinaryOperator::Eq, Some(items)) => self.in_list(left, items, false),
            _ => Err(refused(whole)),
        }
    }

    fn all(self, left: &Expr, operator: &sqlparser::ast::BinaryOperator, right: &Expr, whole: &Expr) -> Read {
        match (operator, array_items(right)) {
            (sqlparser::ast::BinaryOperator::NotEq, Some(items)) => self.in_list(left, items, true),
            _ => Err(refused(whole)),
        }
    }

    fn case(self, operand: Option<&Expr>, conditions: &[CaseWhen], otherwise: Option<&Expr>) -> Read {
        let branch = |when: &CaseWhen| {
            let condition = match operand {
                Some(operand) => {
                    let (left, right) = (self.boxed(operand)?, self.boxed(&when.condition)?);
                    Expression::Binary {
                        left,
                        operator: BinaryOperator::Equal,
                        right,
                    }
                }
                None => self.read(&when.condition)?,
            };
            Ok((condition, self.read(&when.result)?))
        };
        let branches = conditions
            .iter()
            .map(branch)
            .collect::<Result<_, ExpressionError>>()?;
        Ok(Expression::Case {
            branches,
            otherwise: otherwise.map(|tree| self.boxed(tree)).transpose()?,
        })
    }

    fn cast(self, kind: &CastKind, operand: &Expr, data_type: &DataType) -> Read {
        let target = match (kind, data_type) {
            (CastKind::Cast | CastKind::DoubleColon, target) => cast_target(target),
            (CastKind::TryCast | CastKind::SafeCast, _) => None,
        };
        match target {
            Some(target) => Ok(Expression::Cast {
                operand: self.boxed(operand)?,
                target,
            }),
            None => Err(not_portable(
                &format!("a cast to {data_type}"),
                "only integer and text can be cast to",
            )),
        }
    }
}

fn cast_target(data_type: &DataType) -> Option<CastTarget> {
    match data_type {
        DataType::Int(None)
        | DataType::Integer(None)
        | DataType::BigInt(None)
        | DataType::Int4(None)
        | DataType::Int8(None) => Some(CastTarget::Integer),
        DataType::Text | DataType::Varchar(None) | DataType::CharacterVarying(None) => Some(CastTarget::Text),
        _ => None,
    }
}

fn array_items(tree: &Expr) -> Option<&[Expr]> {
    match tree {
        Expr::Array(Array { elem, .. }) => Some(elem),
        Expr::Nested(inner) => array_items(inner),
        _ => None,
    }
}

fn field(name: &Ident) -> Read {
    Ok(Expression::Field(FieldName::new(name.value.clone())?))
}

fn negated(operand: Expression) -> Expression {
    Expression::Not(Box::new(operand))
}

fn not_portable(what: &str, why: impl Into<String>) -> ExpressionError {
    ExpressionError::NotPortable {
        what: what.to_owned(),
        why: why.into(),
    }
}

/// The error for a form outside the allow-list; the common ones say what to write instead.
fn refused(tree: &Expr) -> ExpressionError {
    let why = match tree {
        Expr::ILike { .. } => "ILIKE is PostgreSQL's own; write lower(field) LIKE 'pattern in lower case'",
        Expr::Like { .. } => "only LIKE with one pattern is known everywhere",
        Expr::SimilarTo { .. } | Expr::RLike { .. } => "regular expressions differ between databases",
        Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. } => "a subquery is not allowed here",
        Expr::CompoundIdentifier(_) => "name the field alone, without its table",
        Expr::IsDistinctFrom(..) | Expr::IsNotDistinctFrom(..) => "not every database has IS DISTINCT FROM",
        Expr::Extract { .. } => "each database takes the parts of a date in its own way",
        Expr::Collate { .. } => "the names of collations differ; set the field's collation instead",
        Expr::Interval(_) | Expr::AtTimeZone { .. } => "arithmetic with times differs between databases",
        Expr::JsonAccess { .. } => "access to JSON differs between databases",
        Expr::Array(_) | Expr::AnyOp { .. } | Expr::AllOp { .. } => {
            "not every database has arrays; write IN (…)"
        }
        _ => "it is not known to mean the same everywhere",
    };
    not_portable(&format!("`{tree}`"), why)
}

#[cfg(test)]
mod tests;
