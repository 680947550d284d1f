//! Stored generated fields over fields that a foreign key sets: the database would not compute them anew.
//!
//! MySQL refuses every action that could (1215,
//! <https://dev.mysql.com/doc/refman/9.4/en/create-table-foreign-keys.html>), MariaDB all but ON DELETE CASCADE (1901).

use aksara_dialect::{Feature, Unsupported};
use aksara_schema::{FieldName, ForeignKey, GeneratedStorage, Table};

use crate::build::named_foreign_keys;
use crate::flavour::{Flavour, Server};
use crate::physical::sets_columns;

/// Refuses such a field.
pub(super) fn check_stored_generated(table: &Table, server: Server) -> Result<(), Unsupported> {
    let keys = named_foreign_keys(table).into_iter().map(|(_, key)| key);
    let keys = keys.filter(|key| sets(key, server.flavour));
    let set: Vec<FieldName> = keys.flat_map(|key| key.fields).collect();
    let stored = table.fields.values().filter_map(|field| {
        let generated = field.generated.as_ref();
        let generated = generated.filter(|generated| generated.storage == GeneratedStorage::Stored)?;
        Some((field, generated.expression.fields()))
    });
    for (field, sources) in stored {
        if let Some(source) = sources.into_iter().find(|source| set.contains(source)) {
            return Err(server.refuse(
                Some(Feature::StoredGenerated),
                format!("the field `{}` of `{}`", field.name, table.name),
                format!(
                    "`{source}` is set by its foreign key, and nothing stored may be computed from it then"
                ),
                "use RESTRICT for both of the key's actions, or storage=\"virtual\"",
            ));
        }
    }
    Ok(())
}

fn sets(key: &ForeignKey, flavour: &'static Flavour) -> bool {
    let refused = flavour.limits.stored_under_key;
    sets_columns(key.on_delete, key.on_update)
        || refused.on_delete.contains(&key.on_delete)
        || refused.on_update.contains(&key.on_update)
}
