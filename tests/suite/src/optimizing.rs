//! Optimizing changes no result: the later half of a generated history, as one migration over existing rows, gives
//! the same schema and the same rows as it is and optimized.

use aksara_driver::{Connection, DriverError};
use aksara_executor::Coalescing;
use aksara_generate::History;
use aksara_operations::{Located, Operation};
use aksara_optimizer::{DerivedNames, optimize};
use aksara_schema::Schema;

use crate::coalescing::{End, Halves};
use crate::inspected::compare;
use crate::{Compared, Failure};

/// Compares the two on fresh databases. Rows that prevent the original may allow the optimized half, which
/// does less with them.
pub async fn compare_optimizing(
    fresh: impl AsyncFn() -> Result<Box<dyn Connection>, DriverError>,
    history: &History,
) -> Result<Compared, Failure> {
    let (Some(original), Some(optimized)) = (Halves::of(history)?, Halves::with_later(history, optimal)?)
    else {
        return Ok(Compared::Refused);
    };
    let mut compared = Compared::WithRows;
    let mut rows = original.rows.as_slice();
    let mut expected = original.end(&fresh, Coalescing::On, rows).await?;
    if let End::FailedForRows(_) = expected {
        compared = Compared::WithoutRows;
        rows = &[];
        expected = original.end(&fresh, Coalescing::On, rows).await?;
    }
    match (expected, optimized.end(&fresh, Coalescing::On, rows).await?) {
        (End::Refused, _) => Ok(Compared::Refused),
        (End::Reached(expected), End::Reached(found)) => {
            compare("optimized", &expected, &found)?;
            Ok(compared)
        }
        (End::FailedForRows(error), _) => Err(Failure::new(format!("fails without rows as it was: {error}"))),
        (End::Reached(_), End::Refused) => Err(Failure::new("is refused by optimizing alone")),
        (End::Reached(_), End::FailedForRows(error)) => {
            Err(Failure::new(format!("fails by optimizing alone: {error}")))
        }
    }
}

fn optimal(operations: &[Operation], before: &Schema) -> Vec<Operation> {
    let located = operations.iter().cloned().map(Located::generated).collect();
    let optimized = optimize(located, before, DerivedNames::Kept);
    optimized.into_iter().map(|operation| operation.value).collect()
}
