//! Properties that every dialect has, whatever the history: shown for generated ones, without a database.

use aksara_compiler::{Coalescing, CompileError, compile};
use aksara_dialect::{Dialect, ServerVersion};
use aksara_operations::{Change, Located, Operation};
use aksara_schema::Schema;

use crate::Failure;
use crate::failure::failed;

/// Every operation of the history, alone and all together, forward and back, compiles or is refused with an
/// alternative. Gives the number of compilations that were refused.
pub fn compiles_or_refuses(
    operations: &[Operation],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<usize, Failure> {
    let mut schema = Schema::new();
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    let mut refused = 0;
    for operation in operations {
        let change = operation.apply(&mut schema).map_err(failed("applying"))?;
        let undone = undo(&change, &schema)?;
        refused += compile_or_refuse(
            &schema,
            std::slice::from_ref(&Located::generated(change.clone())),
            dialect,
            version,
        )?;
        refused += compile_or_refuse(&schema, &undone, dialect, version)?;
        forward.push(Located::generated(change));
        backward.splice(0..0, undone);
    }
    refused += compile_or_refuse(&schema, &forward, dialect, version)?;
    refused += compile_or_refuse(&schema, &backward, dialect, version)?;
    Ok(refused)
}

/// Normalizing a second time changes nothing.
pub fn normalizes_once(
    schema: &Schema,
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<(), Failure> {
    let once = dialect.normalize(schema, version);
    match dialect.normalize(&once, version) == once {
        true => Ok(()),
        false => Err(Failure::new("normalizing twice is not normalizing once")),
    }
}

fn undo(change: &Change, schema: &Schema) -> Result<Vec<Located<Change>>, Failure> {
    let aksara_operations::Inverse::Operations { operations, .. } = &change.inverse else {
        return Ok(Vec::new());
    };
    let mut schema = schema.clone();
    let apply = |operation: &Operation| operation.apply(&mut schema).map(Located::generated);
    operations
        .iter()
        .map(apply)
        .collect::<Result<_, _>>()
        .map_err(failed("undoing"))
}

fn compile_or_refuse(
    schema: &Schema,
    changes: &[Located<Change>],
    dialect: &dyn Dialect,
    version: &ServerVersion,
) -> Result<usize, Failure> {
    match compile(schema, changes, Coalescing::On, dialect, version) {
        Ok(_) => Ok(0),
        Err(CompileError::Unsupported(error)) if error.alternative.is_empty() => {
            Err(Failure::new(format!("{error}: no alternative is given")))
        }
        Err(CompileError::Unsupported(_)) => Ok(1),
    }
}
