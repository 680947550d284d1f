//! Whether two operations may run in either order.
//!
//! The rule looks at what each changes and needs. Its answer is proven: both orders are replayed and compared.

use aksara_operations::Operation;
use aksara_schema::Schema;

use crate::footprint::Footprint;
use crate::resource::Resource;
use crate::same::is_same;
use crate::{Clash, DerivedNames};

/// Whether two operations, each of which applies to `schema`, may run in either order: the schema is then the same, and
/// neither sees what the other does.
///
/// Code of the user's own may look at anything that was there when it was written. It commutes with what is about
/// tables alone that the other side makes, and with nothing else.
pub fn commute(first: &Operation, second: &Operation, schema: &Schema) -> Result<(), Clash> {
    let refused = |error| Clash::Refused(Box::new(error));
    let footprint = |operation: &Operation| Footprint::apply(operation, &mut schema.clone());
    let (one, _) = footprint(first).map_err(refused)?;
    let (other, _) = footprint(second).map_err(refused)?;
    demand_independent(&one, &other)?;
    let in_order = |operations: [&Operation; 2]| {
        let mut after = schema.clone();
        let applied = operations
            .iter()
            .try_for_each(|operation| operation.apply(&mut after).map(drop));
        applied.map(|()| after).map_err(refused)
    };
    let (there, back) = (in_order([first, second])?, in_order([second, first])?);
    if is_same(&there, &back, DerivedNames::Kept) {
        Ok(())
    } else {
        Err(Clash::Order)
    }
}

/// The rule.
pub(crate) fn demand_independent(one: &Footprint, other: &Footprint) -> Result<(), Clash> {
    if let Some(contested) = one.contested(other) {
        return Err(Clash::Contested(contested.to_string()));
    }
    match (one.runs_code, other.runs_code) {
        (false, false) => Ok(()),
        (true, true) => Err(Clash::TwoCodes),
        (true, false) => demand_unseen(other),
        (false, true) => demand_unseen(one),
    }
}

/// Code that was written beside these changes cannot know of tables that they make.
fn demand_unseen(changes: &Footprint) -> Result<(), Clash> {
    let is_own = |resource: &&Resource| match resource.table_name() {
        Some(table) => changes.makes.contains(table),
        None => true,
    };
    match changes.changes.iter().find(|changed| !is_own(changed)) {
        Some(seen) => Err(Clash::Code(seen.to_string())),
        None => Ok(()),
    }
}
