//! Generated fields that read a field which counts by itself: MySQL makes none, since the number comes later (3109).
//! <https://dev.mysql.com/doc/refman/8.4/en/create-table-generated-columns.html>

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::Table;

use crate::flavour::{Quirk, Server};

/// Refuses such a field.
pub(super) fn check_generated_counter(table: &Table, server: Server) -> Result<(), Unsupported> {
    let refuses = server.flavour.has(Quirk::CountersAreNotRead);
    let counts = |name| table.fields.get(name).is_some_and(|field| field.auto_increment);
    for field in table.fields.values() {
        let sources = field
            .generated
            .iter()
            .flat_map(|generated| generated.expression.fields());
        let mut counted = sources.filter(|source| counts(*source));
        if let Some(source) = counted.next().filter(|_| refuses) {
            return Err(server.refuse(
                Some(Feature::StoredGenerated),
                format!("the field `{}` of `{}`", field.name, table.name),
                format!("`{source}` counts by itself, and nothing may be computed from it"),
                "compute the value where it is read",
            ));
        }
    }
    Ok(())
}
