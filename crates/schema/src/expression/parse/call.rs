//! Function calls of an expression: which functions, with how many arguments, of which range.

use std::ops::RangeInclusive;
use std::str::FromStr;

use sqlparser::ast::{
    Expr, Function as SqlCall, FunctionArg, FunctionArgExpr, FunctionArguments, ObjectNamePart,
    TrimWhereField,
};
use strum::VariantArray;

use super::{ExpressionError, Read, Reader, constant, not_portable};
use crate::{Expression, Function, Literal, nearest};

impl Reader {
    pub(super) fn call(self, call: &SqlCall) -> Read {
        let [ObjectNamePart::Identifier(name)] = call.name.0.as_slice() else {
            return Err(not_portable(
                &format!("`{call}`"),
                "functions of a namespace are one database's own",
            ));
        };
        let plain = call.over.is_none() && call.filter.is_none() && call.within_group.is_empty();
        let arguments = match plain_arguments(&call.args) {
            Some(arguments) if plain => arguments,
            _ => {
                return Err(not_portable(
                    &format!("`{call}`"),
                    "only plain arguments mean the same everywhere",
                ));
            }
        };
        if let Some(moment) = constant::moment(&name.value) {
            return if arguments.is_empty() {
                Ok(moment)
            } else {
                Err(not_portable(
                    &format!("`{call}`"),
                    "leave the precision out; it is microseconds",
                ))
            };
        }
        let function = function_of(&name.value)?;
        let arguments = arguments
            .into_iter()
            .map(|tree| self.read(tree))
            .collect::<Result<Vec<_>, _>>()?;
        called(function, arguments)
    }

    /// `substring(text FROM start FOR length)`; without FROM it starts at 1.
    pub(super) fn substring(self, operand: &Expr, start: Option<&Expr>, length: Option<&Expr>) -> Read {
        let start = start.map(|tree| self.read(tree)).transpose()?;
        let mut arguments = vec![
            self.read(operand)?,
            start.unwrap_or(Expression::Literal(Literal::Integer(1))),
        ];
        arguments.extend(length.map(|tree| self.read(tree)).transpose()?);
        called(Function::Substring, arguments)
    }

    pub(super) fn trim(self, side: Option<TrimWhereField>, of_spaces: bool, operand: &Expr) -> Read {
        match (side, of_spaces) {
            (None | Some(TrimWhereField::Both), true) => called(Function::Trim, vec![self.read(operand)?]),
            _ => Err(not_portable(
                "TRIM of one side or of other characters",
                "only trim(text) means the same everywhere",
            )),
        }
    }
}

fn plain_arguments(arguments: &FunctionArguments) -> Option<Vec<&Expr>> {
    match arguments {
        FunctionArguments::None => Some(Vec::new()),
        FunctionArguments::Subquery(_) => None,
        FunctionArguments::List(list) if list.duplicate_treatment.is_some() || !list.clauses.is_empty() => {
            None
        }
        FunctionArguments::List(list) => list.args.iter().map(plain_argument).collect(),
    }
}

fn plain_argument(argument: &FunctionArg) -> Option<&Expr> {
    match argument {
        FunctionArg::Unnamed(FunctionArgExpr::Expr(tree)) => Some(tree),
        FunctionArg::Unnamed(_) | FunctionArg::Named { .. } | FunctionArg::ExprNamed { .. } => None,
    }
}

fn function_of(name: &str) -> Result<Function, ExpressionError> {
    // PostgreSQL gives trim(x) back as btrim(x).
    if name.eq_ignore_ascii_case("btrim") {
        return Ok(Function::Trim);
    }
    Function::from_str(name).map_err(|_| {
        let names: Vec<String> = Function::VARIANTS.iter().map(Function::to_string).collect();
        let why = match nearest(name, names.iter().map(String::as_str)) {
            Some(known) => format!("did you mean `{known}`?"),
            None => format!(
                "the functions that mean the same everywhere are {}",
                names.join(", ")
            ),
        };
        not_portable(&format!("the function `{name}`"), why)
    })
}

fn arity(function: Function) -> RangeInclusive<usize> {
    match function {
        Function::Lower | Function::Upper | Function::Length | Function::Trim | Function::Abs => 1..=1,
        Function::Replace => 3..=3,
        Function::Substring => 2..=3,
        Function::Coalesce => 2..=usize::MAX,
        Function::Nullif => 2..=2,
    }
}

fn called(function: Function, arguments: Vec<Expression>) -> Read {
    if !arity(function).contains(&arguments.len()) {
        let why = format!("it does not take {} arguments", arguments.len());
        return Err(not_portable(&format!("the function `{function}`"), why));
    }
    let at_least = |position: usize, least: i64| match arguments.get(position) {
        Some(Expression::Literal(Literal::Integer(number))) => *number >= least,
        Some(_) => false,
        None => true,
    };
    // A start before the text's beginning counts from the end on MySQL and SQLite, and is empty on PostgreSQL.
    if function == Function::Substring && !(at_least(1, 1) && at_least(2, 0)) {
        return Err(not_portable(
            "`substr` with a computed or negative place",
            "write the numbers themselves, from 1",
        ));
    }
    Ok(Expression::Call { function, arguments })
}
