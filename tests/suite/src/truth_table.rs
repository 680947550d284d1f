//! The truth table of portable expressions: each is a generated field on a live database and must give what the
//! table says, so that an expression means the same wherever it is allowed.

use aksara_driver::{Connection, DriverError};
use aksara_schema::{BinaryOperator, CastTarget, Expression, Function, parse_expression};
use strum::VariantArray;

use crate::failure::failed;
use crate::truths::{INPUTS, ROW, TRUTHS, Truth};
use crate::{Failure, Scenario, run_scenario};

/// How many rows of the table are computed in one go.
const AT_ONCE: usize = 20;

/// Computes every row of the table on fresh, empty databases, and gives a line for each that came out otherwise.
pub async fn untrue_expressions(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
) -> Result<Vec<String>, DriverError> {
    let mut untrue = Vec::new();
    for truths in TRUTHS.chunks(AT_ONCE) {
        if check(fresh().await?, truths).await.is_err() {
            for truth in truths {
                let failure = check(fresh().await?, std::slice::from_ref(truth)).await.err();
                untrue.extend(failure.map(|failure| format!("{} = {}: {failure}", truth.0, truth.2)));
            }
        }
    }
    Ok(untrue)
}

/// The operators, functions and casts that no row of the table has.
pub fn expressions_without_truth() -> Vec<String> {
    let trees: Vec<Expression> = TRUTHS
        .iter()
        .filter_map(|truth| parse_expression(truth.0).ok())
        .collect();
    let mut found = Vec::new();
    trees.iter().for_each(|tree| collect(tree, &mut found));
    let operators = BinaryOperator::VARIANTS.iter().map(ToString::to_string);
    let functions = Function::VARIANTS.iter().map(ToString::to_string);
    let casts = CastTarget::VARIANTS.iter().map(ToString::to_string);
    let all = operators.chain(functions).chain(casts);
    all.filter(|name| !found.contains(name)).collect()
}

/// The entries of the allow-list in a tree, by name.
fn collect(expression: &Expression, found: &mut Vec<String>) {
    match expression {
        Expression::Binary { operator, .. } => found.push(operator.to_string()),
        Expression::Call { function, .. } => found.push(function.to_string()),
        Expression::Cast { target, .. } => found.push(target.to_string()),
        _ => {}
    }
    for operand in expression.operands() {
        collect(operand, found);
    }
}

async fn check(mut connection: Box<dyn Connection>, truths: &[Truth]) -> Result<(), Failure> {
    let scenario = Scenario::parse("truth", &scenario_text(truths)).map_err(failed("the table"))?;
    run_scenario(&mut *connection, &scenario).await?;
    connection.close().await.map_err(failed("closing"))
}

/// A scenario that adds a generated field for each expression.
fn scenario_text(truths: &[Truth]) -> String {
    let (mut change, mut after) = (String::new(), format!("inputs {{{ROW}"));
    for (number, (expression, field, result)) in truths.iter().enumerate() {
        // A raw text of Python: a backslash in SQL is a backslash.
        change += &format!(
            "op.AddField(model_name=\"Input\", name=\"result_{number}\", \
             field=fields.{field}, generated=r\"{expression}\", storage=\"stored\")),\n"
        );
        after += &format!(", \"result_{number}\": {result}");
    }
    format!(
        "Portable expressions.\n\n-- before --\nop.CreateTable(\n    name=\"inputs\",\n    fields=[{INPUTS}    ],\n),\n\n\
         -- rows --\ninputs {{{ROW}}}\n\n-- change --\n{change}\n-- after --\n{after}}}\n"
    )
}
